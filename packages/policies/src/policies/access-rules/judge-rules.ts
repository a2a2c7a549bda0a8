import type { AccessCondition, AccessRule, AccessRulesOptions } from '@gatehouse/contracts/access-rules'
import type { AccessCall } from './access-call.ts'
import { type ConditionTest, conditionTest } from './conditions.ts'

/** No rule applied: `otherwise` decides. */
export const OTHERWISE = -1

export type RuleJudge = {
  /** Place of the first rule that applies, or OTHERWISE. */
  judge: (call: AccessCall) => number
  /** Scopes for the lack of which alone a refused call is refused, as far as one rule tells; empty: it is something else. */
  lacking: (call: AccessCall) => readonly string[]
}

type ReadyRule = { rule: AccessRule; when: readonly ConditionTest[]; unless: readonly ConditionTest[] }

/** Rules, ready to be asked. Browser-safe, as examples run in editors too. */
export function ruleJudge(options: Pick<AccessRulesOptions, 'rules'>): RuleJudge {
  const rules = options.rules.map(
    (rule): ReadyRule => ({ rule, when: rule.when.map(conditionTest), unless: rule.unless.map(conditionTest) }),
  )
  return {
    judge: (call) => {
      for (let i = 0; i < rules.length; i += 1) if (applies(rules[i] as ReadyRule, call)) return i
      return OTHERWISE
    },
    lacking: (call) => {
      for (const ready of rules) {
        const missing = ready.rule.effect === 'allow' ? missingForAllow(ready, call) : missingForUnless(ready, call)
        if (missing.length > 0) return missing
        // What stands behind the rule that refused was never asked.
        if (ready.rule.effect === 'deny' && applies(ready, call)) break
      }
      return []
    },
  }
}

function applies({ when, unless }: ReadyRule, call: AccessCall): boolean {
  for (let i = 0; i < when.length; i += 1) if (!(when[i] as ConditionTest)(call)) return false
  for (let i = 0; i < unless.length; i += 1) if ((unless[i] as ConditionTest)(call)) return false
  return true
}

const everyScope = (call: AccessCall): AccessCall => ({ ...call, scopes: null })

function missingForAllow(ready: ReadyRule, call: AccessCall): string[] {
  return applies(ready, everyScope(call)) ? ready.rule.when.flatMap((condition) => missingOf(condition, call)) : []
}

/** A rule that refuses those who lack a scope: `unless` asks for it. */
function missingForUnless(ready: ReadyRule, call: AccessCall): string[] {
  if (!applies(ready, call)) return []
  const asked = ready.rule.unless.find((condition) => condition.of === 'scopes')
  return asked === undefined ? [] : missingOf(asked, call)
}

function missingOf(condition: AccessCondition, { scopes }: AccessCall): string[] {
  if (condition.of !== 'scopes' || scopes === null) return []
  return condition.all.filter((scope) => !scopes.includes(scope))
}
