import type { PromotionState } from '@gatehouse/contracts/endpoints/promotion-views'
import type { Prisma, Transaction } from '@gatehouse/db/client'
import { DomainError } from '../grammar/domain-error.ts'
import { afterMove, endedStates, type PromotionMove } from './promotion-states.ts'

/** A promotion as it was looked at. */
export type MovedRow = { id: string; state: string }

/**
 * Moves a promotion: the only place that writes a state. What was looked at must still be so: of two that move it at once, one gets
 * `changed_meanwhile` and looks again.
 */
export async function movePromotion(
  tx: Transaction,
  row: MovedRow,
  move: PromotionMove,
  now: Date,
  more: { reason?: string; data?: Prisma.PromotionUncheckedUpdateManyInput } = {},
): Promise<PromotionState> {
  const state = afterMove(move, row.state as PromotionState)
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
  if (count === 0) throw new DomainError('changed_meanwhile')
  return state
}
