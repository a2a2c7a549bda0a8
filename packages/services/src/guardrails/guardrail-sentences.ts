import type { JsonObject } from '@gatehouse/contracts/json'
import type { Transaction } from '@gatehouse/db/client'
import { type RuleNames, ruleNames } from '@gatehouse/policies/policies/access-rules/rule-names'
import { policySentences } from '@gatehouse/policies/policy-sentences'
import type { Reader } from '../grammar/query.ts'

/** What a guardrail does, a sentence each, with the names that things have now. */
export async function guardrailSentences(
  db: Reader | Transaction,
  use: { policy: string; options: JsonObject },
): Promise<string[]> {
  return policySentences(use, await namesIn(db, [use.options]))
}

/** Names of all that these options name by id; four queries at most, whatever their number. */
export async function namesIn(db: Reader | Transaction, options: readonly unknown[]): Promise<RuleNames> {
  const text = JSON.stringify(options)
  const idsOf = (prefix: string) => [...new Set(text.match(new RegExp(`\\b${prefix}_[0-9a-f]{32}\\b`, 'g')) ?? [])]
  const select = { id: true, name: true } as const
  const [planIds, productIds, applicationIds, teamIds] = [idsOf('pln'), idsOf('prd'), idsOf('app'), idsOf('team')]
  const plans =
    planIds.length === 0
      ? []
      : await db.plan.findMany({
          where: { id: { in: planIds } },
          select: { id: true, slug: true, product: { select: { slug: true } } },
        })
  return ruleNames({
    // Plans of two products may be called the same.
    plan: plans.map(({ id, slug, product }) => ({ id, name: `${product.slug}/${slug}` })),
    product: productIds.length === 0 ? [] : await db.product.findMany({ where: { id: { in: productIds } }, select }),
    application:
      applicationIds.length === 0
        ? []
        : await db.application.findMany({ where: { id: { in: applicationIds } }, select }),
    team: teamIds.length === 0 ? [] : await db.team.findMany({ where: { id: { in: teamIds } }, select }),
  })
}
