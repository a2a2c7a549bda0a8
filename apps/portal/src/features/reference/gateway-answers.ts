import { type ProblemCode, problems } from '@gatehouse/contracts/problems'
import { requiredScopes } from '@gatehouse/contracts/required-scopes'
import type { ListedOperation, OperationDescription } from './load-version.ts'

export type GatewayAnswer = { status: number; codes: { code: ProblemCode; title: string; why: string }[] }

/** What the gateway itself can answer to a call of this operation before the backend is asked, by status. */
export function gatewayAnswers(operation: OperationDescription, listed: ListedOperation): GatewayAnswer[] {
  const codes: ProblemCode[] = []
  const hasBody = operation.requestBody !== undefined
  if (operation.parameters.length > 0 || hasBody) codes.push('request_invalid')
  if (hasBody) codes.push('body_not_json')
  if (!listed.anonymous) {
    codes.push('key_missing', 'key_unknown', 'key_wrong_stage', 'key_expired', 'key_revoked', 'key_address_denied')
    codes.push('token_malformed', 'token_expired', 'token_wrong_audience', 'token_revoked')
    codes.push('credential_suspended', 'not_subscribed', 'subscription_pending', 'subscription_suspended')
    if (requiredScopes(operation).length > 0) codes.push('scope_missing')
  }
  if (hasBody) codes.push('body_too_large', 'content_type_unsupported')
  codes.push('rate_limited', 'quota_exceeded')
  const byStatus = new Map<number, GatewayAnswer>()
  for (const code of codes) {
    const { status, title, why } = problems[code]
    const answer = byStatus.get(status) ?? { status, codes: [] }
    answer.codes.push({ code, title, why })
    byStatus.set(status, answer)
  }
  return [...byStatus.values()].sort((a, b) => a.status - b.status)
}
