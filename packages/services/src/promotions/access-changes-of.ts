import { operationKey } from '@gatehouse/contracts/api-description'
import type { AccessChangeKind } from '@gatehouse/contracts/guardrails'
import { canonicalJson } from '@gatehouse/contracts/json'
import { keyLocationsOf } from '@gatehouse/contracts/key-locations'
import { requiredScopes } from '@gatehouse/contracts/required-scopes'
import type { RevisionContent, RevisionOperation } from '@gatehouse/contracts/revision'
import type { GuardedTags } from '../guardrails/guarded-by.ts'
import { scopesText } from './wider-access.ts'

/** One change of who may call what that a revision brings, tighter or wider. */
export type AccessChangeFound = { kind: AccessChangeKind; sentence: string }

type Policies = RevisionContent['policies']

/** Policies that say who may call, with the kind that their change is. */
const policyKinds: Readonly<Record<string, { kind: AccessChangeKind; text: string }>> = {
  'access-rules': { kind: 'access-rules', text: 'access rules' },
  'ip-rules': { kind: 'address-lists', text: 'addresses from which it is called' },
  cors: { kind: 'cors', text: 'web sites whose pages may call' },
}

/**
 * What changes of access a revision brings against what runs; `before` null: nothing runs, so that only what is open to everybody is
 * told. `guarded`: tags at which guardrails hold on the stage. New operations are no change of access by themselves: who may call them is a matter of products, scopes and rules.
 */
export function accessChangesOf(
  before: RevisionContent | null,
  after: RevisionContent,
  guarded: GuardedTags = new Map(),
): AccessChangeFound[] {
  const earlier = new Map(before?.contract.operations.map((described) => [operationKey(described), described]))
  const found: AccessChangeFound[] = []
  const tell = (kind: AccessChangeKind, sentence: string) => found.push({ kind, sentence })
  if (before !== null) {
    if (differs(keyLocationsOf(before), keyLocationsOf(after)))
      tell('authentication', 'Where keys are read from is another.')
    for (const { kind, text } of changedPolicies(before.policies, after.policies))
      tell(kind, `All operations: ${text} are others.`)
  }
  for (const described of after.contract.operations) {
    const key = operationKey(described)
    const [was, is] = [before?.operations[key], after.operations[key]]
    if (was?.anonymous === undefined && is?.anonymous !== undefined)
      tell('anonymous', `\`${key}\` can be called without a credential: ${is.anonymous.reason}`)
    if (was?.anonymous !== undefined && is?.anonymous === undefined)
      tell('anonymous', `\`${key}\` needs a credential now.`)
    const old = earlier.get(key)
    if (!old || !was || !is) continue
    for (const tag of old.tags.filter((one) => !described.tags.includes(one))) {
      const names = guarded.get(tag) ?? []
      if (names.length > 0)
        tell(
          'guardrail',
          `\`${key}\` loses the tag “${tag}”, at which ${names.map((name) => `“${name}”`).join(' and ')} held.`,
        )
    }
    const [asked, asks] = [requiredScopes(old), requiredScopes(described)]
    if (differs(asked, asks))
      tell('scopes', `\`${key}\` asks for ${scopesText(asks)} now, not for ${scopesText(asked)}.`)
    for (const { kind, text } of changedPolicies(was.policies ?? [], is.policies ?? []))
      tell(kind, `\`${key}\`: ${text} are others.`)
    if (differs(validationOf(was), validationOf(is)))
      tell(
        'validation-mode',
        `\`${key}\`: requests ${validationText(is)} now; they were ${validationText(was)} before.`,
      )
  }
  return found
}

function changedPolicies(before: Policies, after: Policies) {
  return Object.entries(policyKinds).flatMap(([name, kind]) => {
    const uses = (list: Policies) => list.filter(({ policy }) => policy === name).map(({ options }) => options)
    return differs(uses(before), uses(after)) ? [kind] : []
  })
}

const validationOf = ({ requestValidation, responseValidation, undeclared }: RevisionOperation) => ({
  request: requestValidation ?? 'block',
  response: responseValidation ?? null,
  undeclared: undeclared ?? null,
})

const words = { block: 'checked and refused', report: 'checked and let through', off: 'not checked' } as const

function validationText({ requestValidation }: RevisionOperation): string {
  return words[requestValidation ?? 'block']
}

const differs = (one: unknown, other: unknown) => canonicalJson(one) !== canonicalJson(other)
