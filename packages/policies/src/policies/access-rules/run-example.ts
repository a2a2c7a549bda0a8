import {
  type AccessEffect,
  type AccessExample,
  type AccessRulesOptions,
  nameOfRule,
} from '@gatehouse/contracts/access-rules'
import type { AccessCall } from './access-call.ts'
import { OTHERWISE, ruleJudge } from './judge-rules.ts'

/** Monday 2026-01-05 12:00 UTC. */
export const exampleInstant = Date.UTC(2026, 0, 5, 12)

/** The call that an example describes. */
export function exampleCall({ caller, method, address, at }: AccessExample): AccessCall {
  const { credential, scopes } = caller
  const isToken = credential === 'token'
  return {
    credential,
    scopes: credential === 'key' && scopes.length === 0 ? null : credential === 'none' ? [] : scopes,
    claims: isToken ? caller.claims : null,
    endUser: isToken && caller.endUser,
    planId: caller.planId ?? null,
    productId: caller.productId ?? null,
    applicationId: caller.applicationId ?? null,
    teamId: caller.teamId ?? null,
    method,
    address,
    at: at === undefined ? exampleInstant : Date.parse(at),
  }
}

/** Name of the rule that decided (`otherwise`: none applied), and how. */
export type ExampleOutcome = { rule: string; effect: AccessEffect }

/** What becomes of an example's call. Throws where the rules cannot be judged at all. */
export function runExample(options: Omit<AccessRulesOptions, 'examples'>, example: AccessExample): ExampleOutcome {
  const place = ruleJudge(options).judge(exampleCall(example))
  const rule = place === OTHERWISE ? undefined : options.rules[place]
  return rule === undefined
    ? { rule: 'otherwise', effect: options.otherwise }
    : { rule: nameOfRule(rule, place), effect: rule.effect }
}

/** An outcome in words: “refused by the rule “office-hours””. */
export function outcomeText({ rule, effect }: ExampleOutcome): string {
  const verdict = effect === 'allow' ? 'allowed' : 'refused'
  if (rule === 'otherwise') return `${verdict}, as no rule applies`
  return /^\d+$/.test(rule) ? `${verdict} by rule ${rule}` : `${verdict} by the rule “${rule}”`
}
