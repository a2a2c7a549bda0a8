import type { LifecycleState } from '@gatehouse/contracts/snapshot'
import { legalMoves } from '../apis/lifecycle-moves.ts'

/** The shortest way of legal moves to a state; null where there is none. */
export function legalPath(from: LifecycleState, to: LifecycleState): LifecycleState[] | null {
  const ways: LifecycleState[][] = [[from]]
  const seen = new Set([from])
  for (const way of ways) {
    const last = way.at(-1)
    if (last === undefined) continue
    if (last === to) return way.slice(1)
    for (const next of legalMoves(last)) {
      if (seen.has(next)) continue
      seen.add(next)
      ways.push([...way, next])
    }
  }
  return null
}
