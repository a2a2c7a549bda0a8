import { type AccessCondition, type AccessRulesOptions, accessRulesOptions } from '@gatehouse/contracts/access-rules'
import { type OperationDescription, operationKey } from '@gatehouse/contracts/api-description'
import type { ExposureKind } from '@gatehouse/contracts/guardrails'
import type { RevisionContent } from '@gatehouse/contracts/revision'
import type { GuardrailUse } from '@gatehouse/contracts/snapshot'
import { requirements } from '@gatehouse/policies/policies/requirements/definition'
import type { Floor } from '@gatehouse/policies/snapshot/floors'
import { callerFloor, joinFloors, stricterMode } from '@gatehouse/policies/snapshot/floors'

/** Of the settings of an operation alone; what its plans and its callers add stands elsewhere. */
export type OpenOperation = {
  key: string
  id: string
  tags: readonly string[]
  /** Callable without a credential, guardrails and rules considered; null: not. */
  unauthenticated: { reason: string } | null
  /** A rate limit of the operation, its version or a guardrail holds for every call, whatever the plan says. */
  limited: boolean
  /** What is not held against the contract, in words; null: all of it is. */
  unvalidated: string | null
}

type Use = { policy: string; options: unknown }

/** How each operation of a content stands on a stage, with the guardrails that hold there for this audience. */
export function openOperations(
  content: Pick<RevisionContent, 'contract' | 'operations' | 'policies'>,
  audience: string,
  guardrails: readonly GuardrailUse[],
): OpenOperation[] {
  return content.contract.operations.flatMap((described): OpenOperation[] => {
    const key = operationKey(described)
    const settings = Object.hasOwn(content.operations, key) ? content.operations[key] : undefined
    if (settings === undefined) return []
    const holding = guardrails.filter(
      (use) =>
        (use.audience === undefined || use.audience === audience) &&
        (use.tag === undefined || described.tags.includes(use.tag)),
    )
    const uses: Use[] = [...holding, ...content.policies, ...(settings.policies ?? [])]
    const floor = floorOf(uses)
    const strangers =
      settings.anonymous !== undefined &&
      callerFloor(floor)?.strangers !== false &&
      !uses.some((use) => refusesStrangers(use, described.method))
    return [
      {
        key,
        id: settings.id,
        tags: described.tags,
        unauthenticated: strangers ? { reason: settings.anonymous?.reason ?? '' } : null,
        limited: uses.some(({ policy }) => policy === 'rate-limit'),
        unvalidated: unvalidated(
          described,
          stricterMode(settings.requestValidation ?? 'block', floor.requestValidation),
        ),
      },
    ]
  })
}

function floorOf(uses: readonly Use[]): Floor {
  return uses
    .filter(({ policy }) => policy === requirements.name)
    .map(({ options }) => requirements.options.parse(options) as Floor)
    .reduce<Floor>(joinFloors, {})
}

function unvalidated(described: OperationDescription, mode: 'off' | 'report' | 'block'): string | null {
  if (mode === 'off') return 'Requests are not held against the contract.'
  if (mode === 'report') return 'What breaks the contract is reported, and goes on to the backend.'
  const bare = Object.entries(described.requestBody?.content ?? {}).filter(([, media]) => media.schema === undefined)
  if (bare.length === 0) return null
  return `Bodies of ${bare.map(([type]) => type).join(', ')} have no schema to be held against.`
}

/** Whether rules refuse everybody who shows no credential, wherever and whenever he calls. */
function refusesStrangers({ policy, options }: Use, method: string): boolean {
  if (policy !== 'access-rules') return false
  const parsed: AccessRulesOptions = accessRulesOptions.parse(options)
  for (const { effect, when, unless } of parsed.rules) {
    const holds = [...when.map((one) => ofStranger(one, method)), ...unless.map((one) => not(ofStranger(one, method)))]
    if (holds.includes(false)) continue
    // It may hold for some: if it lets them in, they are in.
    if (effect === 'allow') return false
    if (!holds.includes(null)) return true
  }
  return parsed.otherwise === 'deny'
}

/** What is true of a caller without a credential; null: it depends on where and when he calls. */
function ofStranger(condition: AccessCondition, method: string): boolean | null {
  switch (condition.of) {
    case 'credential':
      return condition.anyOf.includes('none')
    case 'method':
      return condition.anyOf.some((one) => one === method)
    case 'address':
    case 'time':
      return null
    default:
      return false
  }
}

function not(value: boolean | null): boolean | null {
  return value === null ? null : !value
}

/** Kinds that follow from settings alone, so that a gate can refuse new ones. */
export const settingKinds = ['unauthenticated', 'unlimited', 'unvalidated'] as const satisfies readonly ExposureKind[]
export type SettingKind = (typeof settingKinds)[number]

/** A product's plan under which calls have no limit on the stage. */
export type OpenPlan = { productId: string; product: string; plan: string }

/** Exposures of an operation as sentences, by kind. `plans`: those without a limit whose product has the operation. */
export function exposuresOf(
  operation: OpenOperation,
  plans: readonly OpenPlan[],
): { kind: SettingKind; sentence: string }[] {
  const found: { kind: SettingKind; sentence: string }[] = []
  const { unauthenticated } = operation
  if (unauthenticated)
    found.push({
      kind: 'unauthenticated',
      sentence: `Everybody can call it without a credential: ${unauthenticated.reason}`,
    })
  if (!operation.limited && (unauthenticated !== null || plans.length > 0))
    found.push({ kind: 'unlimited', sentence: unlimitedSentence(unauthenticated !== null, plans) })
  if (operation.unvalidated !== null) found.push({ kind: 'unvalidated', sentence: operation.unvalidated })
  return found
}

const mostNamed = 3

function unlimitedSentence(strangers: boolean, plans: readonly OpenPlan[]): string {
  const named = plans.slice(0, mostNamed).map(({ product, plan }) => `${plan} of ${product}`)
  const more = plans.length > mostNamed ? ` and ${plans.length - mostNamed} more` : ''
  const under =
    plans.length === 0 ? '' : `under ${plans.length === 1 ? 'the plan' : 'the plans'} ${named.join(', ')}${more}`
  if (!strangers) return `Calls ${under} have no limit.`
  return under === ''
    ? 'Calls without a credential have no limit.'
    : `Calls without a credential and calls ${under} have no limit.`
}
