import { hashKey, keyStart, last4, mintKey } from '@gatehouse/auth/credentials'
import { newId } from '@gatehouse/contracts/ids'
import { requiredScopes } from '@gatehouse/contracts/required-scopes'
import type { Transaction } from '@gatehouse/db/client'
import { z } from 'zod'
import { loadReceipts } from '../../deployments/receipts.ts'
import type { ChangeSet } from '../../grammar/change-set.ts'
import { actorColumn, type Context } from '../../grammar/context.ts'
import { DomainError } from '../../grammar/domain-error.ts'
import { verb } from '../../grammar/verb.ts'
import type { CheckSubject } from '../check.ts'

/** A key for the calls of one run. All that it hangs on is made with it, seen by nobody who lists products for sale, and goes with it. */
export type SmokeKey = { key: string; applicationId: string }

const nameOfAll = 'Smoke calls'
const lifeMs = 15 * 60_000
const inForceMs = 10_000
const lookMs = 40

/** What a run that broke off has left, after so long. */
const lostMs = 60 * 60_000

const madeBy = (versionId: string) => `smoke-${versionId.replace('_', '-').toLowerCase()}`

/** Makes a key that may call every operation of the version on a stage, and waits until the stage's gateways take it. */
export async function makeSmokeKey(
  ctx: Context,
  { version, content }: CheckSubject,
  stage: { id: string; name: string },
  signal: AbortSignal,
): Promise<SmokeKey> {
  const key = mintKey('test')
  let seq = 0n
  const made = await verb({
    name: 'promotion.smoke-key',
    allowed: { systemOnly: true },
    input: z.strictObject({}),
    run: async ({ ctx, tx, change }) => {
      const now = ctx.now()
      await removeLost(tx, change, version.id, now)
      const by = actorColumn(ctx)
      const applicationId = newId('application')
      const productId = newId('product')
      const planId = newId('plan')
      const planVersionId = newId('planVersion')
      const subscriptionId = newId('subscription')
      const credentialId = newId('credential')
      const slug = `${madeBy(version.id)}-${applicationId.slice(-8)}`
      await tx.application.create({
        data: { id: applicationId, teamId: version.api.teamId, name: nameOfAll, createdBy: by, createdAt: now },
      })
      await tx.product.create({
        data: {
          id: productId,
          slug,
          name: nameOfAll,
          teamId: version.api.teamId,
          createdAt: now,
          items: { create: { id: newId('productItem'), versionId: version.id, include: 'version' } },
        },
      })
      await tx.plan.create({ data: { id: planId, productId, slug: 'calls', name: nameOfAll } })
      await tx.planVersion.create({
        data: {
          id: planVersionId,
          planId,
          number: 1,
          limits: { default: {}, stages: {} },
          price: { model: 'free' },
          approval: 'automatic',
        },
      })
      await tx.subscription.create({
        data: {
          id: subscriptionId,
          applicationId,
          productId,
          planId,
          planVersionId,
          state: 'active',
          openKey: `${applicationId}:${productId}`,
          requestedBy: by,
          requestedAt: now,
        },
      })
      await tx.credential.create({
        data: {
          id: credentialId,
          applicationId,
          stageId: stage.id,
          kind: 'key',
          name: nameOfAll,
          hash: hashKey(key),
          start: keyStart(key),
          last4: last4(key),
          scopes: [...new Set(content.contract.operations.flatMap((one) => requiredScopes(one).flat()))],
          createdBy: by,
          expiresAt: new Date(now.getTime() + lifeMs),
        },
      })
      change.access('application', applicationId)
      change.access('team', version.api.teamId)
      change.access('product', productId)
      change.access('planVersion', planVersionId)
      change.access('subscription', subscriptionId)
      change.access('credential', credentialId, { stageId: stage.id })
      change.withSeq((_, last) => {
        seq = last
        return Promise.resolve()
      })
      return { applicationId: applicationId as string, credentialId }
    },
    audit: ({ result }) => ({
      target: { kind: 'credential', id: result.credentialId },
      apiId: version.apiId,
      teamId: version.api.teamId,
      after: { stageId: stage.id, versionId: version.id, applicationId: result.applicationId },
    }),
  })({ ctx, input: {} })
  const smokeKey = { key, applicationId: made.applicationId }
  try {
    await untilInForce(ctx, stage, seq, signal)
  } catch (error) {
    await dropSmokeKey(ctx, smokeKey)
    throw error
  }
  return smokeKey
}

/** Takes the key back, with all that was made for it. */
export async function dropSmokeKey(ctx: Context, { applicationId }: SmokeKey): Promise<void> {
  await verb({
    name: 'promotion.smoke-key-end',
    allowed: { systemOnly: true },
    input: z.strictObject({}),
    run: ({ tx, change }) => removeApplication(tx, change, applicationId),
    audit: () => ({ target: { kind: 'application', id: applicationId }, after: { removed: true } }),
  })({ ctx, input: {} })
}

async function removeLost(tx: Transaction, change: ChangeSet, versionId: string, now: Date): Promise<void> {
  const lost = await tx.subscription.findMany({
    where: {
      product: { slug: { startsWith: `${madeBy(versionId)}-` }, createdAt: { lt: new Date(now.getTime() - lostMs) } },
    },
    select: { applicationId: true },
  })
  for (const { applicationId } of lost) await removeApplication(tx, change, applicationId)
}

async function removeApplication(tx: Transaction, change: ChangeSet, applicationId: string): Promise<void> {
  const credentials = await tx.credential.findMany({ where: { applicationId }, select: { id: true, stageId: true } })
  const subscriptions = await tx.subscription.findMany({
    where: { applicationId },
    select: { id: true, productId: true, planId: true, planVersionId: true },
  })
  const ids = subscriptions.map(({ id }) => id)
  await tx.credential.deleteMany({ where: { applicationId } })
  await tx.subscriptionSegment.deleteMany({ where: { subscriptionId: { in: ids } } })
  await tx.subscription.deleteMany({ where: { applicationId } })
  for (const { id, stageId } of credentials) change.access('credential', id, { stageId, deleted: true })
  for (const { id, productId, planId, planVersionId } of subscriptions) {
    await tx.planVersion.deleteMany({ where: { planId } })
    await tx.plan.deleteMany({ where: { id: planId } })
    await tx.productItem.deleteMany({ where: { productId } })
    await tx.product.deleteMany({ where: { id: productId } })
    change.access('subscription', id, { deleted: true })
    change.access('planVersion', planVersionId, { deleted: true })
    change.access('product', productId, { deleted: true })
  }
  await tx.application.deleteMany({ where: { id: applicationId } })
  change.access('application', applicationId, { deleted: true })
}

async function untilInForce(
  ctx: Context,
  stage: { id: string; name: string },
  seq: bigint,
  signal: AbortSignal,
): Promise<void> {
  const end = Date.now() + inForceMs
  for (;;) {
    const [receipts] = await loadReceipts(
      ctx.db.prisma,
      [{ seq, stageId: stage.id, kind: 'access', at: ctx.now() }],
      ctx.now(),
    )
    const connected = receipts?.gateways.filter((gateway) => gateway.connected) ?? []
    if (connected.length === 0) throw new DomainError('not_possible', `No gateway of ${stage.name} is connected.`)
    if (connected.every(({ state }) => state === 'confirmed')) return
    if (signal.aborted || Date.now() > end)
      throw new DomainError('not_possible', `The gateways of ${stage.name} do not take the key for the calls.`)
    await new Promise((go) => setTimeout(go, lookMs))
  }
}
