import type { planLimits } from '@gatehouse/contracts/access'
import type { subscriptionView } from '@gatehouse/contracts/endpoints/applications'
import type { Id } from '@gatehouse/contracts/ids'
import type { Prisma, Transaction } from '@gatehouse/db/client'
import type { z } from 'zod'
import { subjectReviews } from '../campaigns/subject-reviews.ts'
import type { Reader } from '../grammar/query.ts'
import { actorNames } from '../people/actor-names.ts'
import { type EndOf, endsOf } from './version-ends-for.ts'

export type SubscriptionView = z.output<typeof subscriptionView>

export const subscriptionInclude = {
  application: { select: { id: true, name: true, teamId: true, team: { select: { name: true } } } },
  product: {
    select: {
      id: true,
      name: true,
      slug: true,
      teamId: true,
      tools: true,
      items: { select: { version: { select: { id: true, name: true, api: { select: { slug: true, name: true } } } } } },
    },
  },
  plan: { select: { id: true, name: true } },
  planVersion: { select: { limits: true } },
} satisfies Prisma.SubscriptionInclude

export type SubscriptionRow = Prisma.SubscriptionGetPayload<{ include: typeof subscriptionInclude }>

/** Shows subscriptions, in the order of the rows. */
export async function toSubscriptionViews(
  db: Reader | Transaction,
  rows: readonly SubscriptionRow[],
): Promise<SubscriptionView[]> {
  const nameOf = await actorNames(
    db,
    rows.map((row) => row.requestedBy),
  )
  const endOf = await endsOf(db, rows)
  const open = rows.filter(({ state }) => state === 'active' || state === 'suspended')
  const reviewOf = await subjectReviews(
    db,
    open.map(({ id, state }) => ({ id, suspended: state === 'suspended' })),
  )
  return rows.map((row) => ({
    id: row.id as Id<'subscription'>,
    state: row.state as SubscriptionView['state'],
    review: row.state === 'active' || row.state === 'suspended' ? reviewOf(row.id) : null,
    application: {
      id: row.application.id as Id<'application'>,
      name: row.application.name,
      team: row.application.team.name,
    },
    product: {
      id: row.product.id as Id<'product'>,
      name: row.product.name,
      slug: row.product.slug,
      tools: row.product.tools !== null,
    },
    plan: {
      id: row.plan.id as Id<'plan'>,
      name: row.plan.name,
      limits: (row.planVersion.limits as { default: z.output<typeof planLimits> }).default,
    },
    apis: uniqueApis(row, endOf),
    requestNote: row.requestNote,
    requestedAt: row.requestedAt.toISOString(),
    requestedBy: nameOf(row.requestedBy),
    decidedAt: row.decidedAt?.toISOString() ?? null,
    reason: row.reason,
    closedAt: row.closedAt?.toISOString() ?? null,
    etag: row.etag,
  }))
}

function uniqueApis(row: SubscriptionRow, endOf: EndOf): SubscriptionView['apis'] {
  const seen = new Map<string, SubscriptionView['apis'][number]>()
  for (const { version } of row.product.items) {
    seen.set(`${version.api.slug}/${version.name}`, {
      apiSlug: version.api.slug,
      apiName: version.api.name,
      versionName: version.name,
      ends: endOf(row.application.id, version.id),
    })
  }
  return [...seen.values()]
}

export async function readSubscription(db: Transaction | Reader, subscriptionId: string): Promise<SubscriptionView> {
  const row = await db.subscription.findUniqueOrThrow({ where: { id: subscriptionId }, include: subscriptionInclude })
  const [view] = await toSubscriptionViews(db, [row])
  if (!view) throw new Error('a row without its view')
  return view
}
