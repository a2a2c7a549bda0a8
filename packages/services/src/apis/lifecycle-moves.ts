import type { LifecycleState } from '@gatehouse/contracts/snapshot'

/** Legal moves. Going back is a new state change, never an undo, and needs a reason. */
const moves: Record<LifecycleState, readonly { to: LifecycleState; needsReason: boolean }[]> = {
  draft: [{ to: 'published', needsReason: false }],
  published: [{ to: 'deprecated', needsReason: false }],
  deprecated: [
    { to: 'retired', needsReason: false },
    { to: 'published', needsReason: true },
  ],
  retired: [{ to: 'deprecated', needsReason: true }],
}

export function legalMoves(from: LifecycleState): LifecycleState[] {
  return moves[from].map(({ to }) => to)
}

/** The move, or undefined when it is not legal. */
export function findMove(from: LifecycleState, to: LifecycleState): { needsReason: boolean } | undefined {
  return moves[from].find((move) => move.to === to)
}

export const stateNames: Record<LifecycleState, string> = {
  draft: 'Draft',
  published: 'Published',
  deprecated: 'Deprecated',
  retired: 'Retired',
}
