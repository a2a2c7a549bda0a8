import type { RequestDecision } from '../decision.ts'
import type { PlannedOperation } from '../snapshot/runtime.ts'
import { proofAlgorithms } from '../tokens/dpop.ts'

/** Open to everybody, and no guardrail says otherwise: a credential that does not count is as good as none. */
export function takesStrangers({ anonymous, callers }: PlannedOperation): boolean {
  return anonymous && (callers === null || callers.strangers)
}

/** What guardrails ask of a caller whose credential is good. */
export function checkCaller(decision: RequestDecision): boolean {
  const callers = decision.operation?.callers ?? null
  const { credential, token, responseHeaders } = decision
  if (callers === null || credential === null) return true
  if (token === null ? !callers.key : !callers.token) {
    responseHeaders.push('WWW-Authenticate', 'Bearer realm="API"')
    return decision.refuse('credential_kind_denied', wanted(callers))
  }
  if (callers.boundTokens && token !== null && token.kept?.token.boundTo === undefined) {
    responseHeaders.push('WWW-Authenticate', `DPoP realm="API", error="invalid_token", algs="${proofAlgorithms}"`)
    return decision.refuse('token_not_bound')
  }
  return true
}

function wanted({ key, token }: NonNullable<PlannedOperation['callers']>): string {
  if (token) return 'Only access tokens are taken here: exchange the key’s client for a token.'
  return key
    ? 'Only API keys are taken here, no tokens.'
    : 'No kind of credential is taken here: two rules exclude each other.'
}
