import type { PoolClient } from 'pg'
import { dayOf } from './count-features.ts'
import type { Dimensions } from './dimensions.ts'
import type { LoggedEvent, LogOwner } from './stored-event.ts'

type Row = { rule: string; day: string; allowed: number; refused: number; lastAt: number }

/** Adds this batch to usage.rule_day: keys sorted, so that writers lock rows in one order and cannot deadlock. A call counts once. */
export async function countRules(
  client: PoolClient,
  dimensions: Dimensions,
  owner: LogOwner,
  events: readonly LoggedEvent[],
): Promise<void> {
  const rows = new Map<string, Row>()
  for (const { event } of events) {
    if (event.rule === undefined || event.interim) continue
    const day = dayOf(event.at)
    const key = `${event.rule} ${day}`
    const row = rows.get(key) ?? { rule: event.rule, day, allowed: 0, refused: 0, lastAt: event.at }
    if (event.code === 'access_rule_denied') row.refused += 1
    else row.allowed += 1
    row.lastAt = Math.max(row.lastAt, event.at)
    rows.set(key, row)
  }
  if (rows.size === 0) return
  const sorted = [...rows.values()].sort((a, b) => compare(a.rule, b.rule) || compare(a.day, b.day))
  await client.query(
    `INSERT INTO usage.rule_day AS r (stage, rule, day, allowed, refused, last_at)
     SELECT $1::int, t.rule, t.day, t.allowed, t.refused, to_timestamp(t.at / 1000.0)
     FROM unnest($2::text[], $3::date[], $4::bigint[], $5::bigint[], $6::bigint[]) AS t(rule, day, allowed, refused, at)
     ON CONFLICT (rule, stage, day) DO UPDATE SET
       allowed = r.allowed + excluded.allowed, refused = r.refused + excluded.refused, last_at = greatest(r.last_at, excluded.last_at)`,
    [
      dimensions.number('stage', owner.stageId),
      sorted.map(({ rule }) => rule),
      sorted.map(({ day }) => day),
      sorted.map(({ allowed }) => allowed),
      sorted.map(({ refused }) => refused),
      sorted.map(({ lastAt }) => Math.floor(lastAt)),
    ],
  )
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
