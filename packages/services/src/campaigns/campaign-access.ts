import type { Prisma } from '@gatehouse/db/client'
import { holds } from '../grammar/authorize.ts'
import type { Context } from '../grammar/context.ts'
import { DomainError, notFound } from '../grammar/domain-error.ts'
import type { Db } from './found-item.ts'

const everything = ['campaign.manage', 'access.approve', 'audit.read'] as const

/** Whether the actor manages campaigns: they are the organization's, so the permission must be. */
export function mayManage({ actor }: Pick<Context, 'actor'>): boolean {
  if (actor.kind === 'system') return true
  return (actor.kind === 'member' || actor.kind === 'serviceAccount') && holds(actor.grants, 'campaign.manage', {})
}

/** Whether he sees every campaign: who manages them, approves access or reads the audit log. */
export function seesAll({ actor }: Pick<Context, 'actor'>): boolean {
  if (actor.kind === 'system') return true
  if (actor.kind !== 'member' && actor.kind !== 'serviceAccount') return false
  return everything.some((permission) => holds(actor.grants, permission, {}))
}

/** Whom the items name as a reviewer; others review nothing. */
export function reviewerId({ actor }: Pick<Context, 'actor'>): string | null {
  return actor.kind === 'member' ? actor.personId : null
}

/** The campaigns that the actor sees: all, or those that ask him. */
export function visibleCampaigns(ctx: Pick<Context, 'actor'>): Prisma.CampaignWhereInput {
  if (seesAll(ctx)) return {}
  const id = reviewerId(ctx)
  return id === null ? { id: '' } : { OR: [{ items: { some: { reviewerIds: { has: id } } } }, { ownerId: id }] }
}

/** The items that the actor sees of a campaign that he sees. */
export function visibleItems(ctx: Pick<Context, 'actor'>): Prisma.CampaignItemWhereInput {
  if (seesAll(ctx)) return {}
  const id = reviewerId(ctx)
  return id === null ? { id: '' } : { OR: [{ reviewerIds: { has: id } }, { campaign: { ownerId: id } }] }
}

/** Throws not_found for a campaign that is not there, or not for him. */
export async function requireVisible(db: Db, ctx: Context, campaignId: string): Promise<void> {
  const found = await db.campaign.findFirst({
    where: { AND: [{ id: campaignId }, visibleCampaigns(ctx)] },
    select: { id: true },
  })
  if (!found) throw notFound()
}

export type DecidedItem = {
  kind: string
  ownerIds: readonly string[]
  reviewerIds: readonly string[]
  snapshot: unknown
}

/** Why the actor may not decide on an item; null: he may. Nobody decides on what is his own. */
export function whyNotDecide(ctx: Pick<Context, 'actor'>, item: DecidedItem): string | null {
  const { actor } = ctx
  if (actor.kind === 'system') return null
  if (isOwn(ctx, item)) return 'It is your own access; somebody else decides on it.'
  if (mayManage(ctx)) return null
  const id = reviewerId(ctx)
  if (id !== null && item.reviewerIds.includes(id)) return null
  return 'Its reviewers decide, or who holds the permission campaign.manage.'
}

/** Whether what the item is about is the actor's own. */
function isOwn({ actor }: Pick<Context, 'actor'>, item: DecidedItem): boolean {
  if (actor.kind === 'member') return item.ownerIds.includes(actor.personId)
  if (actor.kind !== 'serviceAccount') return false
  return (
    item.kind === 'service-role' && (item.snapshot as { holder: { id: string } }).holder.id === actor.serviceAccountId
  )
}

export function assertMayDecide(ctx: Context, item: DecidedItem): void {
  const why = whyNotDecide(ctx, item)
  if (why !== null) throw new DomainError('forbidden', why)
}
