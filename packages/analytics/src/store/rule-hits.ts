import type { Database } from '@gatehouse/db/client'
import type { Dimensions } from './dimensions.ts'

/** What a rule decided in a period: calls that it was the last to allow, and calls that it refused. */
export type RuleHits = { rule: string; allowed: number; refused: number; lastAt: Date }

/** `owners`: guardrail, version or operation ids. */
export type RuleHitsAsk = { stageId: string; owners: readonly string[]; days: number; now: Date }

const dayMs = 86_400_000

/**
 * Hits of rules by their owners on one stage in the last days, today included; those without a hit are absent. `rule` is `owner:name`.
 */
export async function findRuleHits(
  pool: Database['pool'],
  dimensions: Dimensions,
  { stageId, owners, days, now }: RuleHitsAsk,
): Promise<RuleHits[]> {
  if (owners.length === 0) return []
  await dimensions.ensure([['stage', stageId]])
  const { rows } = await pool.query<{ rule: string; allowed: string; refused: string; last_at: Date }>(
    `SELECT rule, sum(allowed) AS allowed, sum(refused) AS refused, max(last_at) AS last_at
     FROM usage.rule_day
     WHERE stage = $2 AND day >= $3::date AND split_part(rule, ':', 1) = ANY($1)
     GROUP BY rule ORDER BY rule COLLATE "C"`,
    [
      [...new Set(owners)],
      dimensions.number('stage', stageId),
      new Date((Math.floor(now.getTime() / dayMs) - days + 1) * dayMs).toISOString().slice(0, 10),
    ],
  )
  return rows.map(({ rule, allowed, refused, last_at }) => ({
    rule,
    allowed: Number(allowed),
    refused: Number(refused),
    lastAt: last_at,
  }))
}
