import type { Transaction } from '@gatehouse/db/client'
import { actorColumn, type Context } from '../grammar/context.ts'
import { hashWith, type LoadedPromotion, requirePromotion } from './load-promotion.ts'
import { type Settled, settle } from './step-promotion.ts'

/** How long an override may hold. */
export const longestOverrideMs = 90 * 86_400_000

/**
 * Lets checks pass until a time. It changes what is agreed to: approvals that were given without it hold no longer. The caller holds the
 * version's lock and has asked whether it may.
 */
export async function writeOverrides(
  tx: Transaction,
  ctx: Context,
  row: LoadedPromotion,
  checks: readonly { id: string }[],
  { reason, expiresAt }: { reason: string; expiresAt: Date },
): Promise<{ boundHash: string; settled: Settled }> {
  const override = {
    reason,
    expiresAt: expiresAt.toISOString(),
    actor: actorColumn(ctx),
    at: ctx.now().toISOString(),
  }
  await tx.promotionCheck.updateMany({ where: { id: { in: checks.map(({ id }) => id) } }, data: { override } })
  const changed = await requirePromotion(tx, row.id)
  const boundHash = hashWith(changed, changed.checks)
  await tx.promotion.update({ where: { id: row.id }, data: { boundHash, etag: { increment: 1 } } })
  const settled = await settle(tx, ctx, { ...changed, boundHash })
  return { boundHash, settled }
}
