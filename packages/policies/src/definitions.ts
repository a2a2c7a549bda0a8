import type { PolicyDefinition } from './define-policy.ts'
import { accessRules } from './policies/access-rules/definition.ts'
import { ipRules } from './policies/ip-rules/definition.ts'
import { rateLimit } from './policies/rate-limit/definition.ts'
import { requestHeaders } from './policies/request-headers/definition.ts'
import { requirements } from './policies/requirements/definition.ts'

/** Every policy's browser-safe half, by name. */
export const policyDefinitions: Readonly<Record<string, PolicyDefinition>> = {
  [accessRules.name]: accessRules,
  [ipRules.name]: ipRules,
  [rateLimit.name]: rateLimit,
  [requestHeaders.name]: requestHeaders,
  [requirements.name]: requirements,
}
