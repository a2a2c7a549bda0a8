import type { PolicyDefinition } from './define-policy.ts'
import { ipRules } from './policies/ip-rules/definition.ts'
import { rateLimit } from './policies/rate-limit/definition.ts'
import { requestHeaders } from './policies/request-headers/definition.ts'

/** Every policy's browser-safe half, by name. */
export const policyDefinitions: Readonly<Record<string, PolicyDefinition>> = {
  [ipRules.name]: ipRules,
  [rateLimit.name]: rateLimit,
  [requestHeaders.name]: requestHeaders,
}
