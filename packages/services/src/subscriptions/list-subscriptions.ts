import { listSubscriptions as endpoint } from '@gatehouse/contracts/endpoints/applications'
import type { Prisma } from '@gatehouse/db/client'
import { grantsOf } from '../grammar/authorize.ts'
import { decodeCursor, encodeCursor, toPage } from '../grammar/page.ts'
import { query } from '../grammar/query.ts'
import { subscriptionInclude, toSubscriptionViews } from './subscription-view.ts'

/** Subscriptions to products that the actor may see, newest first. */
export const listSubscriptions = query({
  name: 'subscription.list',
  allowed: { anyMember: true, permission: 'application.read', anyScope: true },
  input: endpoint.query,
  run: async ({ ctx, db, input }) => {
    const visible = grantsOf(ctx.actor, 'application.read')
    const where: Prisma.SubscriptionWhereInput[] = []
    if (!visible.all) {
      where.push({
        OR: [
          { product: { teamId: { in: visible.teamIds } } },
          { product: { items: { some: { version: { apiId: { in: visible.apiIds } } } } } },
        ],
      })
    }
    if (input.state) where.push({ state: input.state })
    if (input.productId) where.push({ productId: input.productId })
    if (input.versionId) where.push({ product: { items: { some: { versionId: input.versionId } } } })
    if (input.cursor) where.push({ id: { lt: decodeCursor(input.cursor, 1)[0] ?? '' } })
    const rows = await db.subscription.findMany({
      where: { AND: where },
      orderBy: { id: 'desc' },
      take: input.limit + 1,
      include: subscriptionInclude,
    })
    const views = await toSubscriptionViews(db, rows)
    return toPage(
      views,
      input.limit,
      (view) => view,
      (view) => encodeCursor(view.id),
    )
  },
})
