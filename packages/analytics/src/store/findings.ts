import type { Database } from '@gatehouse/db/client'
import { notJudgedRule } from './count-findings.ts'
import type { Dimensions } from './dimensions.ts'

/** Which findings are wanted: of one version on one stage, from a UTC day on. */
export type FindingsFilter = { versionId: string; stageId: string; from: Date }

export type FindingSide = 'request' | 'response'

/** One operation and application (null: unknown caller) of one side: requests with at least one finding. */
export type FindingRequests = {
  side: FindingSide
  operationId: string
  applicationId: string | null
  /** Served all the same. */
  reported: number
  /** Refused. */
  blocked: number
}

export type FindingPlace = {
  side: FindingSide
  operationId: string
  in: string
  pointer: string
  rule: string
  reported: number
  blocked: number
  applications: number
  lastAt: Date
  lastRequestId: string
}

export type StoredFindings = {
  /** Matched requests of each operation in the same days, whoever called. */
  calls: ReadonlyMap<string, number>
  requests: FindingRequests[]
  /** Most frequent first; those that judge nothing apart. */
  places: FindingPlace[]
  /** Answers whose body nobody looked into. */
  notJudged: number
  /** The newest request with a finding by application (null: unknown caller). */
  lastOf: ReadonlyMap<string | null, { at: Date; requestId: string }>
}

const empty: StoredFindings = { calls: new Map(), requests: [], places: [], notJudged: 0, lastOf: new Map() }
const sides = ['request', 'response'] as const
const mostPlaces = 500

/** Findings of a version on a stage: counts by operation and application, and places by operation. */
export async function findingsOfVersion(
  pool: Database['pool'],
  dimensions: Dimensions,
  { versionId, stageId, from }: FindingsFilter,
): Promise<StoredFindings> {
  const [version] = await dimensions.find('version', [versionId])
  const [stage] = await dimensions.find('stage', [stageId])
  if (version === undefined || stage === undefined) return empty
  const values = [version, stage, from]
  const calls = await pool.query<{ operation: number; n: string }>(
    `SELECT m.operation, sum(m.n) AS n FROM usage.minute m
     WHERE m.version = $1 AND m.stage = $2 AND m.bucket >= $3 AND m.operation <> 0 GROUP BY 1`,
    values,
  )
  const requests = await pool.query<{
    side: 0 | 1
    operation: number
    application: number
    reported: string
    blocked: string
  }>(
    `SELECT f.side, f.operation, f.application, coalesce(sum(f.n) FILTER (WHERE f.outcome = 0), 0) AS reported,
       coalesce(sum(f.n) FILTER (WHERE f.outcome = 1), 0) AS blocked
     FROM usage.finding_request f WHERE f.version = $1 AND f.stage = $2 AND f.day >= ($3 AT TIME ZONE 'UTC')::date GROUP BY 1, 2, 3`,
    values,
  )
  const places = await pool.query<{
    side: 0 | 1
    operation: number
    place: string
    pointer: string
    rule: string
    reported: string
    blocked: string
    applications: string
    last_at: Date
    last_request: string
  }>(
    `SELECT f.side, f.operation, f.place, f.pointer, f.rule, coalesce(sum(f.n) FILTER (WHERE f.outcome = 0), 0) AS reported,
       coalesce(sum(f.n) FILTER (WHERE f.outcome = 1), 0) AS blocked, count(DISTINCT nullif(f.application, 0)) AS applications,
       max(f.last_at) AS last_at, (array_agg(f.last_request ORDER BY f.last_at DESC))[1] AS last_request
     FROM usage.finding f WHERE f.version = $1 AND f.stage = $2 AND f.day >= ($3 AT TIME ZONE 'UTC')::date
       AND f.rule <> '${notJudgedRule}' GROUP BY 1, 2, 3, 4, 5 ORDER BY sum(f.n) DESC, 1, 2, 3, 4, 5 LIMIT ${mostPlaces}`,
    values,
  )
  const last = await pool.query<{ application: number; last_at: Date; last_request: string }>(
    `SELECT DISTINCT ON (f.application) f.application, f.last_at, f.last_request FROM usage.finding f
     WHERE f.version = $1 AND f.stage = $2 AND f.day >= ($3 AT TIME ZONE 'UTC')::date AND f.rule <> '${notJudgedRule}'
     ORDER BY f.application, f.last_at DESC`,
    values,
  )
  const notJudged = await pool.query<{ n: string | null }>(
    `SELECT sum(f.n) AS n FROM usage.finding f
     WHERE f.version = $1 AND f.stage = $2 AND f.day >= ($3 AT TIME ZONE 'UTC')::date AND f.rule = '${notJudgedRule}'`,
    values,
  )
  const name = await dimensions.names([
    ...last.rows.map(({ application }) => application),
    ...calls.rows.map(({ operation }) => operation),
    ...requests.rows.flatMap(({ operation, application }) => [operation, application]),
    ...places.rows.map(({ operation }) => operation),
  ])
  return {
    calls: new Map(calls.rows.map((row) => [name(row.operation) ?? '', Number(row.n)])),
    requests: requests.rows.map((row) => ({
      side: sides[row.side],
      operationId: name(row.operation) ?? '',
      applicationId: name(row.application),
      reported: Number(row.reported),
      blocked: Number(row.blocked),
    })),
    places: places.rows.map((row) => ({
      side: sides[row.side],
      operationId: name(row.operation) ?? '',
      in: row.place,
      pointer: row.pointer,
      rule: row.rule,
      reported: Number(row.reported),
      blocked: Number(row.blocked),
      applications: Number(row.applications),
      lastAt: row.last_at,
      lastRequestId: requestIdOf(row.last_request),
    })),
    notJudged: Number(notJudged.rows[0]?.n ?? 0),
    lastOf: new Map(
      last.rows.map((row) => [name(row.application), { at: row.last_at, requestId: requestIdOf(row.last_request) }]),
    ),
  }
}

function requestIdOf(uuid: string): string {
  return `req_${uuid.replaceAll('-', '')}`
}
