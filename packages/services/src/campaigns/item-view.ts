import {
  type CampaignItemView,
  type CampaignKind,
  campaignSnapshot,
} from '@gatehouse/contracts/endpoints/campaign-views'
import type { Id } from '@gatehouse/contracts/ids'
import type { Prisma } from '@gatehouse/db/client'
import { loadReceipts } from '../deployments/receipts.ts'
import type { Context } from '../grammar/context.ts'
import { actorNames } from '../people/actor-names.ts'
import { whyNotDecide } from './campaign-access.ts'
import { toWho } from './campaign-view.ts'
import type { Db } from './found-item.ts'

export const itemInclude = {
  campaign: { select: { state: true, dueAt: true } },
} satisfies Prisma.CampaignItemInclude
export type ItemRow = Prisma.CampaignItemGetPayload<{ include: typeof itemInclude }>

/** Items as the actor sees them, in the order of the rows; people by the names they have now, what they hold as it was then. */
export async function toItemViews(db: Db, ctx: Context, rows: readonly ItemRow[]): Promise<CampaignItemView[]> {
  const nameOf = await actorNames(
    db,
    rows.flatMap(({ decidedBy, restoredBy }) => [decidedBy, restoredBy]),
  )
  const reviewers = await db.person.findMany({
    where: { id: { in: [...new Set(rows.flatMap(({ reviewerIds }) => reviewerIds))] } },
    select: { id: true, name: true, erasedAt: true, deactivatedAt: true },
  })
  const personOf = new Map(reviewers.map((person) => [person.id, toWho(person)]))
  const acted = rows.flatMap(({ id, restoredSeq, effectSeq, effectStageId, effectAt, restoredAt }) => {
    const seq = restoredSeq ?? effectSeq
    return seq === null
      ? []
      : [{ id, seq, stageId: effectStageId, kind: 'access' as const, at: restoredAt ?? effectAt ?? ctx.now() }]
  })
  const loaded = await loadReceipts(db, acted, ctx.now())
  const receipts = new Map(acted.map(({ id }, index) => [id, loaded[index]]))
  return rows.map((row) => {
    const why = whyNotAnswer(ctx, row)
    return {
      id: row.id as Id<'campaignItem'>,
      campaignId: row.campaignId as Id<'campaign'>,
      kind: row.kind as CampaignKind,
      subjectId: row.subjectId,
      holderKey: row.holderKey,
      snapshot: campaignSnapshot.parse(row.snapshot),
      reviewers: row.reviewerIds.flatMap((id) => personOf.get(id) ?? []),
      reviewerNote: row.reviewerNote,
      mayDecide: { allowed: why === null, reason: why },
      decision: row.decision as CampaignItemView['decision'],
      note: row.note,
      decidedBy: row.decidedBy === null ? null : nameOf(row.decidedBy),
      decidedAt: row.decidedAt?.toISOString() ?? null,
      outcome: row.outcome as CampaignItemView['outcome'],
      outcomeNote: row.outcomeNote,
      effectAt: row.effectAt?.toISOString() ?? null,
      receipts: receipts.get(row.id) ?? null,
      restored: row.restoredAt === null ? null : { at: row.restoredAt.toISOString(), by: nameOf(row.restoredBy) },
      mayRestore: isRestorable(row) && whyNotDecide(ctx, row) === null,
      etag: row.etag,
    }
  })
}

/** What the campaign suspended, and nobody gave back yet. */
export function isRestorable(row: { outcome: string | null; effectAt: Date | null; restoredAt: Date | null }): boolean {
  return row.outcome === 'suspended' && row.effectAt !== null && row.restoredAt === null
}

function whyNotAnswer(ctx: Context, row: ItemRow): string | null {
  const { campaign } = row
  if (campaign.state !== 'open') return `The campaign is ${campaign.state}.`
  if (campaign.dueAt <= ctx.now()) return 'The campaign is due.'
  if (row.outcome !== null) return 'It took effect already.'
  return whyNotDecide(ctx, row)
}

export async function readItem(db: Db, ctx: Context, itemId: string): Promise<CampaignItemView> {
  const row = await db.campaignItem.findUniqueOrThrow({ where: { id: itemId }, include: itemInclude })
  const [view] = await toItemViews(db, ctx, [row])
  if (!view) throw new Error('a row without its view')
  return view
}
