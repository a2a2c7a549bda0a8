import type { Database } from '@gatehouse/db/client'
import { notJudgedRule } from './count-findings.ts'
import type { Dimensions } from './dimensions.ts'

/** Versions whose backends broke the contract since a UTC day: how many answers, by version; the others are left out. */
export async function countResponseFindings(
  pool: Database['pool'],
  dimensions: Dimensions,
  ask: { versionIds: readonly string[]; from: Date },
): Promise<Map<string, number>> {
  const numbers = await dimensions.find('version', ask.versionIds)
  if (numbers.length === 0) return new Map()
  const { rows } = await pool.query<{ version: number; n: string }>(
    `SELECT f.version, sum(f.n) AS n FROM usage.finding f
     WHERE f.version = ANY($1::int[]) AND f.day >= ($2::timestamptz AT TIME ZONE 'UTC')::date AND f.side = 1 AND f.rule <> $3
     GROUP BY 1`,
    [numbers, ask.from, notJudgedRule],
  )
  const name = await dimensions.names(rows.map(({ version }) => version))
  return new Map(rows.flatMap(({ version, n }) => [[name(version) ?? '', Number(n)] as const]))
}
