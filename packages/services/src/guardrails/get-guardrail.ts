import { getGuardrail as endpoint } from '@gatehouse/contracts/endpoints/guardrails'
import type { JsonObject } from '@gatehouse/contracts/json'
import { actorsOf, toAccessChangeItem } from '../access-changes/access-change-item.ts'
import { changeMode } from '../access-changes/change-mode.ts'
import { receiptsOf } from '../access-changes/load-access-change.ts'
import { readReviewRule } from '../access-changes/review-rule.ts'
import { notFound } from '../grammar/domain-error.ts'
import { query } from '../grammar/query.ts'
import { actorNames } from '../people/actor-names.ts'
import { guardrailHits } from './guardrail-hits.ts'
import { toGuardrailItems } from './guardrail-item.ts'
import { guardrailReach } from './guardrail-reach.ts'
import { requireGuardrail } from './guardrail-rows.ts'
import { guardrailScopeOf } from './guardrail-scope.ts'

const historyLength = 50

/** A guardrail's page. */
export const getGuardrail = query({
  name: 'guardrail.get',
  allowed: { permission: 'guardrail.read' },
  input: endpoint.params,
  scope: guardrailScopeOf,
  run: async ({ ctx, db, pool, input }) => {
    const row = await requireGuardrail(db, input.guardrail)
    const now = ctx.now()
    const [item] = await toGuardrailItems(db, pool, [row], now)
    if (!item) throw notFound()
    const reach = await guardrailReach(db, row)
    const changes = await db.accessChange.findMany({
      where: { targetKind: 'guardrail', targetId: row.id },
      orderBy: { id: 'desc' },
      take: historyLength,
    })
    const nameOf = await actorNames(db, changes.flatMap(actorsOf))
    const told = changes
      .filter(({ changeSeq, appliedAt }) => changeSeq !== null && appliedAt !== null)
      .toSorted((a, b) => Number(b.appliedAt) - Number(a.appliedAt))[0]
    const stageIds = reach.stages.map(({ id }) => id)
    const rules = row.policy === 'access-rules' ? await guardrailHits(pool, [row.id], stageIds, now) : new Map()
    return {
      ...item,
      options: row.options as JsonObject,
      reach,
      rules: (rules.get(row.id) ?? []).map((hit: { rule: string; refused: number; allowed: number; lastAt: Date }) => ({
        ...hit,
        lastAt: hit.lastAt.toISOString(),
      })),
      history: changes.map((change) => toAccessChangeItem(change, nameOf, now)),
      receipts: told ? await receiptsOf(db, told, reach.stages, now) : [],
      acts: changeMode(ctx.actor, await readReviewRule(db)),
    }
  },
})
