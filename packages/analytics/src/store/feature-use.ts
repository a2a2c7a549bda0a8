import type { Database } from '@gatehouse/db/client'
import { dayOf, spanOf, weekOf } from './count-features.ts'
import type { Dimensions } from './dimensions.ts'

/** What is asked of one operation. Positions are those of its dictionary. */
export type UseAsk = {
  operationId: string
  /** Calls that used one of these; null: all calls. */
  of: readonly number[] | null
  /** … without those that used one of these; empty: none are left out. */
  without: readonly number[]
  /** Of calls that used one of these it is not known whether they belong to it. */
  unread: readonly number[]
}

/** One application's part of an ask; null: callers without an application. `unknown`: calls of which it is not known. */
export type FoundUse = { applicationId: string | null; calls: number; unknown: number; lastAt: Date }

export type UsePeriod = { stageId: string; now: Date; days: number }

const dayMs = 86_400_000

/** First day of the last N days, today included. */
function firstDay({ now, days }: UsePeriod): number {
  return (Math.floor(now.getTime() / dayMs) - days + 1) * dayMs
}

/**
 * Who used what in the last days, for all asks at once, in their order. Four weeks are read whole, weeks only before the first four, days
 * only before the first whole week.
 * A call that used two of an ask's positions counts once at most as often as the operation was called.
 */
export async function findUses(
  pool: Database['pool'],
  dimensions: Dimensions,
  period: UsePeriod,
  asks: readonly UseAsk[],
): Promise<FoundUse[][]> {
  const found: FoundUse[][] = asks.map(() => [])
  const [stage] = await dimensions.find('stage', [period.stageId])
  if (stage === undefined) return found
  await dimensions.find(
    'operation',
    asks.map(({ operationId }) => operationId),
  )
  const places = new Map<string, number[]>()
  const known: KnownAsk[] = []
  for (const [index, { operationId, of, without, unread }] of asks.entries()) {
    const [operation] = await dimensions.find('operation', [operationId])
    if (operation === undefined) continue
    const ask = { operation, of: of && listOf(of), without: listOf(without), unread: listOf(unread) }
    const name = JSON.stringify(ask)
    const same = places.get(name)
    if (same) same.push(index)
    else {
      places.set(name, [index])
      known.push(ask)
    }
  }
  if (known.length === 0) return found
  const rows = await readUses(pool, stage, firstDay(period), known)
  const name = await dimensions.names(rows.map(({ application }) => application))
  const indexes = [...places.values()]
  for (const row of rows) {
    const use = {
      applicationId: name(row.application),
      calls: Number(row.calls),
      unknown: Number(row.unknown),
      lastAt: row.last_at,
    }
    for (const index of indexes[row.ask] ?? []) found[index]?.push(use)
  }
  return found
}

type KnownAsk = { operation: number; of: string | null; without: string; unread: string }

function listOf(positions: readonly number[]): string {
  return `{${positions.join(',')}}`
}

type UseRow = { ask: number; application: number; calls: string; unknown: string; last_at: Date }

/** All asks in two queries: most ask for all calls of an operation, or for one position, and then no list is walked. */
async function readUses(
  pool: Database['pool'],
  stage: number,
  from: number,
  asks: readonly KnownAsk[],
): Promise<UseRow[]> {
  const monday = weekOf(from + 6 * dayMs)
  const period = [stage, dayOf(from), monday, spanOf(Date.parse(monday) + 27 * dayMs)]
  const client = await pool.connect()
  try {
    // Compiling it takes longer than running it.
    await client.query('BEGIN READ ONLY; SET LOCAL jit = off')
    const rows: UseRow[] = []
    for (const [plain, sql] of [
      [true, plainQuery],
      [false, listQuery],
    ] as const) {
      const own = [...asks.entries()].filter(([, ask]) => isPlain(ask) === plain)
      if (own.length === 0) continue
      const found = await client.query<UseRow>(sql, [
        ...period,
        [...new Set(own.map(([, { operation }]) => operation))],
        own.map(([index]) => index),
        own.map(([, { operation }]) => operation),
        ...(plain
          ? [own.map(([, { of }]) => placeOf(of))]
          : (['of', 'without', 'unread'] as const).map((list) => own.map(([, ask]) => ask[list]))),
      ])
      rows.push(...found.rows)
    }
    await client.query('COMMIT')
    return rows
  } finally {
    client.release()
  }
}

/** Where in `uses` the calls of a list's only position stand. */
function placeOf(of: string | null): number | null {
  return of === null ? null : 2 * Number(of.slice(1, -1)) + 1
}

function isPlain({ of, without, unread }: KnownAsk): boolean {
  return without === '{}' && unread === '{}' && (of === null || /^\{\d+\}$/.test(of))
}

const callsOf = (columns: string) => `
    SELECT ${columns} FROM usage.feature_span WHERE operation = ANY($5) AND stage = $1 AND span >= $4
    UNION ALL
    SELECT ${columns} FROM usage.feature_week WHERE operation = ANY($5) AND stage = $1 AND week >= $3 AND week < $4
    UNION ALL
    SELECT ${columns} FROM usage.feature_day WHERE operation = ANY($5) AND stage = $1 AND day >= $2 AND day < $3`

const order = 'ORDER BY 1, 3 DESC, 4 DESC, application = 0, 2'

/** Asks for all calls, or for those of one position. Sums of float8 are exact to 2^53 and much cheaper than the numeric that sum(bigint) makes. */
const plainQuery = `
  WITH ask AS (SELECT * FROM unnest($6::int[], $7::int[], $8::int[]) AS t(ask, operation, at))
  SELECT ask, application, sum(calls::float8) AS calls, sum(unknown::float8) AS unknown,
    CASE WHEN max(minute) > 0 THEN to_timestamp(max(minute) * 60.0) ELSE max(last_at) END AS last_at
  FROM (
    SELECT a.ask, c.application, c.last_at,
      CASE WHEN a.at IS NULL THEN c.n ELSE coalesce(c.uses[a.at], 0) END AS calls,
      CASE WHEN a.at IS NULL THEN 0 ELSE c.n - c.noted END AS unknown,
      CASE WHEN a.at IS NULL THEN 0 ELSE c.uses[a.at + 1] END AS minute
    FROM ask a JOIN (${callsOf('operation, application, n, noted, last_at, uses')}) c USING (operation)) t
  WHERE calls > 0 OR unknown > 0
  GROUP BY 1, 2 ${order}`

/** Sum of the counts at positions. */
const counted = (list: string) => `(SELECT coalesce(sum(c.uses[2 * p + 1]), 0) FROM unnest(${list}) p)`

/** Asks for several positions, or without some, or where bodies may not have been looked into. Materialized: lists are read once, not for each row. */
const listQuery = `
  WITH ask AS MATERIALIZED (
    SELECT ask, operation, used::int[] AS used, without::int[] AS without, unread::int[] AS unread
    FROM unnest($6::int[], $7::int[], $8::text[], $9::text[], $10::text[]) AS t(ask, operation, used, without, unread)),
  use AS (
    SELECT a.ask, c.application,
      CASE WHEN a.used IS NOT NULL THEN least(c.n, ${counted('a.used')})
        WHEN cardinality(a.without) = 0 THEN c.n ELSE c.noted END - ${counted('a.without')} AS calls,
      CASE WHEN a.used IS NULL AND cardinality(a.without) = 0 THEN 0
        ELSE c.n - c.noted + ${counted('a.unread')} END AS unknown,
      CASE WHEN cardinality(a.used) = 1 AND c.uses[2 * a.used[1] + 1] > 0 THEN to_timestamp(c.uses[2 * a.used[1] + 2] * 60.0)
        ELSE c.last_at END AS last_at
    FROM ask a JOIN (${callsOf('operation, application, n, noted, last_at, uses')}) c USING (operation))
  SELECT ask, application, sum(greatest(calls, 0)::float8) AS calls, sum(unknown::float8) AS unknown,
    coalesce(max(last_at) FILTER (WHERE calls > 0), max(last_at)) AS last_at
  FROM use WHERE calls > 0 OR unknown > 0
  GROUP BY 1, 2 ${order}`

/** Who called a version at all in the last days, most calls first. */
export async function findCallers(
  pool: Database['pool'],
  dimensions: Dimensions,
  period: UsePeriod,
  versionId: string,
): Promise<FoundUse[]> {
  const [stage] = await dimensions.find('stage', [period.stageId])
  const [version] = await dimensions.find('version', [versionId])
  if (stage === undefined || version === undefined) return []
  const rows = await pool.query<{ application: number; calls: string; last_at: Date }>(
    `SELECT application, sum(n) AS calls, max(last_at) AS last_at FROM usage.caller_day
     WHERE version = $1 AND stage = $2 AND day >= $3 GROUP BY 1 ORDER BY 2 DESC, application = 0, 1`,
    [version, stage, dayOf(firstDay(period))],
  )
  const name = await dimensions.names(rows.rows.map(({ application }) => application))
  return rows.rows.map((row) => ({
    applicationId: name(row.application),
    calls: Number(row.calls),
    unknown: 0,
    lastAt: row.last_at,
  }))
}

export type StoredShape = { operationId: string; applicationId: string | null; requestId: string; shape: string }

/** At most so many shapes of a version on a stage, newest first within each operation, none crowded out by a busier one. */
export async function findShapes(
  pool: Database['pool'],
  dimensions: Dimensions,
  period: UsePeriod,
  versionId: string,
  limit: number,
): Promise<StoredShape[]> {
  const [stage] = await dimensions.find('stage', [period.stageId])
  const [version] = await dimensions.find('version', [versionId])
  if (stage === undefined || version === undefined) return []
  const rows = await pool.query<{ operation: number; application: number; request_id: string; shape: string }>(
    `SELECT operation, application, request_id, shape FROM (
       SELECT s.*, row_number() OVER (PARTITION BY operation ORDER BY at DESC) AS turn
       FROM usage.shape s WHERE version = $1 AND stage = $2 AND day >= $3) t
     ORDER BY turn, operation LIMIT $4`,
    [version, stage, dayOf(firstDay(period)), limit],
  )
  const name = await dimensions.names(rows.rows.flatMap(({ operation, application }) => [operation, application]))
  return rows.rows.map((row) => ({
    operationId: name(row.operation) ?? '',
    applicationId: name(row.application),
    requestId: `req_${row.request_id.replaceAll('-', '')}`,
    shape: row.shape,
  }))
}
