import type { Database } from '@gatehouse/db/client'
import type { Dimensions } from './dimensions.ts'

/** How much an application calls a version: requests of every outcome, refusals after a sunset included. */
export type Caller = { applicationId: string; calls: number; successful: number; lastAt: Date }

/** Applications that called a version since a time, most calls first. Times are those of the minute's rollup. */
export async function callersOfVersion(
  pool: Database['pool'],
  dimensions: Dimensions,
  ask: { versionId: string; since: Date; until: Date; limit: number },
): Promise<Caller[]> {
  const [version] = await dimensions.find('version', [ask.versionId])
  if (version === undefined) return []
  const { rows } = await pool.query<{ id: number; n: string; ok: string; last: Date }>(
    `SELECT m.application AS id, sum(m.n) AS n, coalesce(sum(m.n) FILTER (WHERE m.sclass IN (2, 3)), 0) AS ok, max(m.bucket) AS last
     FROM usage.minute m
     WHERE m.version = $1 AND m.bucket >= $2 AND m.bucket < $3 AND m.application <> 0 GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT $4`,
    [version, ask.since, ask.until, ask.limit],
  )
  const name = await dimensions.names(rows.map(({ id }) => id))
  return rows.flatMap((row) => {
    const applicationId = name(row.id)
    return applicationId === null
      ? []
      : [{ applicationId, calls: Number(row.n), successful: Number(row.ok), lastAt: row.last }]
  })
}

export type VersionDay = { day: Date; calls: number; applications: number; unknownCalls: number }

/** Calls and calling applications of a version by day (UTC), empty days included, oldest first. `unknownCalls`: without an application. */
export async function versionDays(
  pool: Database['pool'],
  dimensions: Dimensions,
  ask: { versionId: string; from: Date; to: Date },
): Promise<VersionDay[]> {
  const dayMs = 86_400_000
  const from = new Date(Math.floor(ask.from.getTime() / dayMs) * dayMs)
  const [version] = await dimensions.find('version', [ask.versionId])
  const { rows } =
    version === undefined
      ? { rows: [] }
      : await pool.query<{ day: Date; calls: string; applications: string; unknown: string }>(
          `SELECT date_trunc('day', m.bucket, 'UTC') AS day, coalesce(sum(m.n) FILTER (WHERE m.application <> 0), 0) AS calls,
             count(DISTINCT nullif(m.application, 0)) AS applications, coalesce(sum(m.n) FILTER (WHERE m.application = 0), 0) AS unknown
           FROM usage.minute m WHERE m.version = $1 AND m.bucket >= $2 AND m.bucket < $3 GROUP BY 1`,
          [version, from, ask.to],
        )
  const byDay = new Map(rows.map((row) => [row.day.getTime(), row]))
  const days: VersionDay[] = []
  for (let at = from.getTime(); at < ask.to.getTime(); at += dayMs) {
    const row = byDay.get(at)
    days.push({
      day: new Date(at),
      calls: Number(row?.calls ?? 0),
      applications: Number(row?.applications ?? 0),
      unknownCalls: Number(row?.unknown ?? 0),
    })
  }
  return days
}

/** Which applications called which of these versions since a time, and when last. One pass over the rollup, however many versions. */
export async function callersOfVersions(
  pool: Database['pool'],
  dimensions: Dimensions,
  ask: { versionIds: readonly string[]; since: Date },
): Promise<{ versionId: string; applicationId: string; lastAt: Date }[]> {
  const numbers = await dimensions.find('version', ask.versionIds)
  if (numbers.length === 0) return []
  const { rows } = await pool.query<{ version: number; application: number; last: Date }>(
    `SELECT m.version, m.application, max(m.bucket) AS last FROM usage.minute m
     WHERE m.version = ANY($1::int[]) AND m.bucket >= $2 AND m.application <> 0 GROUP BY 1, 2`,
    [numbers, ask.since],
  )
  const name = await dimensions.names(rows.flatMap(({ version, application }) => [version, application]))
  return rows.map((row) => ({
    versionId: name(row.version) ?? '',
    applicationId: name(row.application) ?? '',
    lastAt: row.last,
  }))
}

/** Applications with a successful call of a version since a time, read from the raw rows so that the minute's edge does not blur it. */
export async function applicationsWithSuccess(
  pool: Database['pool'],
  dimensions: Dimensions,
  ask: { versionId: string; applicationIds: readonly string[]; since: Date },
): Promise<Set<string>> {
  const [version] = await dimensions.find('version', [ask.versionId])
  const applications = await dimensions.find('application', ask.applicationIds)
  if (version === undefined || applications.length === 0) return new Set()
  const { rows } = await pool.query<{ application: number }>(
    `SELECT DISTINCT r.application FROM usage.raw r
     WHERE r.application = ANY($1::int[]) AND r.version = $2 AND r.ts >= $3 AND r.outcome = 2 AND NOT r.interim`,
    [applications, version, ask.since],
  )
  const name = await dimensions.names(rows.map(({ application }) => application))
  return new Set(rows.flatMap((row) => name(row.application) ?? []))
}

/** Which of these versions were called on a day since a time, by anybody, on any stage. One look into the index for each. */
export async function calledVersions(
  pool: Database['pool'],
  dimensions: Dimensions,
  ask: { versionIds: readonly string[]; since: Date },
): Promise<Set<string>> {
  const numbers = await dimensions.find('version', ask.versionIds)
  if (numbers.length === 0) return new Set()
  const { rows } = await pool.query<{ version: number }>(
    `SELECT v.version FROM unnest($1::int[]) AS v(version)
     WHERE EXISTS (SELECT 1 FROM usage.caller_day c WHERE c.version = v.version AND c.day >= $2::timestamptz::date)`,
    [numbers, ask.since],
  )
  const name = await dimensions.names(rows.map(({ version }) => version))
  return new Set(rows.flatMap((row) => name(row.version) ?? []))
}
