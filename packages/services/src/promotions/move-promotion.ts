import type { PromotionState } from '@gatehouse/contracts/endpoints/promotion-views'
import type { Prisma, Transaction } from '@gatehouse/db/client'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { announcePromotion } from './announce-promotion.ts'
import { afterMove, endedStates, type PromotionMove } from './promotion-states.ts'

/** A promotion as it was looked at. */
export type MovedRow = { id: string; state: string }
export type MoveData = { reason?: string; data?: Prisma.PromotionUncheckedUpdateManyInput }

/**
 * Moves a promotion: the only place that writes a state. What was looked at must still be so.
 * @throws DomainError `promotion_move` where it is not legal, `changed_meanwhile` where another one has moved it
 */
export async function movePromotion(
  tx: Transaction,
  ctx: Context,
  row: MovedRow,
  move: PromotionMove,
  more: MoveData = {},
): Promise<PromotionState> {
  const state = afterMove(move, row.state as PromotionState)
  if (!(await moveLatest(tx, ctx, row, move, more))) throw new DomainError('changed_meanwhile')
  return state
}

/** The same where somebody else's move is as good: false, when there was one. */
export async function moveLatest(
  tx: Transaction,
  ctx: Context,
  row: MovedRow,
  move: PromotionMove,
  more: MoveData = {},
): Promise<boolean> {
  const state = afterMove(move, row.state as PromotionState)
  const now = ctx.now()
  const { count } = await tx.promotion.updateMany({
    where: { id: row.id, state: row.state },
    data: {
      ...more.data,
      state,
      stateSince: now,
      stateReason: more.reason ?? null,
      endedAt: endedStates.includes(state) ? now : null,
      etag: { increment: 1 },
    },
  })
  if (count > 0) await announcePromotion(tx, ctx, row.id, state)
  return count > 0
}
