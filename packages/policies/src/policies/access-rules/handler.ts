import { type AccessEffect, type AccessRulesOptions, nameOfRule, type Ruling } from '@gatehouse/contracts/access-rules'
import type { AccessHandler, AccessVerdict, PolicyDeps } from '../../define-policy.ts'
import { OTHERWISE, ruleJudge } from './judge-rules.ts'

/** Throws when an address or a time zone is none. Verdicts are made beforehand; only a refusal for scopes names them. */
export function createAccessRules(options: AccessRulesOptions, { owner }: PolicyDeps): AccessHandler {
  const { judge, lacking } = ruleJudge(options)
  const verdicts = options.rules.map((rule, place) =>
    verdictOf({ owner, rule: nameOfRule(rule, place), effect: rule.effect }, refusalText(rule.say, rule.name)),
  )
  const said = options.rules.find(({ effect, say }) => effect === 'allow' && say !== undefined)?.say
  const otherwise = verdictOf({ owner, rule: 'otherwise', effect: options.otherwise }, refusalText(said, undefined))
  return (call) => {
    const place = judge(call)
    const verdict = place === OTHERWISE ? otherwise : (verdicts[place] as AccessVerdict)
    if (verdict.refusal === null) return verdict
    const scopes = lacking(call)
    return scopes.length === 0 ? verdict : { ...verdict, scopes }
  }
}

function refusalText(say: string | undefined, name: string | undefined): string {
  if (say !== undefined) return say
  return `The access rules do not allow this call${name === undefined ? '' : ` (rule “${name}”)`}.`
}

const refuses: AccessEffect = 'deny'

function verdictOf(ruling: Ruling, detail: string): AccessVerdict {
  const refusal = ruling.effect === refuses ? Object.freeze({ code: 'access_rule_denied' as const, detail }) : null
  return Object.freeze({ ruling: Object.freeze(ruling), refusal, scopes: none })
}

const none: readonly string[] = Object.freeze([])
