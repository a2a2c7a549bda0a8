import {
  type CampaignHint,
  type CampaignKind,
  type CampaignSummary,
  type CampaignView,
  campaignReviewers,
  campaignScope,
} from '@gatehouse/contracts/endpoints/campaign-views'
import type { Id } from '@gatehouse/contracts/ids'
import type { Prisma } from '@gatehouse/db/client'
import type { Context } from '../grammar/context.ts'
import { actorNames } from '../people/actor-names.ts'
import { mayManage, reviewerId } from './campaign-access.ts'
import { reviewersText, scopeText } from './campaign-text.ts'
import { type Db, dayMs, personName } from './found-item.ts'

export const campaignInclude = {
  owner: { select: { id: true, name: true, erasedAt: true, deactivatedAt: true } },
} satisfies Prisma.CampaignInclude
export type CampaignRow = Prisma.CampaignGetPayload<{ include: typeof campaignInclude }>

type Count = { campaign_id: string; decision: 'unanswered' | 'keep' | 'revoke'; n: number; mine: number }
type Person = { id: string; name: string; erasedAt: Date | null; deactivatedAt: Date | null }

export const toWho = (row: Person) => ({
  id: row.id as Id<'person'>,
  name: personName(row),
  active: row.deactivatedAt === null && row.erasedAt === null,
})

/** Campaigns as lists show them, in the order of the rows: one query for the counts of all. */
export async function toSummaries(db: Db, ctx: Context, rows: readonly CampaignRow[]): Promise<CampaignSummary[]> {
  const ids = rows.map(({ id }) => id)
  const found = await db.$queryRaw<Count[]>`
    SELECT campaign_id, decision, count(*)::int AS n, (count(*) FILTER (WHERE ${reviewerId(ctx) ?? ''} = ANY(reviewer_ids)))::int AS mine
    FROM campaign_item WHERE campaign_id = ANY(${ids}::text[]) GROUP BY 1, 2`
  const byCampaign = Map.groupBy(found, (row) => row.campaign_id)
  return rows.map((row) => {
    const own = byCampaign.get(row.id) ?? []
    const n = (decision: Count['decision']) => own.find((count) => count.decision === decision)
    const sum = (of: (count: Count) => number) => own.reduce((total, count) => total + of(count), 0)
    return {
      id: row.id as Id<'campaign'>,
      name: row.name,
      description: row.description,
      kinds: row.kinds as CampaignKind[],
      state: row.state as CampaignSummary['state'],
      closing: row.state === 'open' && row.dueAt <= ctx.now(),
      owner: toWho(row.owner),
      opensAt: row.opensAt?.toISOString() ?? null,
      openedAt: row.openedAt?.toISOString() ?? null,
      dueAt: row.dueAt.toISOString(),
      closedAt: row.closedAt?.toISOString() ?? null,
      counts: {
        total: sum(({ n }) => n),
        unanswered: n('unanswered')?.n ?? 0,
        keep: n('keep')?.n ?? 0,
        revoke: n('revoke')?.n ?? 0,
      },
      mine: { total: sum(({ mine }) => mine), unanswered: n('unanswered')?.mine ?? 0 },
      createdAt: row.createdAt.toISOString(),
      etag: row.etag,
    }
  })
}

/** One campaign with its progress, also inside the transaction that changes it. */
export async function readCampaign(db: Db, ctx: Context, campaignId: string): Promise<CampaignView> {
  const row = await db.campaign.findUniqueOrThrow({ where: { id: campaignId }, include: campaignInclude })
  const [summary] = await toSummaries(db, ctx, [row])
  if (!summary) throw new Error('a row without its view')
  const nameOf = await actorNames(db, [row.createdBy, row.endedBy])
  const scope = campaignScope.parse(row.scope)
  const reviewers = campaignReviewers.parse(row.reviewers)
  const { outcomes, restored, hints } = await countOutcomes(db, campaignId)
  return {
    ...summary,
    scope,
    scopeText: await scopeText(db, scope),
    reviewers,
    reviewersText: await reviewersText(db, reviewers),
    firstReminderAt: row.firstReminderAt.toISOString(),
    secondReminderAt: row.secondReminderAt.toISOString(),
    createdBy: nameOf(row.createdBy),
    endedBy: row.endedBy === null ? null : nameOf(row.endedBy),
    reason: row.reason,
    byReviewer: await countByReviewer(db, campaignId),
    byDay: await countByDay(db, ctx, row),
    outcomes,
    restored,
    hints,
    documentSha256: row.documentHash,
    mayManage: mayManage(ctx),
  }
}

async function countByReviewer(db: Db, campaignId: string): Promise<CampaignView['byReviewer']> {
  const rows = await db.$queryRaw<
    {
      id: string
      name: string
      erasedAt: Date | null
      deactivatedAt: Date | null
      n: number
      answered: number
      mail: Date | null
    }[]
  >`
    SELECT p.id, p.name, p.erased_at AS "erasedAt", p.deactivated_at AS "deactivatedAt", count(*)::int AS n,
      (count(*) FILTER (WHERE i.decision <> 'unanswered'))::int AS answered,
      (SELECT max(n.sent_at) FROM campaign_notice n WHERE n.campaign_id = ${campaignId} AND n.person_id = p.id) AS mail
    FROM campaign_item i CROSS JOIN LATERAL unnest(i.reviewer_ids) AS r(id) JOIN person p ON p.id = r.id
    WHERE i.campaign_id = ${campaignId} GROUP BY p.id ORDER BY count(*) FILTER (WHERE i.decision = 'unanswered') DESC, p.name LIMIT 200`
  return rows.map((row) => ({
    reviewer: toWho(row),
    total: row.n,
    answered: row.answered,
    lastMailAt: row.mail?.toISOString() ?? null,
  }))
}

async function countByDay(db: Db, ctx: Context, row: CampaignRow): Promise<CampaignView['byDay']> {
  if (row.openedAt === null) return []
  const found = await db.$queryRaw<{ day: string; n: number }[]>`
    SELECT to_char(decided_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, count(*)::int AS n FROM campaign_item
    WHERE campaign_id = ${row.id} AND decided_at IS NOT NULL AND decision <> 'unanswered' GROUP BY 1`
  const byDay = new Map(found.map(({ day, n }) => [day, n]))
  const end = Math.min(ctx.now().getTime(), (row.closedAt ?? row.dueAt).getTime())
  const days: CampaignView['byDay'] = []
  for (let at = row.openedAt.getTime(); ; at += dayMs) {
    const day = new Date(at).toISOString().slice(0, 10)
    days.push({ day, answered: byDay.get(day) ?? 0 })
    if (days.length >= 120 || day >= new Date(end).toISOString().slice(0, 10)) return days
  }
}

async function countOutcomes(db: Db, campaignId: string) {
  const rows = await db.$queryRaw<{ outcome: string; n: number; restored: number }[]>`
    SELECT outcome, count(*)::int AS n, count(restored_at)::int AS restored FROM campaign_item
    WHERE campaign_id = ${campaignId} AND outcome IS NOT NULL GROUP BY 1`
  const hints = await db.$queryRaw<{ hint: CampaignHint; items: number }[]>`
    SELECT h.hint, count(*)::int AS items FROM campaign_item i CROSS JOIN LATERAL unnest(i.hints) AS h(hint)
    WHERE i.campaign_id = ${campaignId} GROUP BY 1 ORDER BY 2 DESC, 1`
  const outcomes: CampaignView['outcomes'] = { kept: 0, revoked: 0, suspended: 0, gone: 0, 'not-possible': 0 }
  for (const { outcome, n } of rows) outcomes[outcome as keyof typeof outcomes] = n
  return { outcomes, restored: rows.reduce((sum, row) => sum + row.restored, 0), hints }
}
