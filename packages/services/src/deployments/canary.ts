import { canaryRule } from '@gatehouse/contracts/stage-rules'
import { Prisma, type Transaction } from '@gatehouse/db/client'
import { z } from 'zod'
import { notFound } from '../grammar/domain-error.ts'
import { type VerbRun, verb } from '../grammar/verb.ts'
import { movePromotion } from '../promotions/move-promotion.ts'
import { wakePromotion } from '../promotions/wake-promotion.ts'

/** How long a promotion that has taken all traffic is watched before it is done. */
export const watchMs = 15 * 60_000

const canaryPath = z.strictObject({ deployment: z.string().min(1).max(120) })

function scopeOf(tx: Transaction, input: { deployment: string }) {
  return tx.deployment
    .findUnique({
      where: { id: input.deployment },
      select: { version: { select: { apiId: true, api: { select: { teamId: true } } } } },
    })
    .then((row) => row && { apiId: row.version.apiId, teamId: row.version.api.teamId })
}

/** A canary that still is one, under the version's lock, with what takes the rest of the traffic; null: it is none any more. */
export async function lockCanary(tx: Transaction, deploymentId: string) {
  const found = await tx.deployment.findUnique({ where: { id: deploymentId }, select: { versionId: true } })
  if (!found) throw notFound()
  await tx.$queryRaw`SELECT 1 FROM version WHERE id = ${found.versionId} FOR NO KEY UPDATE`
  const canary = await tx.deployment.findUniqueOrThrow({ where: { id: deploymentId }, include: { promotion: true } })
  const rule = canaryRule.nullable().parse(canary.canary)
  if (rule === null || canary.endedAt !== null) return null
  const older = await tx.deployment.findFirst({
    where: { versionId: canary.versionId, stageId: canary.stageId, endedAt: null, id: { not: deploymentId } },
    orderBy: { startedAt: 'asc' },
  })
  return { canary, older }
}
type Canary = NonNullable<Awaited<ReturnType<typeof lockCanary>>>

/**
 * Gives a canary all traffic and ends what ran before it; its promotion is watched from then on. A deployment that is no canary any more
 * (taken back, replaced, finished already) is left alone: `changed` is false.
 */
export const finishCanary = verb({
  name: 'deployment.finish-canary',
  allowed: { permission: 'api.promote' },
  read: 'api.read',
  input: canaryPath,
  scope: scopeOf,
  run: async ({ ctx, tx, input, change }) => {
    const found = await lockCanary(tx, input.deployment)
    if (!found) return { changed: false, stageId: null, promotionId: null }
    const { canary } = found
    const now = ctx.now()
    await tx.deployment.updateMany({
      where: { versionId: canary.versionId, stageId: canary.stageId, endedAt: null, id: { not: canary.id } },
      data: { endedAt: now },
    })
    await tx.deployment.update({ where: { id: canary.id }, data: { weight: 100, canary: Prisma.DbNull } })
    change.snapshot('deployment', canary.id, canary.stageId)
    // Its receipts are those of the change that gave it all traffic.
    change.withSeq((inner, seq) => inner.deployment.update({ where: { id: canary.id }, data: { changeSeq: seq } }))
    if (canary.promotion) {
      const watchUntil = new Date(now.getTime() + watchMs)
      await movePromotion(tx, ctx, canary.promotion, 'finish', { data: { watchUntil } })
      await wakePromotion(tx, canary.promotion.id, watchUntil)
    }
    return { changed: true, stageId: canary.stageId, promotionId: canary.promotion?.id ?? null }
  },
  audit: ({ input, result }) => ({
    target: { kind: 'deployment', id: input.deployment },
    after: { changed: result.changed, weight: 100, stageId: result.stageId, promotionId: result.promotionId },
  }),
  answer: ({ changed }) => ({ changed }),
})

/**
 * Takes a canary back: what ran before gets all traffic again, and its promotion says why. `reason` is one sentence without a dot at its
 * end: `3.1 % of 240 calls failed, more than 1 %`. A deployment that is no canary any more is left alone: `changed` is false.
 */
export const rollBackCanary = verb({
  name: 'deployment.roll-back-canary',
  allowed: { permission: 'api.deploy' },
  read: 'api.read',
  input: canaryPath.extend({ reason: z.string().trim().min(1).max(1_000) }),
  scope: scopeOf,
  run: async ({ ctx, tx, input, change }) => {
    const found = await lockCanary(tx, input.deployment)
    if (!found) return { changed: false, stageId: null, promotionId: null }
    await takeBackCanary({ ctx, tx, change }, found, input.reason)
    return { changed: true, stageId: found.canary.stageId, promotionId: found.canary.promotion?.id ?? null }
  },
  audit: ({ input, result }) => ({
    target: { kind: 'deployment', id: input.deployment },
    after: {
      changed: result.changed,
      weight: 0,
      stageId: result.stageId,
      promotionId: result.promotionId,
      reason: input.reason,
    },
  }),
  answer: ({ changed }) => ({ changed }),
})

/** The same inside of another verb that holds the version's lock. */
export async function takeBackCanary(
  { ctx, tx, change }: Pick<VerbRun<unknown>, 'ctx' | 'tx' | 'change'>,
  { canary, older }: Canary,
  reason: string,
): Promise<void> {
  const now = ctx.now()
  await tx.deployment.update({
    where: { id: canary.id },
    data: { endedAt: now, endReason: `canary rolled back: ${reason}` },
  })
  if (older) {
    await tx.deployment.update({ where: { id: older.id }, data: { weight: 100 } })
    change.withSeq((inner, seq) => inner.deployment.update({ where: { id: older.id }, data: { changeSeq: seq } }))
  }
  change.snapshot('deployment', canary.id, canary.stageId)
  if (canary.promotion) await movePromotion(tx, ctx, canary.promotion, 'roll-back', { reason })
}
