import { usageStoreOf } from '@gatehouse/analytics/store/postgres-usage-store'
import type { Database } from '@gatehouse/db/client'

const days = 30

export type Hits = { rule: string; refused: number; allowed: number; lastAt: Date }

/** What each guardrail's rules decided in 30 days, over all stages; by guardrail. */
export async function guardrailHits(
  pool: Database['pool'],
  guardrailIds: readonly string[],
  stageIds: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, Hits[]>> {
  const store = usageStoreOf(pool)
  const found = new Map<string, Map<string, Hits>>()
  for (const stageId of stageIds) {
    for (const { rule, allowed, refused, lastAt } of await store.ruleHits({
      stageId,
      owners: guardrailIds,
      days,
      now,
    })) {
      const [owner = '', ...rest] = rule.split(':')
      const name = rest.join(':')
      const own = found.get(owner) ?? new Map<string, Hits>()
      const before = own.get(name)
      own.set(name, {
        rule: name,
        allowed: (before?.allowed ?? 0) + allowed,
        refused: (before?.refused ?? 0) + refused,
        lastAt: before && before.lastAt > lastAt ? before.lastAt : lastAt,
      })
      found.set(owner, own)
    }
  }
  return new Map([...found].map(([owner, rules]) => [owner, [...rules.values()]]))
}
