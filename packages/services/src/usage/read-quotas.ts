import { usageStoreOf } from '@gatehouse/analytics/store/postgres-usage-store'
import type { PlanLimits } from '@gatehouse/contracts/access'
import { getMyQuotas as endpoint } from '@gatehouse/contracts/endpoints/usage'
import type { Id } from '@gatehouse/contracts/ids'
import { query } from '../grammar/query.ts'
import { usageCompleteTo } from './completeness.ts'

type LimitsColumn = { default: PlanLimits; stages: Record<string, PlanLimits> }

/** Quotas of the developer's active subscriptions on the open stages, with what is used of each. */
export const getMyQuotas = query({
  name: 'usage.quotas-mine',
  allowed: { developer: 'any' },
  input: endpoint.query,
  run: async ({ ctx, db, input }) => {
    const teamIds = ctx.actor.kind === 'developer' ? [...ctx.actor.teams.keys()] : []
    const [subscriptions, stages, completeTo] = await Promise.all([
      db.subscription.findMany({
        where: {
          state: 'active',
          application: { teamId: { in: teamIds }, deletedAt: null },
          ...(input.applicationId ? { applicationId: input.applicationId } : {}),
        },
        include: {
          application: { select: { id: true, name: true } },
          product: { select: { id: true, name: true } },
          plan: { select: { id: true, name: true } },
          planVersion: { select: { limits: true } },
        },
        take: 200,
      }),
      db.stage.findMany({ where: { exposure: { not: 'hidden' } }, orderBy: { position: 'asc' } }),
      usageCompleteTo(db, ctx),
    ])
    const now = ctx.now()
    const items = []
    for (const stage of stages) {
      const counts = await usageStoreOf(ctx.db.pool).quotaCounts({
        now: now.getTime(),
        stageId: stage.id,
        only: subscriptions.map(({ id }) => id),
      })
      for (const subscription of subscriptions) {
        const limits = subscription.planVersion.limits as LimitsColumn
        const quota = (limits.stages[stage.id] ?? limits.default).quota
        if (!quota) continue
        const used =
          counts.find((count) => count.subscriptionId === subscription.id && count.period === quota.period)?.used ?? 0
        items.push({
          subscriptionId: subscription.id as Id<'subscription'>,
          application: subscription.application,
          product: subscription.product,
          plan: subscription.plan,
          stage: { id: stage.id, name: stage.publicName ?? stage.name },
          period: quota.period,
          used,
          limit: quota.limit,
          resetAt: windowEnd(now, quota.period).toISOString(),
        })
      }
    }
    return { completeTo: completeTo.toISOString(), items }
  },
})

function windowEnd(now: Date, period: 'day' | 'month'): Date {
  return period === 'day'
    ? new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1))
    : new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1))
}
