import { type CampaignKind, campaignReviewers, campaignScope } from '@gatehouse/contracts/endpoints/campaign-views'
import { openCampaign as endpoint } from '@gatehouse/contracts/endpoints/campaigns'
import { newId } from '@gatehouse/contracts/ids'
import type { Prisma, Transaction } from '@gatehouse/db/client'
import { z } from 'zod'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { checkEtag, verb } from '../grammar/verb.ts'
import { campaignDates } from './campaign-dates.ts'
import { readCampaign } from './campaign-view.ts'
import { mostItems } from './found-item.ts'
import { type GatheredItem, gatherItems } from './gather-items.ts'
import { assertState, lockCampaign } from './lock-campaign.ts'
import { remindReviewers } from './remind-reviewers.ts'
import { scheduleCampaign } from './schedule-campaign.ts'

const rowsAtOnce = 1_000
const timeoutMs = 120_000

/** Takes down who has what at this moment, and asks the reviewers: each gets one mail with all that is his. */
export const openCampaign = verb({
  name: 'campaign.open',
  allowed: { permission: 'campaign.manage' },
  input: endpoint.params,
  timeoutMs,
  run: async ({ ctx, tx, input, ifMatch }) => {
    const row = await lockCampaign(tx, input.campaignId, 'change')
    checkEtag(row.etag, ifMatch)
    await openInTransaction(tx, ctx, row)
    return readCampaign(tx, ctx, input.campaignId)
  },
  audit: ({ result }) => ({
    target: { kind: 'campaign', id: result.id },
    before: { state: 'draft' },
    after: { state: 'open', items: result.counts.total, dueAt: result.dueAt },
  }),
})

/** The same at the instant that the draft names. One that cannot open stays a draft and says why. */
export const openDueCampaign = verb({
  name: 'campaign.open',
  allowed: { systemOnly: true },
  input: z.strictObject({ campaignId: z.string() }),
  timeoutMs,
  run: async ({ ctx, tx, input }) => {
    const row = await lockCampaign(tx, input.campaignId, 'change')
    if (row.state !== 'draft' || row.opensAt === null || row.opensAt > ctx.now()) return null
    try {
      return { items: await openInTransaction(tx, ctx, row), reason: null }
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
      const reason = `It could not open by itself: ${error.detail ?? error.message}`
      await tx.campaign.update({ where: { id: row.id }, data: { opensAt: null, reason, etag: { increment: 1 } } })
      return { items: 0, reason }
    }
  },
  audit: ({ input, result }) =>
    result === null
      ? []
      : {
          target: { kind: 'campaign', id: input.campaignId },
          before: { state: 'draft' },
          after: result.reason === null ? { state: 'open', items: result.items } : { state: 'draft', failed: true },
        },
})

type Row = Awaited<ReturnType<typeof lockCampaign>>

async function openInTransaction(tx: Transaction, ctx: Context, row: Row): Promise<number> {
  assertState(row, 'draft')
  const now = ctx.now()
  const dates = campaignDates(
    {
      dueAt: row.dueAt.toISOString(),
      ...(row.firstReminderAt > now && row.secondReminderAt > now
        ? {
            firstReminderAt: row.firstReminderAt.toISOString(),
            secondReminderAt: row.secondReminderAt.toISOString(),
          }
        : {}),
    },
    now,
  )
  const items = await gatherItems(tx, ctx, {
    kinds: row.kinds as CampaignKind[],
    scope: campaignScope.parse(row.scope),
    reviewers: campaignReviewers.parse(row.reviewers),
    ownerId: row.ownerId,
  })
  if (items.length === 0)
    throw new DomainError('not_possible', 'Nothing that anybody has is in its scope, so there is nothing to ask.')
  if (items.length > mostItems)
    throw new DomainError(
      'not_possible',
      `More than ${mostItems} items are in its scope. Make several campaigns, each with a part of it.`,
    )
  for (let from = 0; from < items.length; from += rowsAtOnce)
    await tx.campaignItem.createMany({
      data: items.slice(from, from + rowsAtOnce).map((item) => toRow(row.id, item)),
    })
  const opened = await tx.campaign.update({
    where: { id: row.id },
    data: { state: 'open', openedAt: now, ...dates, opensAt: row.opensAt, reason: null, etag: { increment: 1 } },
  })
  await remindReviewers(tx, ctx, opened, { occasion: 'opened', kind: 'opened' })
  await scheduleCampaign(tx, opened, now)
  return items.length
}

function toRow(campaignId: string, { kind, subjectId, snapshot, ownerIds, assigned }: GatheredItem) {
  const { holder } = snapshot
  return {
    id: newId('campaignItem'),
    campaignId,
    kind,
    subjectId,
    holderKey: `${holder.kind}:${holder.id}`,
    holderName: holder.name,
    ownerIds: [...ownerIds],
    snapshot: snapshot as Prisma.InputJsonObject,
    hints: snapshot.hints.map(({ code }) => code),
    reviewerIds: assigned.reviewers.map(({ id }) => id),
    reviewerNote: assigned.note,
  }
}
