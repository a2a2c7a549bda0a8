import { type AccessCondition, accessRulesOptions } from '@gatehouse/contracts/access-rules'
import type { ClaimRule } from '@gatehouse/contracts/api-token-rules'
import type { Snapshot } from '../decide-types.ts'
import { ipRulesOptions } from '../policies/ip-rules/definition.ts'
import type { PolicyUse } from '../snapshot/policy-uses.ts'
import type { PlannedOperation } from '../snapshot/runtime.ts'

/** What the rules over an operation ask of a call beyond who its application is: where verdicts can differ. */
export type AccessQuestions = {
  /** Lists of ranges; an address is one or none of each. */
  readonly addresses: readonly (readonly string[])[]
  readonly times: readonly Extract<AccessCondition, { of: 'time' }>[]
  readonly claims: readonly ClaimRule[]
  readonly roles: readonly string[]
  readonly scopes: readonly string[]
  readonly endUser: boolean
}

/** Of the guardrails over it and of its own policies. What a guardrail's audience or tag leaves out is looked at, too: it changes nothing. */
export function questionsOf(snapshot: Snapshot, { definition }: PlannedOperation): AccessQuestions {
  const addresses: (readonly string[])[] = []
  const conditions: AccessCondition[] = []
  for (const use of [...snapshot.manifest.guardrails, ...definition.policies]) collect(use, addresses, conditions)
  const times: Extract<AccessCondition, { of: 'time' }>[] = []
  const claims: ClaimRule[] = []
  const roles: string[] = []
  const scopes = new Set((definition.scopes ?? []).flat())
  let endUser = false
  for (const condition of conditions) {
    if (condition.of === 'address') addresses.push(condition.anyOf)
    else if (condition.of === 'time') times.push(condition)
    else if (condition.of === 'claim') claims.push(condition.rule)
    else if (condition.of === 'role') roles.push(...condition.anyOf)
    else if (condition.of === 'scopes') for (const scope of condition.all) scopes.add(scope)
    else if (condition.of === 'end-user') endUser = true
  }
  return { addresses, times, claims, roles: [...new Set(roles)], scopes: [...scopes], endUser }
}

function collect(use: PolicyUse, addresses: (readonly string[])[], conditions: AccessCondition[]): void {
  if (use.policy === 'ip-rules') {
    const { allow, deny } = ipRulesOptions.parse(use.options)
    for (const list of [allow, deny]) if (list !== undefined) addresses.push(list)
  } else if (use.policy === 'access-rules') {
    const { rules } = accessRulesOptions.parse(use.options)
    for (const { when, unless } of rules) conditions.push(...when, ...unless)
  }
}
