import type { Database } from '@gatehouse/db/client'
import type { Dimensions } from './dimensions.ts'

/** Calls of one path template that nothing declares. */
export type UndeclaredCalls = {
  stageId: string
  /** Null: below no version's base path. */
  versionId: string | null
  method: string
  template: string
  status: number
  calls: number
  /** Calls without a known application. */
  unknownCalls: number
  /** Most calls first, at most ten; how many there are stands beside. */
  applicationIds: string[]
  applications: number
  firstDay: Date
  lastAt: Date
  lastRequestId: string
}

const mostApplications = 10

/** What was called on stages since a day and is declared nowhere, most calls first. */
export async function undeclaredCalls(
  pool: Database['pool'],
  dimensions: Dimensions,
  ask: { stageIds: readonly string[]; from: Date; limit: number },
): Promise<UndeclaredCalls[]> {
  const stages = await dimensions.find('stage', ask.stageIds)
  if (stages.length === 0) return []
  const { rows } = await pool.query<{
    stage: number
    version: number
    method: string
    template: string
    status: number
    n: string
    unknown: string
    applications: number[] | null
    first_day: Date
    last_at: Date
    last_request: string
  }>(
    `WITH callers AS (
       SELECT u.stage, u.version, u.method, u.template, u.application, sum(u.n) AS n, min(u.day) AS first_day, max(u.last_at) AS last_at,
         (array_agg(u.status ORDER BY u.last_at DESC))[1] AS status, (array_agg(u.last_request ORDER BY u.last_at DESC))[1] AS last_request
       FROM usage.undeclared_day u WHERE u.stage = ANY($1::int[]) AND u.day >= ($2::timestamptz AT TIME ZONE 'UTC')::date
       GROUP BY 1, 2, 3, 4, 5)
     SELECT stage, version, method, template, sum(n) AS n, coalesce(sum(n) FILTER (WHERE application = 0), 0) AS unknown,
       array_agg(application ORDER BY n DESC, application) FILTER (WHERE application <> 0) AS applications,
       (min(first_day)::timestamp AT TIME ZONE 'UTC') AS first_day, max(last_at) AS last_at,
       (array_agg(status ORDER BY last_at DESC))[1] AS status, (array_agg(last_request ORDER BY last_at DESC))[1] AS last_request
     FROM callers GROUP BY 1, 2, 3, 4 ORDER BY 5 DESC, 1, 2, 4, 3 LIMIT $3`,
    [stages, ask.from, ask.limit],
  )
  const named = rows.map((row) => ({ row, applications: row.applications ?? [] }))
  const name = await dimensions.names(
    named.flatMap(({ row, applications }) => [row.stage, row.version, ...applications.slice(0, mostApplications)]),
  )
  return named.map(({ row, applications }) => ({
    stageId: name(row.stage) ?? '',
    versionId: row.version === 0 ? null : name(row.version),
    method: row.method,
    template: row.template,
    status: row.status,
    calls: Number(row.n),
    unknownCalls: Number(row.unknown),
    applicationIds: applications.slice(0, mostApplications).flatMap((id) => name(id) ?? []),
    applications: applications.length,
    firstDay: row.first_day,
    lastAt: row.last_at,
    lastRequestId: `req_${row.last_request.replaceAll('-', '')}`,
  }))
}

/** How often operations were called on a stage since a day (calls that the gateway let through), by operation; absent: not at all. */
export async function calledOperations(
  pool: Database['pool'],
  dimensions: Dimensions,
  ask: { stageId: string; operationIds: readonly string[]; from: Date },
): Promise<Map<string, { calls: number; lastAt: Date }>> {
  const [stage] = await dimensions.find('stage', [ask.stageId])
  const operations = await dimensions.find('operation', ask.operationIds)
  if (stage === undefined || operations.length === 0) return new Map()
  // One range of the primary key for each operation, however busy the others are.
  const { rows } = await pool.query<{ operation: number; n: string; last: Date }>(
    `SELECT t.operation, f.n, f.last FROM unnest($1::int[]) AS t(operation)
     CROSS JOIN LATERAL (SELECT sum(d.n) AS n, max(d.last_at) AS last FROM usage.feature_day d
       WHERE d.operation = t.operation AND d.stage = $2 AND d.day >= ($3::timestamptz AT TIME ZONE 'UTC')::date) f
     WHERE f.n > 0`,
    [operations, stage, ask.from],
  )
  const name = await dimensions.names(rows.map(({ operation }) => operation))
  return new Map(rows.map((row) => [name(row.operation) ?? '', { calls: Number(row.n), lastAt: row.last }]))
}
