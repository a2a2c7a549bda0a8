import type { Database } from '@gatehouse/db/client'
import type { Dimensions } from './dimensions.ts'

/** Requests in two periods that end now, and the last one. */
export type CallerUse = { recent: number; all: number; lastAt: Date | null }

type Row = { owner: number; part: number; recent: string; n: string; last: Date | null }
type Ask = { ids: readonly string[]; recentSince: Date; since: Date }

/** Requests of applications by version: from the minute rollup. Outer key: application; inner: version. */
export async function useOfApplications(
  pool: Database['pool'],
  dimensions: Dimensions,
  ask: Ask,
): Promise<Map<string, Map<string, CallerUse>>> {
  const numbers = await dimensions.find('application', ask.ids)
  if (numbers.length === 0) return new Map()
  const { rows } = await pool.query<Row>(
    `SELECT m.application AS owner, m.version AS part, coalesce(sum(m.n) FILTER (WHERE m.bucket >= $2), 0) AS recent, sum(m.n) AS n, max(m.bucket) AS last
     FROM usage.minute m WHERE m.application = ANY($1::int[]) AND m.bucket >= $3 GROUP BY 1, 2`,
    [numbers, ask.recentSince, ask.since],
  )
  const name = await dimensions.names(rows.flatMap(({ owner, part }) => [owner, part]))
  const found = new Map<string, Map<string, CallerUse>>()
  for (const row of rows) {
    const owner = name(row.owner)
    const part = name(row.part)
    if (owner === null || part === null) continue
    const parts = found.get(owner) ?? new Map<string, CallerUse>()
    found.set(owner, parts.set(part, toUse(row)))
  }
  return found
}

/** Requests of credentials: only the raw rows know them, so their index by application is walked. For jobs, not for pages. */
export async function useOfCredentials(
  pool: Database['pool'],
  dimensions: Dimensions,
  ask: Ask & { applicationIds: readonly string[] },
): Promise<Map<string, CallerUse>> {
  const numbers = await dimensions.find('credential', ask.ids)
  const applications = await dimensions.find('application', ask.applicationIds)
  if (numbers.length === 0 || applications.length === 0) return new Map()
  const { rows } = await pool.query<Omit<Row, 'part'>>(
    `SELECT r.credential AS owner, count(*) FILTER (WHERE r.ts >= $3) AS recent, count(*) AS n, max(r.ts) AS last
     FROM usage.raw r WHERE r.application = ANY($1::int[]) AND r.credential = ANY($2::int[]) AND r.ts >= $4 AND NOT r.interim GROUP BY 1`,
    [applications, numbers, ask.recentSince, ask.since],
  )
  const name = await dimensions.names(rows.map(({ owner }) => owner))
  return new Map(
    rows.flatMap((row) => {
      const owner = name(row.owner)
      return owner === null ? [] : [[owner, toUse(row)] as const]
    }),
  )
}

function toUse(row: Pick<Row, 'recent' | 'n' | 'last'>): CallerUse {
  return { recent: Number(row.recent), all: Number(row.n), lastAt: row.last }
}
