import type { Prisma, Transaction } from '@gatehouse/db/client'
import { z } from 'zod'
import type { AuditEntry } from '../grammar/audit-chain.ts'
import { asSystem, type Context } from '../grammar/context.ts'
import { verb } from '../grammar/verb.ts'
import { documentOf } from './campaign-document.ts'
import { lockCampaign } from './lock-campaign.ts'
import { openDueCampaign } from './open-campaign.ts'
import { remindReviewers } from './remind-reviewers.ts'
import { routeItems } from './route-items.ts'
import { scheduleCampaign } from './schedule-campaign.ts'
import { takeEffect } from './take-effect.ts'
import { tellOfSuspension, tellOwnerOfEnd } from './tell-of-end.ts'

const byId = z.strictObject({ campaignId: z.string() })
/** Items that take effect in one transaction: the log's lock is short, and a broken-off job has lost little. */
const atOnce = 100

/**
 * The job `campaign`: takes a campaign to where its dates say. Safe at any time, from any process and any number of times: each step looks
 * under a lock at what is left to do, and what is done is found done.
 */
export async function advanceCampaign(from: Context, campaignId: string): Promise<void> {
  const ctx = asSystem(from, 'campaigns')
  const read = () => ctx.db.prisma.campaign.findUnique({ where: { id: campaignId } })
  let campaign = await read()
  if (campaign?.state === 'draft' && campaign.opensAt !== null && campaign.opensAt <= ctx.now()) {
    await openDueCampaign({ ctx, input: { campaignId } })
    campaign = await read()
  }
  if (campaign?.state !== 'open') return
  if (campaign.dueAt > ctx.now()) {
    await remindWhenDue({ ctx, input: { campaignId } })
    return
  }
  for (;;) {
    const { settled } = await settleItems({ ctx, input: { campaignId } })
    if (settled === 0) break
  }
  await finishCampaign({ ctx, input: { campaignId } })
}

/** Every campaign that is not over, so that a lost job only delays. */
export async function advanceCampaigns(from: Context, onError: (error: unknown) => void): Promise<void> {
  const rows = await from.db.prisma.campaign.findMany({
    where: { OR: [{ state: 'open' }, { state: 'draft', opensAt: { not: null } }] },
    select: { id: true },
    orderBy: { id: 'asc' },
  })
  // One that fails must not keep the others from their dates.
  for (const { id } of rows) await advanceCampaign(from, id).catch(onError)
}

/** Hands on what nobody is left to answer, and sends the reminder whose time has come: the later one when both have. */
const remindWhenDue = verb({
  name: 'campaign.advance',
  allowed: { systemOnly: true },
  input: byId,
  run: async ({ ctx, tx, input }) => {
    const row = await lockCampaign(tx, input.campaignId, 'change')
    const now = ctx.now()
    if (row.state !== 'open' || row.dueAt <= now) return { moved: 0, mails: 0, reminder: null }
    const moved = await routeItems(tx, row)
    const reminder = row.secondReminderAt <= now ? 'second' : row.firstReminderAt <= now ? 'first' : null
    // After more time was given the reminders are new ones.
    const occasion = reminder === null ? '' : `${reminder}:${row.dueAt.toISOString()}`
    const mails = reminder === null ? 0 : await remindReviewers(tx, ctx, row, { occasion, kind: reminder })
    await scheduleCampaign(tx, row, now)
    return { moved, mails, reminder }
  },
  audit: ({ input, result: { moved, mails, reminder } }) =>
    moved === 0 && mails === 0
      ? []
      : { target: { kind: 'campaign', id: input.campaignId }, after: { moved, mails, reminder } },
})

/**
 * What nobody answered is suspended, what was kept is looked at once more. Items that another transaction holds are left to it: whoever is
 * answering is first, and the campaign does not close before him.
 */
const settleItems = verb({
  name: 'campaign.settle',
  allowed: { systemOnly: true },
  input: byId,
  timeoutMs: 60_000,
  run: async (call) => {
    const { ctx, tx, input } = call
    const campaign = await lockCampaign(tx, input.campaignId, 'use')
    if (campaign.state !== 'open' || campaign.dueAt > ctx.now()) return { settled: 0, audit: [] as AuditEntry[] }
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM campaign_item WHERE campaign_id = ${campaign.id} AND outcome IS NULL
      ORDER BY id LIMIT ${atOnce} FOR UPDATE SKIP LOCKED`
    const audit: AuditEntry[] = []
    const suspended: string[] = []
    for (const { id } of rows) {
      const item = await tx.campaignItem.findUniqueOrThrow({ where: { id } })
      const act = item.decision === 'keep' ? 'keep' : 'suspend'
      const taken = await takeEffect(call, campaign, item, { act })
      if (taken.audit.length > 0) suspended.push(id)
      if (act === 'keep' && taken.outcome === 'kept') continue
      audit.push(
        {
          target: { kind: 'campaignItem', id },
          after: { campaignId: campaign.id, kind: item.kind, subjectId: item.subjectId, outcome: taken.outcome },
        },
        ...taken.audit,
      )
    }
    await tellOfSuspension(tx, ctx, campaign, suspended)
    return { settled: rows.length, audit }
  },
  audit: ({ result }) => result.audit,
})

/** The end: the signed document is written, and its hash into the audit log. Not before every item has come to something. */
const finishCampaign = verb({
  name: 'campaign.finish',
  allowed: { systemOnly: true },
  input: byId,
  timeoutMs: 120_000,
  run: async ({ ctx, tx, input }) => {
    const row = await lockCampaign(tx, input.campaignId, 'change')
    const left = await tx.campaignItem.count({ where: { campaignId: row.id, outcome: null } })
    if (row.state !== 'open' || row.dueAt > ctx.now()) return null
    if (left > 0) {
      await scheduleCampaign(tx, row, new Date(ctx.now().getTime() + 1_000))
      return null
    }
    return finish(tx, ctx, row)
  },
  audit: ({ input, result }) =>
    result === null
      ? []
      : {
          target: { kind: 'campaign', id: input.campaignId },
          before: { state: 'open' },
          after: { state: 'closed', documentSha256: result.sha256, outcomes: result.outcomes },
        },
})

async function finish(tx: Transaction, ctx: Context, row: Prisma.CampaignGetPayload<object>) {
  const closedAt = ctx.now()
  await tx.campaign.update({ where: { id: row.id }, data: { state: 'closed', closedAt, etag: { increment: 1 } } })
  const { files, sha256 } = await documentOf(tx, ctx, row.id)
  await tx.campaign.update({
    where: { id: row.id },
    data: { document: JSON.stringify(files), documentHash: sha256 },
  })
  const counted = await tx.campaignItem.groupBy({ by: ['outcome'], where: { campaignId: row.id }, _count: true })
  const outcomes = Object.fromEntries(counted.map(({ outcome, _count }) => [outcome ?? 'none', _count]))
  await tellOwnerOfEnd(tx, ctx, row, outcomes)
  return { sha256, outcomes }
}
