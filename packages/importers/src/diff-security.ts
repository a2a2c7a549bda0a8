import type { OperationDescription } from '@gatehouse/contracts/api-description'
import { code, type DiffRuleId, type Facts, operationCode } from './change-list.ts'
import type { OperationPair } from './diff-operations.ts'
import type { DiffContext } from './diff-schemas.ts'

type Requirement = OperationDescription['security'][number]

/** The schemes of one alternative, whatever their scopes. */
function schemesOf(requirement: Requirement): string {
  return Object.keys(requirement).sort().join(' + ')
}

function named(alternatives: ReadonlyMap<string, Requirement>): string {
  return [...alternatives.keys()].map((text) => code(text)).join(' or ')
}

export function diffSecurity(ctx: DiffContext, pair: OperationPair): void {
  const alternatives = (security: OperationDescription['security']) =>
    new Map(security.filter((one) => Object.keys(one).length > 0).map((one) => [schemesOf(one), one]))
  const open = (security: OperationDescription['security']) =>
    security.length === 0 || security.some((one) => Object.keys(one).length === 0)
  const [was, is] = [pair.old.value.security, pair.now.value.security]
  const [before, after] = [alternatives(was), alternatives(is)]
  const add = (rule: DiffRuleId, facts: Facts) =>
    ctx.list.add(
      rule,
      'request',
      { op: operationCode(pair.key), ...facts },
      { pointer: `${pair.now.pointer}/security`, operation: pair.key },
    )
  if (before.size === 0 && after.size > 0 && !open(is)) {
    add('security.added', { value: named(after) })
    return
  }
  if (before.size > 0 && after.size === 0) {
    add('security.removed', { value: named(before) })
    return
  }
  if (open(was) && !open(is)) add('security.anonymous-refused', { value: named(after) })
  if (!open(was) && open(is)) add('security.anonymous-allowed', { value: named(after) })
  for (const [schemes, requirement] of after) {
    const earlier = before.get(schemes)
    if (earlier === undefined) add('security.alternative-added', { value: code(schemes) })
    else diffScopes(add, earlier, requirement)
  }
  for (const schemes of before.keys())
    if (!after.has(schemes)) add('security.alternative-removed', { value: code(schemes) })
}

function diffScopes(add: (rule: DiffRuleId, facts: Facts) => void, was: Requirement, is: Requirement): void {
  for (const [scheme, scopes] of Object.entries(is)) {
    const earlier = was[scheme] ?? []
    for (const scope of scopes)
      if (!earlier.includes(scope)) add('security.scope-added', { value: scope, what: code(scheme) })
    for (const scope of earlier)
      if (!scopes.includes(scope)) add('security.scope-removed', { value: scope, what: code(scheme) })
  }
}
