import { type PromotionState, promotionStates } from '@gatehouse/contracts/endpoints/promotion-views'
import { DomainError } from '../grammar/domain-error.ts'

/** What can happen to a promotion. */
export type PromotionMove =
  /** Something is judged again. */
  | 'check'
  /** Checks, approvals and what is missing were weighed. */
  | 'block'
  | 'wait'
  | 'ready'
  /** It went onto its stage: with a part of the traffic, or with all of it. */
  | 'start'
  | 'finish'
  | 'complete'
  /** What was judged has moved. */
  | 'stale'
  | 'cancel'
  | 'roll-back'

const before = ['checking', 'blocked', 'waiting', 'ready'] as const satisfies readonly PromotionState[]

/** The whole machine: each move with the states that it may come from and the one that it leads to. Nothing else changes a state. */
export const promotionMoves: Readonly<Record<PromotionMove, { from: readonly PromotionState[]; to: PromotionState }>> =
  {
    check: { from: ['blocked', 'waiting', 'ready'], to: 'checking' },
    block: { from: ['checking', 'waiting', 'ready'], to: 'blocked' },
    wait: { from: ['checking', 'blocked', 'ready'], to: 'waiting' },
    ready: { from: ['checking', 'blocked', 'waiting'], to: 'ready' },
    start: { from: ['ready'], to: 'running' },
    finish: { from: ['running'], to: 'watching' },
    complete: { from: ['ready', 'watching'], to: 'done' },
    stale: { from: before, to: 'stale' },
    cancel: { from: before, to: 'cancelled' },
    'roll-back': { from: ['running', 'watching', 'done'], to: 'rolled-back' },
  }

/** Nothing moves it any more, but that what it put on its stage can be taken back while it runs there. */
export const endedStates: readonly PromotionState[] = ['done', 'stale', 'cancelled', 'rolled-back']
export const openStates = promotionStates.filter((state) => !endedStates.includes(state))
/** It has put nothing on its stage yet. */
export const preparedStates: readonly PromotionState[] = before

const stateNames: Readonly<Record<PromotionState, string>> = {
  checking: 'being checked',
  blocked: 'blocked',
  waiting: 'waiting for approval',
  ready: 'ready',
  running: 'running as a canary',
  watching: 'watched',
  done: 'done',
  stale: 'stale',
  cancelled: 'cancelled',
  'rolled-back': 'rolled back',
}

/** What persons can do with a promotion in each state, in words for refusals. */
const legalNow: Readonly<Record<PromotionState, string>> = {
  checking: 'wait for its checks, or cancel it',
  blocked: 'mend what blocks it, run or override the check that failed, or cancel it',
  waiting: 'have it approved or rejected by somebody else, or cancel it',
  ready: 'run it, or cancel it',
  running: 'wait until the canary has shown itself, or roll it back',
  watching: 'wait, or roll it back',
  done: 'roll it back while it still runs there, or promote again',
  stale: 'prepare it again',
  cancelled: 'prepare it again',
  'rolled-back': 'prepare it again',
}

export function isLegal(move: PromotionMove, from: PromotionState): boolean {
  return promotionMoves[move].from.includes(from)
}

/**
 * The state that a move leads to.
 * @throws DomainError `promotion_move`, which says what is legal now
 */
export function afterMove(move: PromotionMove, from: PromotionState): PromotionState {
  if (!isLegal(move, from)) throw illegalMove(from)
  return promotionMoves[move].to
}

/** The refusal of something that the promotion's state does not allow. */
export function illegalMove(state: PromotionState, what?: string): DomainError {
  const so = `The promotion is ${stateNames[state]}. What is possible now: ${legalNow[state]}.`
  return new DomainError('promotion_move', what === undefined ? so : `${what} ${so}`)
}
