import { inputOf } from '@gatehouse/contracts/endpoint'
import {
  decideCampaignItems as bulkEndpoint,
  decideCampaignItem as endpoint,
} from '@gatehouse/contracts/endpoints/campaigns'
import type { Transaction } from '@gatehouse/db/client'
import type { AuditEntry } from '../grammar/audit-chain.ts'
import { actorColumn, type Context } from '../grammar/context.ts'
import { DomainError, notFound } from '../grammar/domain-error.ts'
import { checkEtag, verb } from '../grammar/verb.ts'
import type { AccessCall } from '../people/access-call.ts'
import { assertMayDecide, requireVisible, visibleItems } from './campaign-access.ts'
import { readItem } from './item-view.ts'
import { assertTakesAnswers, lockCampaign } from './lock-campaign.ts'
import { takeEffect } from './take-effect.ts'

type Answer = { decision: 'keep' | 'revoke'; note?: string | undefined }

/** Keep or revoke, by a reviewer or who manages campaigns. Revoke is done when this returns, and at every gateway within a second. */
export const decideCampaignItem = verb({
  name: 'campaign.decide',
  allowed: { anyMember: true, permission: 'campaign.manage' },
  input: inputOf(endpoint),
  scope: (tx, input, ctx) => itemScope(tx, ctx, input.campaignItemId),
  run: async (call) => {
    const { ctx, tx, input, ifMatch } = call
    assertNoted(input)
    const item = await tx.campaignItem.findUniqueOrThrow({ where: { id: input.campaignItemId } })
    const campaign = await lockCampaign(tx, item.campaignId, 'use')
    const audit = await answer(call, campaign, item.id, input, (etag) => checkEtag(etag, ifMatch))
    return { audit, view: await readItem(tx, ctx, item.id) }
  },
  audit: ({ result }) => result.audit,
  answer: ({ view }) => view,
})

/** The same answer for many; what cannot be answered is said and leaves the others alone. */
export const decideCampaignItems = verb({
  name: 'campaign.decide',
  allowed: { anyMember: true, permission: 'campaign.manage' },
  input: inputOf(bulkEndpoint),
  timeoutMs: 60_000,
  scope: async (tx, input, ctx) => {
    await requireVisible(tx, ctx, input.campaignId)
    return {}
  },
  run: async (call) => {
    const { tx, input } = call
    assertNoted(input)
    const campaign = await lockCampaign(tx, input.campaignId, 'use')
    const own = new Set(
      (
        await tx.campaignItem.findMany({
          where: { campaignId: input.campaignId, id: { in: input.items.map(({ id }) => id) } },
          select: { id: true },
        })
      ).map(({ id }) => id),
    )
    const audit: AuditEntry[] = []
    const results = new Map<string, { state: 'decided' | 'changed' | 'refused'; reason: string | null }>()
    // In one order, so that two who answer at once wait for each other instead of both.
    for (const { id, etag } of input.items.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
      if (results.has(id)) continue
      if (!own.has(id)) {
        results.set(id, { state: 'refused', reason: 'The campaign has no such item.' })
        continue
      }
      try {
        audit.push(...(await answer(call, campaign, id, input, (current) => checkEtag(current, etag))))
        results.set(id, { state: 'decided', reason: null })
      } catch (error) {
        if (!(error instanceof DomainError)) throw error
        const changed = error.code === 'changed_meanwhile'
        const reason = changed ? 'Somebody answered it meanwhile.' : (error.detail ?? error.message)
        results.set(id, { state: changed ? 'changed' : 'refused', reason })
      }
    }
    return {
      audit,
      view: {
        decided: [...results.values()].filter(({ state }) => state === 'decided').length,
        results: input.items.map(({ id }) => ({
          id,
          ...(results.get(id) ?? { state: 'refused' as const, reason: null }),
        })),
      },
    }
  },
  audit: ({ result }) => result.audit,
  answer: ({ view }) => view,
})

/** A member who does not review the item and sees no others gets the 404 of one that does not exist. */
export async function itemScope(tx: Transaction, ctx: Context, itemId: string): Promise<Record<never, never> | null> {
  const found = await tx.campaignItem.findFirst({
    where: { AND: [{ id: itemId }, visibleItems(ctx)] },
    select: { id: true },
  })
  return found && {}
}

function assertNoted({ decision, note }: Answer): void {
  if (decision === 'revoke' && note === undefined)
    throw new DomainError('invalid_input', undefined, {
      errors: [{ in: 'body', pointer: '/note', rule: 'required', expected: 'a note that says why it is revoked' }],
    })
}

type Campaign = Awaited<ReturnType<typeof lockCampaign>>

async function answer(
  call: AccessCall,
  campaign: Campaign,
  itemId: string,
  { decision, note }: Answer,
  check: (etag: number) => void,
): Promise<AuditEntry[]> {
  const { ctx, tx } = call
  assertTakesAnswers(campaign, ctx)
  await tx.$queryRaw`SELECT id FROM campaign_item WHERE id = ${itemId} FOR UPDATE`
  const item = await tx.campaignItem.findUnique({ where: { id: itemId } })
  if (!item) throw notFound()
  assertMayDecide(ctx, item)
  check(item.etag)
  // What could not be done can be answered anew.
  if (item.outcome !== null && item.outcome !== 'not-possible')
    throw new DomainError('not_possible', 'It took effect already and cannot be answered in another way.')
  await tx.campaignItem.update({
    where: { id: itemId },
    data: {
      decision,
      note: note ?? null,
      decidedBy: actorColumn(ctx),
      decidedAt: ctx.now(),
      // Keep counts when the campaign ends: until then it can be changed.
      ...(decision === 'keep' ? { outcome: null, outcomeNote: null, etag: { increment: 1 } } : {}),
    },
  })
  const taken =
    decision === 'revoke' ? await takeEffect(call, campaign, item, { act: 'revoke', note: note ?? '' }) : undefined
  return [
    {
      target: { kind: 'campaignItem', id: itemId },
      before: { decision: item.decision },
      after: {
        campaignId: campaign.id,
        kind: item.kind,
        subjectId: item.subjectId,
        decision,
        outcome: taken?.outcome ?? null,
      },
    },
    ...(taken?.audit ?? []),
  ]
}
