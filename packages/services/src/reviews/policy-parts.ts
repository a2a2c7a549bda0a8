import { operationKey } from '@gatehouse/contracts/api-description'
import { type ApiTokenRule, apiTokenRule } from '@gatehouse/contracts/api-token-rules'
import { type KeyLocation, keyLocationsOf } from '@gatehouse/contracts/key-locations'
import { requiredScopes } from '@gatehouse/contracts/required-scopes'
import type { RevisionContent } from '@gatehouse/contracts/revision'
import type { policyUse, UndeclaredRules, ValidationMode } from '@gatehouse/contracts/snapshot'
import type { StageValues } from '@gatehouse/contracts/stage-values'
import type { z } from 'zod'
import { hashContent } from '../contracts/content-hash.ts'
import { validationOnStage } from '../deployments/stage-state.ts'

/**
 * What a reviewer of a policy looks at: its part that says who may call what, and nothing else of it. A change of a summary or a schema
 * changes no hash; a change of one scope does. The column `reviewed_policy.content`.
 */

export type PolicyUse = z.infer<typeof policyUse>

export type OperationPart = {
  /** Survives revisions. */
  id: string
  /** Why nobody needs a credential. */
  anonymous?: string
  /** Sets of which one is enough; each sorted. */
  scopes?: string[][]
  request: ValidationMode
  response: ValidationMode
  undeclared?: UndeclaredRules
  policies?: PolicyUse[]
}

export type VersionPart = {
  kind: 'version'
  keys: KeyLocation[]
  policies: PolicyUse[]
  /** By `operationKey`. */
  operations: Record<string, OperationPart>
}

export type GuardrailPart = {
  kind: 'guardrail'
  policy: string
  options: unknown
  stageId: string | null
  audience: string | null
  tag: string | null
}

export type TokenRulesPart = {
  kind: 'token-rules'
  stageId: string
  rules: { identityProviderId: string | null; rule: ApiTokenRule }[]
}

export type ProductPart = {
  kind: 'product'
  items: { versionId: string; include: string; tag: string | null; operationIds: string[] }[]
}

export type PolicyPart = VersionPart | GuardrailPart | TokenRulesPart | ProductPart

/** The part of a revision as a stage's values run it. */
export function versionPart(content: RevisionContent, values: StageValues): VersionPart {
  const operations: VersionPart['operations'] = {}
  for (const described of content.contract.operations) {
    const key = operationKey(described)
    const settings = Object.hasOwn(content.operations, key) ? content.operations[key] : undefined
    if (settings === undefined) continue
    const { requestValidation = 'block', responseValidation = 'off' } = validationOnStage(key, settings, values)
    const scopes = requiredScopes(described)
    operations[key] = {
      id: settings.id,
      ...(settings.anonymous === undefined ? {} : { anonymous: settings.anonymous.reason }),
      ...(scopes.length === 0 ? {} : { scopes }),
      request: requestValidation,
      response: responseValidation,
      ...(settings.undeclared === undefined ? {} : { undeclared: settings.undeclared }),
      ...(settings.policies === undefined || settings.policies.length === 0 ? {} : { policies: settings.policies }),
    }
  }
  return { kind: 'version', keys: keyLocationsOf(content), policies: content.policies, operations }
}

export function guardrailPart(row: {
  policy: string
  options: unknown
  stageId: string | null
  audience: string | null
  tag: string | null
}): GuardrailPart {
  const { policy, options, stageId, audience, tag } = row
  return { kind: 'guardrail', policy, options, stageId, audience, tag }
}

/** Rules of an API on a stage; `rows` in the order in which they are tried. */
export function tokenRulesPart(
  stageId: string,
  rows: readonly { identityProviderId: string | null; rule: unknown }[],
): TokenRulesPart {
  const rules = rows.map(({ identityProviderId, rule }) => ({ identityProviderId, rule: apiTokenRule.parse(rule) }))
  return { kind: 'token-rules', stageId, rules }
}

export function productPart(
  items: readonly { versionId: string; include: string; tag: string | null; operationIds: readonly string[] }[],
): ProductPart {
  const plain = items.map(({ versionId, include, tag, operationIds }) => ({
    versionId,
    include,
    tag,
    operationIds: [...operationIds].sort(),
  }))
  const keyOf = ({ versionId, include, tag }: (typeof plain)[number]) => `${versionId} ${include} ${tag ?? ''}`
  return { kind: 'product', items: plain.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)) }
}

/** Names a part: SHA-256 of its canonical JSON. */
export function partHash(part: PolicyPart): string {
  return hashContent(part)
}
