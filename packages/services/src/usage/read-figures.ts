import { usageStoreOf } from '@gatehouse/analytics/store/postgres-usage-store'
import type { Step, UsageFilter } from '@gatehouse/analytics/store/usage-figures'
import {
  getMyUsageRanking as myRankingEndpoint,
  getMyUsageSeries as mySeriesEndpoint,
  getUsageRanking as rankingEndpoint,
  getUsageSeries as seriesEndpoint,
  type usageRanking,
  type usageSeries,
} from '@gatehouse/contracts/endpoints/usage'
import type { z } from 'zod'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { query, type Reader } from '../grammar/query.ts'
import { usageCompleteTo } from './completeness.ts'
import { rankingNames } from './usage-names.ts'
import { developerUsageScope, memberUsageScope, type UsageScope } from './usage-scope.ts'

type Asked = { from?: string | undefined; to?: string | undefined } & {
  [K in 'apiId' | 'versionId' | 'applicationId' | 'operationId' | 'stageId']?: string | undefined
}

const stepMs: Record<Step, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }
const maxBuckets = 1_500

function toFilter(ctx: Context, scope: UsageScope, asked: Asked): UsageFilter {
  const to = asked.to ? new Date(asked.to) : ctx.now()
  const from = asked.from ? new Date(asked.from) : new Date(to.getTime() - 86_400_000)
  if (from >= to) throw new DomainError('invalid_input', 'The period ends before it begins.')
  const filter: UsageFilter = { ...scope, from, to }
  for (const name of ['apiId', 'versionId', 'applicationId', 'operationId', 'stageId'] as const) {
    const value = asked[name]
    if (value !== undefined) filter[name] = value
  }
  return filter
}

/** Minutes up to three hours, hours up to four days, then days, unless said otherwise. */
function stepOf(filter: UsageFilter, asked: Step | undefined): Step {
  const span = filter.to.getTime() - filter.from.getTime()
  const step = asked ?? (span <= 3 * stepMs.hour ? 'minute' : span <= 4 * stepMs.day ? 'hour' : 'day')
  if (span / stepMs[step] > maxBuckets)
    throw new DomainError('invalid_input', `The period has too many steps of a ${step}. Choose a longer step.`)
  return step
}

async function series(
  db: Reader,
  ctx: Context,
  scope: UsageScope,
  asked: Asked & { step?: Step | undefined },
): Promise<z.output<typeof usageSeries>> {
  const filter = toFilter(ctx, scope, asked)
  const step = stepOf(filter, asked.step)
  const [completeTo, { buckets, totals }] = await Promise.all([
    usageCompleteTo(db, ctx),
    usageStoreOf(ctx.db.pool).series(filter, step),
  ])
  const { p50Us: _p50, p99Us: _p99, ...rest } = totals
  return {
    completeTo: completeTo.toISOString(),
    from: filter.from.toISOString(),
    to: filter.to.toISOString(),
    step,
    buckets: buckets.map(({ at, ...figures }) => ({
      at: at.toISOString(),
      ...figures,
      incomplete: at.getTime() + stepMs[step] > completeTo.getTime(),
    })),
    totals: rest,
  }
}

async function ranking(
  db: Reader,
  ctx: Context,
  scope: UsageScope,
  asked: Asked & { by: 'operation' | 'application' | 'api' | 'code' | 'credential'; limit: number },
): Promise<z.output<typeof usageRanking>> {
  const filter = toFilter(ctx, scope, asked)
  const [completeTo, ranked] = await Promise.all([
    usageCompleteTo(db, ctx),
    usageStoreOf(ctx.db.pool).ranking(filter, asked.by, asked.limit),
  ])
  const nameOf = await rankingNames(
    db,
    asked.by,
    ranked.map(({ id }) => id),
  )
  return {
    completeTo: completeTo.toISOString(),
    items: ranked.map(({ lastAt, ...item }) => ({
      ...item,
      name: nameOf(item.id),
      lastAt: lastAt?.toISOString() ?? null,
    })),
  }
}

export const getUsageSeries = query({
  name: 'usage.series',
  allowed: { anyMember: true, permission: 'usage.read', anyScope: true },
  input: seriesEndpoint.query,
  run: async ({ ctx, db, input }) => series(db, ctx, await memberUsageScope(db, ctx, 'usage.read'), input),
})

export const getUsageRanking = query({
  name: 'usage.ranking',
  allowed: { anyMember: true, permission: 'usage.read', anyScope: true },
  input: rankingEndpoint.query,
  run: async ({ ctx, db, input }) => ranking(db, ctx, await memberUsageScope(db, ctx, 'usage.read'), input),
})

export const getMyUsageSeries = query({
  name: 'usage.series-mine',
  allowed: { developer: 'any' },
  input: mySeriesEndpoint.query,
  run: async ({ ctx, db, input }) => series(db, ctx, await developerUsageScope(db, ctx), input),
})

export const getMyUsageRanking = query({
  name: 'usage.ranking-mine',
  allowed: { developer: 'any' },
  input: myRankingEndpoint.query,
  run: async ({ ctx, db, input }) => ranking(db, ctx, await developerUsageScope(db, ctx), input),
})
