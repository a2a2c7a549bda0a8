import type { compiledPolicyUse, GuardrailUse, SnapshotIssue } from '@gatehouse/contracts/snapshot'
import type { z } from 'zod'
import type { TransformHandler } from '../decide-types.ts'
import type { AccessHandler, IpHandler, PolicyDeps, RateLimitHandler } from '../define-policy.ts'
import { policyDefinitions } from '../definitions.ts'
import { createAccessRules } from '../policies/access-rules/handler.ts'
import { createIpRules } from '../policies/ip-rules/handler.ts'
import { createRateLimit } from '../policies/rate-limit/handler.ts'
import { createRequestHeaders } from '../policies/request-headers/handler.ts'

/** Of an operation or of the stage. */
export type PolicyUse = z.infer<typeof compiledPolicyUse> | GuardrailUse

/** The handlers of a list of uses, by phase, in the list's order. */
export type Handlers = {
  ip: IpHandler[]
  access: AccessHandler[]
  rateLimit: RateLimitHandler[]
  transform: TransformHandler[]
}

type Add = (options: never, deps: PolicyDeps, into: Handlers) => void

/** Where each policy's handler goes; a policy that is not here does not exist. */
const creators: Readonly<Record<string, Add>> = {
  'access-rules': (options, deps, into) => into.access.push(createAccessRules(options, deps)),
  'ip-rules': (options, _deps, into) => into.ip.push(createIpRules(options)),
  'rate-limit': (options, deps, into) => into.rateLimit.push(createRateLimit(options, deps)),
  'request-headers': (options, _deps, into) => into.transform.push(createRequestHeaders(options)),
  // Acts on how operations are built: floors.ts.
  requirements: () => undefined,
}

/** Whose uses they are; `place`: number of the first of them in their list. */
export type UsesOwner = { owner: string; versionId?: string; guardrails?: boolean; place?: number }

/** Makes all handlers; an unknown policy or an option that is not as defined is an issue, never skipped. */
export function createHandlers(uses: readonly PolicyUse[], of: UsesOwner, issues: SnapshotIssue[]): Handlers {
  const handlers: Handlers = { ip: [], access: [], rateLimit: [], transform: [] }
  const refuse = (message: string) => issues.push({ code: 'policy', message, where: of.owner })
  uses.forEach((use, index) => {
    const definition = Object.hasOwn(policyDefinitions, use.policy) ? policyDefinitions[use.policy] : undefined
    const add = Object.hasOwn(creators, use.policy) ? creators[use.policy] : undefined
    if (definition === undefined || add === undefined) {
      refuse(`There is no policy “${use.policy}” here.`)
      return
    }
    if (definition.guardrailOnly === true && of.guardrails !== true) {
      refuse(`Policy “${use.policy}” is one for guardrails only.`)
      return
    }
    const parsed = definition.options.safeParse(use.options)
    if (!parsed.success) {
      const first = parsed.error.issues[0]
      refuse(`Policy “${use.policy}”: ${first?.path.join('.') || 'options'} ${first?.message ?? 'not valid'}.`)
      return
    }
    try {
      add(parsed.data as never, depsOf(use, of, index), handlers)
    } catch (error) {
      refuse(`Policy “${use.policy}”: ${error instanceof Error ? error.message : 'not valid'}`)
    }
  })
  return handlers
}

/** An API’s use that calls itself a guardrail’s is none: it would share its counters and speak in its name. */
function depsOf(use: PolicyUse, { owner, versionId, guardrails, place = 0 }: UsesOwner, index: number): PolicyDeps {
  const whole = 'whole' in use && use.whole === true && versionId !== undefined
  const guardrail = guardrails === true ? use.guardrail : undefined
  return {
    useKey: `${guardrail ?? owner}:${place + index}`,
    owner: guardrail ?? (whole ? versionId : owner),
  }
}
