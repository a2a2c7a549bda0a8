import { type GuardrailPolicy, guardrailPolicies } from '@gatehouse/contracts/guardrails'
import { canonicalJson } from '@gatehouse/contracts/json'
import type { GuardrailUse, SnapshotIssue } from '@gatehouse/contracts/snapshot'
import { policyDefinitions } from '../definitions.ts'
import { type Floor, joinFloors } from './floors.ts'
import { createHandlers, type Handlers } from './policy-uses.ts'

/**
 * Policies that can be guardrails, each with the reason why it can only tighten: whatever it refuses alone is refused with any policies and
 * settings of an API beside it. What is not here cannot be a guardrail. Proven over generated pairs in guardrails-tighten.test.ts.
 */
export const whyItTightens: Readonly<Record<GuardrailPolicy, string>> = {
  'access-rules': 'Each list of rules must allow a call; what another list says does not change what this one says.',
  'ip-rules': 'Each list of ranges must let an address pass; none is asked in place of another.',
  'rate-limit': 'Each limit has its own counter, and each must have room.',
  'request-headers': 'Runs after the API’s own transforms: what it removes or sets, nothing sets back.',
  requirements: 'A floor: of two settings the stricter one holds.',
}

export type OperationGuardrails = Handlers & {
  /** Of `ip` those that hold everywhere are asked before anything is looked up: they are not in it. */
  floor: Floor | null
}

type Built = { use: GuardrailUse; handlers: Handlers; floor: Floor | null }

/** The guardrails of a stage, made ready once; which of them hold follows from an API's audience and an operation's tags. */
export class Guardrails {
  readonly #built: readonly Built[]
  readonly #sets = new Map<string, OperationGuardrails>()

  constructor(uses: readonly GuardrailUse[], issues: SnapshotIssue[]) {
    this.#built = uses.flatMap((use, place) => {
      if (!isGuardrailPolicy(use.policy) && Object.hasOwn(policyDefinitions, use.policy)) {
        const message = `Policy “${use.policy}” cannot be a guardrail: an API could weaken it.`
        issues.push({ code: 'policy', message, where: 'guardrails' })
        return []
      }
      const from = issues.length
      const handlers = createHandlers([use], { owner: 'guardrails', guardrails: true, place }, issues)
      const floor = use.policy === 'requirements' && issues.length === from ? floorOf(use) : null
      return [{ use, handlers, floor }]
    })
  }

  /** Address rules that hold at every operation. */
  get ipEverywhere(): Handlers['ip'] {
    return this.#built.filter(({ use }) => !isScoped(use)).flatMap(({ handlers }) => handlers.ip)
  }

  /** What holds at an operation, in the stage's order; one object for all operations at which the same guardrails hold. */
  at(audience: string | undefined, tags: readonly string[]): OperationGuardrails {
    const holding = this.#built.filter(({ use }) => holdsAt(use, audience, tags))
    const name = holding.map((built) => this.#built.indexOf(built)).join(' ')
    const known = this.#sets.get(name)
    if (known !== undefined) return known
    const floors = holding.flatMap(({ floor }) => floor ?? [])
    const [first, ...rest] = floors
    const set: OperationGuardrails = {
      ip: holding.flatMap(({ use, handlers }) => (isScoped(use) ? handlers.ip : [])),
      access: holding.flatMap(({ handlers }) => handlers.access),
      rateLimit: holding.flatMap(({ handlers }) => handlers.rateLimit),
      transform: holding.flatMap(({ handlers }) => handlers.transform),
      floor: first === undefined ? null : rest.reduce(joinFloors, first),
    }
    this.#sets.set(name, set)
    return set
  }

  /** All that floors say for an audience, as a text: parts that were built under the same need not be built again. */
  floorsName(audience: string | undefined): string {
    const floors = this.#built.flatMap(({ use, floor }) =>
      floor === null || (use.audience !== undefined && use.audience !== audience) ? [] : [[use.tag ?? null, floor]],
    )
    return floors.length === 0 ? '' : canonicalJson(floors)
  }
}

function isGuardrailPolicy(name: string): name is GuardrailPolicy {
  return (guardrailPolicies as readonly string[]).includes(name) && Object.hasOwn(whyItTightens, name)
}

function isScoped({ audience, tag }: GuardrailUse): boolean {
  return audience !== undefined || tag !== undefined
}

function holdsAt({ audience, tag }: GuardrailUse, of: string | undefined, tags: readonly string[]): boolean {
  return (audience === undefined || audience === of) && (tag === undefined || tags.includes(tag))
}

function floorOf(use: GuardrailUse): Floor {
  return policyDefinitions['requirements']?.options.parse(use.options) as Floor
}
