import type { Prisma } from '@gatehouse/db/client'
import { grantsOf } from '../grammar/authorize.ts'
import type { TaskSource } from './task-source.ts'

/** Requests for access on which the actor may decide. */
export const subscriptionTasks: TaskSource = async (ctx, db, most) => {
  const seen = grantsOf(ctx.actor, 'subscription.decide')
  if (!seen.all && seen.teamIds.length === 0) return { items: [], total: 0 }
  const where: Prisma.SubscriptionWhereInput = {
    state: 'pending',
    ...(seen.all ? {} : { product: { teamId: { in: seen.teamIds } } }),
  }
  const rows = await db.subscription.findMany({
    where,
    orderBy: [{ requestedAt: 'asc' }, { id: 'asc' }],
    take: most,
    include: {
      application: { select: { name: true, team: { select: { name: true } } } },
      product: { select: { name: true } },
      plan: { select: { name: true } },
    },
  })
  return {
    total: await db.subscription.count({ where }),
    items: rows.map((row) => ({
      id: `subscription-request:${row.id}`,
      kind: 'subscription-request' as const,
      sentence: `${row.application.name} of ${row.application.team.name} asks for ${row.product.name}, plan ${row.plan.name}`,
      href: `/applications?subscription=${row.id}`,
      label: 'Decide',
      since: row.requestedAt.toISOString(),
      dueAt: null,
    })),
  }
}
