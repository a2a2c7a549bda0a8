import type { Prisma, Transaction } from '@gatehouse/db/client'
import { addJob } from '../jobs/add-job.ts'
import { preparedStates } from './promotion-states.ts'

/** Has a promotion looked at again, at the latest at that time. A look that is asked for already is replaced. */
export async function wakePromotion(tx: Transaction, id: string, at: Date): Promise<void> {
  await addJob(tx, 'advance-promotion', { id }, { key: `promotion ${id}`, runAt: at })
}

/**
 * Has all promotions looked at again that may be judged by what this transaction changes: right after it commits, those that have moved
 * become stale, and those that only missed something go on. Each is looked at again in any case when it runs.
 */
export async function wakePromotions(tx: Transaction, which: Prisma.PromotionWhereInput, now: Date): Promise<void> {
  const rows = await tx.promotion.findMany({
    where: { AND: [which, { state: { in: [...preparedStates] } }] },
    select: { id: true },
    orderBy: { id: 'asc' },
  })
  for (const { id } of rows) await wakePromotion(tx, id, now)
}

/** Promotions that are judged by a stage: those to it, and those from it. */
export function aboutStage(stageId: string): Prisma.PromotionWhereInput {
  return { OR: [{ stageId }, { fromStageId: stageId }] }
}
