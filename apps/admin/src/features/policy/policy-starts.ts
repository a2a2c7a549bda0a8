import type { GuardrailPolicy } from '@gatehouse/contracts/guardrails'
import type { JsonObject } from '@gatehouse/contracts/json'

/** What a new policy starts with in the editor. */
export const policyStarts: Readonly<Record<GuardrailPolicy, JsonObject>> = {
  'access-rules': { rules: [{ effect: 'allow', when: [], unless: [] }], otherwise: 'deny', examples: [] },
  'ip-rules': {},
  'rate-limit': { limit: 100, periodSeconds: 60, burst: 20 },
  'request-headers': { set: [], remove: [] },
  requirements: {},
}
