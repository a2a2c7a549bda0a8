import { accessRulesOptions, nameOfRule } from '@gatehouse/contracts/access-rules'
import type { PolicyExample } from '@gatehouse/contracts/endpoints/policy-reviews'
import { policyDefinitions } from '@gatehouse/policies/definitions'
import type { RuleNames } from '@gatehouse/policies/policies/access-rules/rule-names'
import { policySentences } from '@gatehouse/policies/policy-sentences'
import { whereText } from '../guardrails/where-text.ts'
import { ruleSentences } from '../token-rules/rule-sentences.ts'
import type { OperationPart, PolicyPart, PolicyUse, ProductPart, VersionPart } from './policy-parts.ts'

/** Names that sentences need beyond those of rules. */
export type PartNames = {
  rules: RuleNames
  stage: (id: string) => { name: string; address: string }
  provider: (id: string) => string
  application: (id: string) => string | undefined
  plan: (id: string) => string | undefined
  version: (id: string) => string
  operation: (id: string) => string
}

/** One sentence of a policy; `rule` where it is a rule whose decisions are counted. */
export type Line = { sentence: string; rule: { owner: string; name: string } | null }

/** What is said of one operation, or (`operation` null) of all of it. */
export type Lines = {
  operation: string | null
  anonymous: boolean
  lines: Line[]
  examples: PolicyExample[]
}

const plain = (sentence: string): Line => ({ sentence, rule: null })

/** A part in sentences: nothing of it is left out, so that who has read them has read the policy. */
export function partLines(part: PolicyPart, subjectId: string, names: PartNames): Lines[] {
  switch (part.kind) {
    case 'version':
      return versionLines(part, subjectId, names)
    case 'guardrail': {
      const scope = {
        ...(part.stageId === null ? {} : { stage: part.stageId }),
        ...(part.audience === null ? {} : { audience: part.audience as 'internal' }),
        ...(part.tag === null ? {} : { tag: part.tag }),
      }
      const where = whereText(scope, part.stageId === null ? null : names.stage(part.stageId).name)
      const use = { policy: part.policy, options: part.options as PolicyUse['options'] }
      return [whole([plain(`It holds ${where}.`), ...useLines(use, subjectId, names)], examplesOf(use))]
    }
    case 'token-rules':
      return [
        whole(
          part.rules.flatMap(({ identityProviderId, rule }) => {
            const issuer = identityProviderId === null ? 'The OAuth server here' : names.provider(identityProviderId)
            const found = ruleSentences(rule, identityProviderId === null, {
              address: names.stage(part.stageId).address,
              applications: { get: names.application } as ReadonlyMap<string, string>,
              plans: { get: names.plan } as ReadonlyMap<string, string>,
            })
            return found.map((sentence) => plain(`${issuer}: ${sentence}`))
          }),
        ),
      ]
    case 'product':
      return [whole(productLines(part, names))]
  }
}

function whole(lines: Line[], examples: PolicyExample[] = []): Lines {
  return { operation: null, anonymous: false, lines, examples }
}

function versionLines(part: VersionPart, versionId: string, names: PartNames): Lines[] {
  const keys = part.keys.map((key) => `${key.in === 'header' ? 'the header' : 'the query parameter'} ${key.name}`)
  const all = whole(
    [
      plain(keys.length === 0 ? 'Keys are not taken anywhere.' : `A key stands in ${keys.join(' or ')}.`),
      ...part.policies.flatMap((use) => useLines(use, versionId, names)),
    ],
    part.policies.flatMap(examplesOf),
  )
  const operations = Object.entries(part.operations).map(
    ([operation, one]): Lines => ({
      operation,
      anonymous: one.anonymous !== undefined,
      lines: [
        ...operationSentences(one).map(plain),
        ...(one.policies ?? []).flatMap((use) => useLines(use, one.id, names)),
      ],
      examples: (one.policies ?? []).flatMap(examplesOf),
    }),
  )
  return [all, ...operations]
}

const requestTexts = {
  block: 'Requests that break the contract are refused.',
  report: 'Requests that break the contract are reported, and go on.',
  off: 'Requests are not held against the contract.',
} as const
const responseTexts = {
  block: 'Answers that break the contract do not go out.',
  report: 'Answers that break the contract are reported, and go out.',
  off: null,
} as const
const placeTexts = {
  query: 'query parameters',
  header: 'headers',
  cookie: 'cookies',
  form: 'form fields',
  body: 'properties of bodies',
} as const

function operationSentences(part: OperationPart): string[] {
  const response = responseTexts[part.response]
  const undeclared = Object.entries(placeTexts).flatMap(([place, text]) => {
    const rule = part.undeclared?.[place as keyof typeof placeTexts] ?? 'pass'
    return rule === 'pass' ? [] : [`Undeclared ${text} are ${rule === 'strip' ? 'taken out' : 'refused'}.`]
  })
  return [
    part.anonymous === undefined ? credentialSentence(part.scopes ?? []) : `Everybody can call it: ${part.anonymous}`,
    requestTexts[part.request],
    ...(response === null ? [] : [response]),
    ...undeclared,
  ]
}

function credentialSentence(sets: readonly (readonly string[])[]): string {
  if (sets.length === 0) return 'Callers need a credential.'
  const texts = sets.map((set) => set.map((scope) => `\`${scope}\``).join(' and '))
  return `Callers need a credential with ${texts.join(', or with ')}.`
}

function useLines(use: Pick<PolicyUse, 'policy' | 'options'>, owner: string, names: PartNames): Line[] {
  const sentences = policySentences(use, names.rules)
  const rules = use.policy === 'access-rules' ? accessRulesOptions.safeParse(use.options).data : undefined
  if (rules === undefined) return sentences.map(plain)
  return sentences.map((sentence, place) => {
    const rule = rules.rules[place]
    return { sentence, rule: { owner, name: rule ? nameOfRule(rule, place) : 'otherwise' } }
  })
}

/** Examples of a policy as they come out now. */
function examplesOf({ policy, options }: Pick<PolicyUse, 'policy' | 'options'>): PolicyExample[] {
  const definition = Object.hasOwn(policyDefinitions, policy) ? policyDefinitions[policy] : undefined
  if (!definition?.options.safeParse(options).success) return []
  return (definition.examples?.(options) ?? []).map(({ title, expected, run }) => ({ title, expected, ...run() }))
}

function productLines({ items }: ProductPart, names: PartNames): Line[] {
  if (items.length === 0) return [plain('It bundles nothing.')]
  return items.map(({ versionId, include, tag, operationIds }) => {
    const version = names.version(versionId)
    if (include === 'version') return plain(`All operations of ${version}, new ones included.`)
    if (include === 'tag') return plain(`Operations of ${version} with the tag “${tag ?? ''}”, new ones included.`)
    return plain(`Of ${version}: ${operationIds.map((id) => `\`${names.operation(id)}\``).join(', ')}.`)
  })
}

/** The hash differs, so something does, whether or not a sentence tells it. */
export function changesOf(before: readonly Lines[], after: readonly Lines[]): string[] {
  const found = changedLines(before, after)
  return found.length > 0 ? found : ['Details changed that no sentence tells; the JSON of the policy shows them.']
}

/** What differs between two parts of one policy, a sentence each. */
function changedLines(before: readonly Lines[], after: readonly Lines[]): string[] {
  const texts = (lines: Lines | undefined) => lines?.lines.map(({ sentence }) => sentence) ?? []
  const earlier = new Map(before.map((one) => [one.operation, one]))
  const now = new Set(after.map(({ operation }) => operation))
  const found = after.flatMap((one) => {
    const was = earlier.get(one.operation)
    const [old, current] = [texts(was), texts(one)]
    const at = one.operation === null ? '' : `\`${one.operation}\`: `
    if (was === undefined && one.operation !== null) return [`\`${one.operation}\` is new. ${current.join(' ')}`]
    return [
      ...current.filter((text) => !old.includes(text)).map((text) => `${at}Now: ${text}`),
      ...old.filter((text) => !current.includes(text)).map((text) => `${at}No longer: ${text}`),
      ...(reordered(old, current) ? [`${at}The rules stand in another order.`] : []),
      ...(JSON.stringify(was?.examples ?? []) === JSON.stringify(one.examples)
        ? []
        : [`${at}The examples are others.`]),
    ]
  })
  const gone = before.flatMap(({ operation }) =>
    operation === null || now.has(operation) ? [] : [`\`${operation}\` is gone.`],
  )
  return [...found, ...gone]
}

function reordered(before: readonly string[], after: readonly string[]): boolean {
  const kept = before.filter((text) => after.includes(text))
  const same = after.filter((text) => before.includes(text))
  return kept.some((text, place) => text !== same[place])
}
