import type { Database } from '@gatehouse/db/client'
import type { Dimensions } from './dimensions.ts'
import { quantile } from './latency-histogram.ts'

/** What figures are wanted of; absent filters do not narrow. */
export type UsageFilter = {
  within?: { apiIds?: readonly string[]; applicationIds?: readonly string[] }
  apiId?: string
  versionId?: string
  applicationId?: string
  operationId?: string
  stageId?: string
  from: Date
  to: Date
}

export type Step = 'minute' | 'hour' | 'day'

export type Figures = {
  requests: number
  successful: number
  /** 4xx that the backend answered. */
  clientErrors: number
  /** Answered by the gateway itself, 4xx. */
  refused: number
  /** 5xx, whoever answered. */
  serverErrors: number
  p50Us: number | null
  p95Us: number | null
  p99Us: number | null
}

type ClassRow = { bucket: Date; sclass: number; n: string; hist: number[] }

function emptyFigures() {
  return { requests: 0, successful: 0, clientErrors: 0, refused: 0, serverErrors: 0, histogram: [] as number[] }
}

function addClass(figures: ReturnType<typeof emptyFigures>, row: { sclass: number; n: string; hist: number[] }): void {
  const n = Number(row.n)
  figures.requests += n
  const digit = row.sclass % 10
  if (digit === 2 || digit === 3) figures.successful += n
  else if (digit === 5) figures.serverErrors += n
  else if (row.sclass >= 10) figures.refused += n
  else if (digit === 4) figures.clientErrors += n
  row.hist.forEach((count, i) => {
    figures.histogram[i] = (figures.histogram[i] ?? 0) + count
  })
}

function toFigures({ histogram, ...figures }: ReturnType<typeof emptyFigures>): Figures {
  return {
    ...figures,
    p50Us: quantile(histogram, 0.5),
    p95Us: quantile(histogram, 0.95),
    p99Us: quantile(histogram, 0.99),
  }
}

/** WHERE clause over usage.minute; ids that no event carries give an empty result. */
async function conditions(dimensions: Dimensions, filter: UsageFilter): Promise<{ where: string; values: unknown[] }> {
  const values: unknown[] = [filter.from, filter.to]
  const where = ['m.bucket >= $1', 'm.bucket < $2']
  const bind = (value: unknown) => `$${values.push(value)}`
  for (const [column, kind, id] of [
    ['api', 'api', filter.apiId],
    ['version', 'version', filter.versionId],
    ['application', 'application', filter.applicationId],
    ['operation', 'operation', filter.operationId],
    ['stage', 'stage', filter.stageId],
  ] as const) {
    if (id === undefined) continue
    const [number] = await dimensions.find(kind, [id])
    where.push(number === undefined ? 'false' : `m.${column} = ${bind(number)}`)
  }
  if (filter.within) {
    const or: string[] = []
    for (const [column, ids] of [
      ['api', filter.within.apiIds],
      ['application', filter.within.applicationIds],
    ] as const) {
      const numbers = ids === undefined ? [] : await dimensions.find(column, ids)
      if (numbers.length > 0) or.push(`m.${column} = ANY(${bind(numbers)}::int[])`)
    }
    where.push(or.length === 0 ? 'false' : `(${or.join(' OR ')})`)
  }
  return { where: where.join(' AND '), values }
}

/** Figures per bucket of `step`, empty buckets included, and their totals. */
export async function usageSeries(
  pool: Database['pool'],
  dimensions: Dimensions,
  filter: UsageFilter,
  step: Step,
): Promise<{ buckets: (Figures & { at: Date })[]; totals: Figures }> {
  const { where, values } = await conditions(dimensions, filter)
  const rows = await pool.query<ClassRow>(
    `SELECT date_trunc('${step}', m.bucket, 'UTC') AS bucket, m.sclass, sum(m.n) AS n, usage.histogram_sum(m.hist) AS hist
     FROM usage.minute m WHERE ${where} GROUP BY 1, 2`,
    values,
  )
  const byBucket = new Map<number, ReturnType<typeof emptyFigures>>()
  const totals = emptyFigures()
  for (const row of rows.rows) {
    const at = row.bucket.getTime()
    const figures = byBucket.get(at) ?? emptyFigures()
    byBucket.set(at, figures)
    addClass(figures, row)
    addClass(totals, row)
  }
  const stepMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }[step]
  const buckets: (Figures & { at: Date })[] = []
  for (let at = Math.floor(filter.from.getTime() / stepMs) * stepMs; at < filter.to.getTime(); at += stepMs) {
    buckets.push({ at: new Date(at), ...toFigures(byBucket.get(at) ?? emptyFigures()) })
  }
  return { buckets, totals: toFigures(totals) }
}

export type Ranked = { id: string; requests: number; errors: number; p95Us: number | null; lastAt: Date | null }

/** Most used first, by a dimension of the minute rollup. */
export async function rankByRollup(
  pool: Database['pool'],
  dimensions: Dimensions,
  filter: UsageFilter,
  by: 'operation' | 'application' | 'api',
  limit: number,
): Promise<Ranked[]> {
  const { where, values } = await conditions(dimensions, filter)
  const rows = await pool.query<{ id: number; n: string; errors: string; hist: number[]; last: Date }>(
    `SELECT m.${by} AS id, sum(m.n) AS n, coalesce(sum(m.n) FILTER (WHERE m.sclass % 10 >= 4), 0) AS errors, usage.histogram_sum(m.hist) AS hist, max(m.bucket) AS last
     FROM usage.minute m WHERE ${where} AND m.${by} <> 0 GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT $${values.push(limit)}`,
    values,
  )
  const name = await dimensions.names(rows.rows.map(({ id }) => id))
  return rows.rows.map((row) => ({
    id: name(row.id) ?? '',
    requests: Number(row.n),
    errors: Number(row.errors),
    p95Us: quantile(row.hist, 0.95),
    lastAt: row.last,
  }))
}

/** Most frequent first, by what only the raw rows know. */
export async function rankByRaw(
  pool: Database['pool'],
  dimensions: Dimensions,
  filter: UsageFilter,
  by: 'code' | 'credential',
  limit: number,
): Promise<Ranked[]> {
  const { where, values } = await conditions(dimensions, filter)
  const rows = await pool.query<{ id: number; n: string; errors: string; p95: number; last: Date }>(
    `SELECT m.${by} AS id, count(*) AS n, count(*) FILTER (WHERE m.status >= 400) AS errors,
       percentile_disc(0.95) WITHIN GROUP (ORDER BY m.us_total) AS p95, max(m.ts) AS last
     FROM usage.raw m WHERE ${where.replaceAll('m.bucket', 'm.ts')} AND m.${by} <> 0 AND NOT m.interim GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT $${values.push(limit)}`,
    values,
  )
  const name = await dimensions.names(rows.rows.map(({ id }) => id))
  return rows.rows.map((row) => ({
    id: name(row.id) ?? '',
    requests: Number(row.n),
    errors: Number(row.errors),
    p95Us: Number(row.p95),
    lastAt: row.last,
  }))
}
