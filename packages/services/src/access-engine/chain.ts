import { accessRulesOptions, nameOfRule } from '@gatehouse/contracts/access-rules'
import type { ChainStep } from '@gatehouse/contracts/endpoints/access-engine'
import { type ProblemCode, problems } from '@gatehouse/contracts/problems'
import type { SnapshotManifest } from '@gatehouse/contracts/snapshot'
import type { Snapshot } from '@gatehouse/policies/decide-types'
import type { RequestDecision } from '@gatehouse/policies/decision'
import { type RuleNames, ruleNames } from '@gatehouse/policies/policies/access-rules/rule-names'
import { ruleSentence } from '@gatehouse/policies/policies/access-rules/sentence'
import type { PlannedOperation } from '@gatehouse/policies/snapshot/runtime'
import type { AccessNames } from './access-words.ts'
import { listOf } from './access-words.ts'

type Step = ChainStep['step']

/** What a chain tells of, beside the decision. */
export type ChainPlace = {
  readonly snapshot: Snapshot
  readonly operation: PlannedOperation
  readonly stage: string
  readonly api: { readonly slug: string; readonly name: string }
  /** In words: “the key “Shop””. Null: nobody shows a credential. */
  readonly credential: string | null
  readonly application: { readonly id: string; readonly name: string; readonly team: string } | null
  /** On what a verdict depends, and what it says of it. */
  readonly depends: readonly string[]
}

/** The links of the chain, in the order in which the gateway asks, up to the one that refuses. */
export function chainOf(decision: RequestDecision, place: ChainPlace, names: AccessNames): ChainStep[] {
  const { operation, snapshot, application } = place
  const rules = ruleNames({
    plan: listed(names.plans),
    product: listed(names.products),
    ...(application === null ? {} : { application: [application] }),
  })
  const refusedAt = decision.kind === 'allow' ? null : stepOf(decision, snapshot)
  const steps: ChainStep[] = [
    versionStep(decision, place),
    ...guardrailSteps(decision, place, names, rules, 'ip-rules'),
    credentialStep(decision, place),
    ...guardrailSteps(decision, place, names, rules, 'requirements'),
    ...(operation.anonymous && decision.credential === null ? [] : callerSteps(decision, place, names)),
    scopesStep(decision, operation),
    ...guardrailSteps(decision, place, names, rules, 'access-rules'),
    ...ownSteps(decision, place, rules),
  ].filter((step) => step !== null)
  return cut(steps, refusedAt, decision, snapshot)
}

const listed = (names: ReadonlyMap<string, string>) => [...names].map(([id, name]) => ({ id, name }))
const passed = (step: Step, sentence: string, href: string | null = null): ChainStep => ({
  step,
  outcome: 'passed',
  sentence,
  href,
})

/** Marks the link that refuses, and leaves out of the question what comes behind it. */
function cut(
  steps: readonly ChainStep[],
  refusedAt: Step | null,
  decision: RequestDecision,
  snapshot: Snapshot,
): ChainStep[] {
  if (refusedAt === null) return [...steps]
  const owner = ownerOf(decision, snapshot)
  const places = steps.flatMap(({ step }, at) => (step === refusedAt ? [at] : []))
  const at = places.find((place) => owner !== null && steps[place]?.href?.endsWith(owner)) ?? places[0] ?? steps.length
  const sentence = refusalOf(decision)
  const before = steps.slice(0, at)
  const refused: ChainStep = {
    step: refusedAt,
    outcome: 'refused',
    sentence:
      refusedAt === 'rule' || refusedAt === 'guardrail' ? `${steps[at]?.sentence ?? ''} ${sentence}`.trim() : sentence,
    href: steps[at]?.href ?? null,
  }
  return [...before, refused, ...steps.slice(at + 1).map((step) => ({ ...step, outcome: 'skipped' as const }))]
}

function refusalOf({ code, detail }: RequestDecision): string {
  if (code === null) return 'Refused.'
  return detail ?? problems[code].why
}

const versionCodes: ReadonlySet<ProblemCode> = new Set(['retired', 'sunset', 'brown_out'])
const requirementCodes: ReadonlySet<ProblemCode> = new Set([
  'credential_required',
  'credential_kind_denied',
  'token_not_bound',
])
const applicationCodes: ReadonlySet<ProblemCode> = new Set(['application_suspended', 'team_suspended'])

/** Which link a refusal belongs to. */
function stepOf(decision: RequestDecision, snapshot: Snapshot): Step {
  const { code, phase, credential } = decision
  if (code === null) return 'caller'
  if (code === 'paused') return phase === 'route' ? 'version' : 'application'
  if (versionCodes.has(code) || phase === 'route') return 'version'
  if (requirementCodes.has(code)) return 'requirement'
  if (applicationCodes.has(code)) return 'application'
  if (code === 'scope_missing') return 'scopes'
  if (code === 'not_subscribed')
    return credential?.subscriptions.some(({ state }) => state === 'active') ? 'product' : 'subscription'
  if (phase === 'ip' || code === 'access_rule_denied')
    return ownerOf(decision, snapshot)?.startsWith('grd_') === true ? 'guardrail' : 'rule'
  return phase === 'authorize' ? 'subscription' : 'credential'
}

/** Of a rule that refused: its guardrail's id, or the operation's or version's. */
function ownerOf({ ruling, phase, operation }: RequestDecision, { manifest }: Snapshot): string | null {
  if (phase === 'authorize') return ruling?.owner ?? null
  // Address rules tell no ruling: before the operation is known only a guardrail can have refused.
  if (phase !== 'ip') return null
  const own = operation?.definition.policies.some(({ policy }) => policy === 'ip-rules') === true
  const above = manifest.guardrails.find(({ policy }) => policy === 'ip-rules')?.guardrail
  return operation === null || !own ? (above ?? null) : operation.id
}

function versionStep(decision: RequestDecision, { operation, stage, api }: ChainPlace): ChainStep {
  const { version } = decision
  const { method, path } = operation.definition
  const sentence = `${method} ${path} of ${api.name} ${version?.name ?? ''} runs on ${stage} as r${operation.deployment.revisionNumber}.`
  return passed('version', sentence, `/apis/${api.slug}/${version?.name ?? ''}`)
}

function credentialStep(
  decision: RequestDecision,
  { credential, operation, application, depends }: ChainPlace,
): ChainStep {
  if (credential === null) {
    const open = operation.anonymous
      ? 'The operation is open to everybody: no credential is needed.'
      : 'No credential is shown.'
    return passed('credential', open)
  }
  const until = decision.credential?.expiresAt ?? Number.POSITIVE_INFINITY
  const end =
    until === Number.POSITIVE_INFINITY
      ? ''
      : `, until ${new Date(until).toISOString().slice(0, 16).replace('T', ' ')} UTC`
  const href = application === null ? null : `/applications/${application.id}`
  const on = depends.length === 0 ? '' : ` It depends on ${listOf(depends)}.`
  const step = passed('credential', `It shows ${credential}${end}.${on}`, href)
  return depends.length === 0 ? step : { ...step, outcome: 'depends' }
}

function callerSteps(decision: RequestDecision, { application }: ChainPlace, names: AccessNames): ChainStep[] {
  const href = application === null ? null : `/applications/${application.id}`
  const who =
    application === null
      ? 'The application is active.'
      : `${application.name} of ${application.team} is active and not paused.`
  const { subscription, credential } = decision
  if (subscription === null) {
    const count = credential?.subscriptions.filter(({ state }) => state === 'active').length ?? 0
    return [
      passed('application', who, href),
      passed(
        'subscription',
        count === 0
          ? 'It has no active subscription.'
          : `It has ${count} active ${count === 1 ? 'subscription' : 'subscriptions'}.`,
        href,
      ),
      passed('product', 'None of its products has the operation in it.', href),
    ]
  }
  const product = names.products.get(subscription.product.id) ?? 'a product that is gone'
  const plan = names.plans.get(subscription.plan.planId) ?? 'a plan that is gone'
  return [
    passed('application', who, href),
    passed('subscription', `It is subscribed to ${product} under the plan ${plan}.`, href),
    passed('product', `${product} has the operation in it.`, `/products/${subscription.product.id}`),
  ]
}

function scopesStep(decision: RequestDecision, { definition, anonymous }: PlannedOperation): ChainStep | null {
  const alternatives = definition.scopes ?? []
  if (alternatives.length === 0 || anonymous) return null
  const needed = alternatives.map((set) => listOf(set.map((scope) => `“${scope}”`))).join(', or ')
  const { token, credential } = decision
  const carried = token === null ? (credential?.scopes ?? []) : token.scopes
  const carries =
    token === null && carried.length === 0
      ? 'the key carries every scope of its subscriptions'
      : `it carries ${carried.length === 0 ? 'none' : listOf(carried.map((scope) => `“${scope}”`))}`
  return passed('scopes', `The operation asks for ${needed}; ${carries}.`)
}

type Use = SnapshotManifest['guardrails'][number]

/** Guardrails of one kind over the operation. */
function guardrailSteps(
  decision: RequestDecision,
  { snapshot, operation }: ChainPlace,
  names: AccessNames,
  rules: RuleNames,
  policy: Use['policy'],
): ChainStep[] {
  const version = snapshot.manifest.versions.find(({ id }) => id === operation.deployment.versionId)
  return snapshot.manifest.guardrails.flatMap((use): ChainStep[] => {
    const holds =
      use.policy === policy &&
      (use.audience === undefined || use.audience === version?.audience) &&
      (use.tag === undefined || operation.definition.tags.includes(use.tag))
    if (!holds) return []
    const id = use.guardrail ?? ''
    const name = `Guardrail “${names.guardrails.get(id) ?? id}”`
    const step = policy === 'requirements' ? 'requirement' : 'guardrail'
    return [passed(step, `${name}${rulingText(decision, use, id, rules)}`, `/access/guardrails/${id}`)]
  })
}

/** The API's own rules. */
function ownSteps(decision: RequestDecision, { operation, api }: ChainPlace, rules: RuleNames): ChainStep[] {
  const href = `/apis/${api.slug}/${decision.version?.name ?? ''}/policies?operation=${operation.id}`
  return operation.definition.policies.flatMap((use): ChainStep[] => {
    if (use.policy !== 'access-rules' && use.policy !== 'ip-rules') return []
    const owner = use.whole === true ? operation.deployment.versionId : operation.id
    const title = use.policy === 'ip-rules' ? 'Address rules' : 'Access rules'
    const whose = use.whole === true ? 'of the version' : 'of the operation'
    return [passed('rule', `${title} ${whose}${rulingText(decision, use, owner, rules)}`, href)]
  })
}

/** Which of its rules decided, as its sentence; nothing, where another one's did. */
function rulingText(
  { ruling }: RequestDecision,
  use: { policy: string; options: unknown },
  owner: string,
  rules: RuleNames,
): string {
  if (use.policy !== 'access-rules' || ruling?.owner !== owner) return '.'
  const { rules: list, otherwise } = accessRulesOptions.parse(use.options)
  const rule = list.find((one, place) => nameOfRule(one, place) === ruling.rule)
  if (rule === undefined) return `: no rule applies, so it ${otherwise === 'allow' ? 'passes' : 'is refused'}.`
  return `: ${ruleSentence(rule, rules)}`
}
