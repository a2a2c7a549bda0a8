import type { SnapshotIssue, snapshotManifest } from '@gatehouse/contracts/snapshot'
import type { z } from 'zod'
import type { TransformHandler } from '../decide-types.ts'
import type { IpHandler, PolicyDeps, RateLimitHandler } from '../define-policy.ts'
import { policyDefinitions } from '../definitions.ts'
import { createIpRules } from '../policies/ip-rules/handler.ts'
import { createRateLimit } from '../policies/rate-limit/handler.ts'
import { createRequestHeaders } from '../policies/request-headers/handler.ts'

export type PolicyUse = z.infer<typeof snapshotManifest>['guardrails'][number]

/** The handlers of a list of uses, by phase, in the list's order. */
export type Handlers = { ip: IpHandler[]; rateLimit: RateLimitHandler[]; transform: TransformHandler[] }

type Add = (options: never, deps: PolicyDeps, into: Handlers) => void

/** Where each policy's handler goes; a policy that is not here does not exist. */
const creators: Readonly<Record<string, Add>> = {
  'ip-rules': (options, _deps, into) => into.ip.push(createIpRules(options)),
  'rate-limit': (options, deps, into) => into.rateLimit.push(createRateLimit(options, deps)),
  'request-headers': (options, _deps, into) => into.transform.push(createRequestHeaders(options)),
}

/** Makes all handlers; an unknown policy or an option that is not as defined is an issue, never skipped. */
export function createHandlers(uses: readonly PolicyUse[], owner: string, issues: SnapshotIssue[]): Handlers {
  const handlers: Handlers = { ip: [], rateLimit: [], transform: [] }
  uses.forEach((use, place) => {
    const definition = Object.hasOwn(policyDefinitions, use.policy) ? policyDefinitions[use.policy] : undefined
    const add = Object.hasOwn(creators, use.policy) ? creators[use.policy] : undefined
    if (definition === undefined || add === undefined) {
      issues.push({ code: 'policy', message: `There is no policy “${use.policy}” here.`, where: owner })
      return
    }
    const parsed = definition.options.safeParse(use.options)
    if (!parsed.success) {
      const first = parsed.error.issues[0]
      const message = `Policy “${use.policy}”: ${first?.path.join('.') || 'options'} ${first?.message ?? 'not valid'}.`
      issues.push({ code: 'policy', message, where: owner })
      return
    }
    try {
      add(parsed.data as never, { useKey: `${use.guardrail ?? owner}:${place}` }, handlers)
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'not valid'
      issues.push({ code: 'policy', message: `Policy “${use.policy}”: ${reason}`, where: owner })
    }
  })
  return handlers
}
