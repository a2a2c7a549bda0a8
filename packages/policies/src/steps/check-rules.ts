import type { RequestDecision } from '../decision.ts'
import type { AccessHandler } from '../define-policy.ts'
import type { AccessCall } from '../policies/access-rules/access-call.ts'
import { challengeOfScopes } from './check-scopes.ts'

/** Filled anew for each call: rules look at it and keep nothing. */
const call: AccessCall = {
  credential: 'none',
  scopes: null,
  claims: null,
  endUser: false,
  planId: null,
  productId: null,
  applicationId: null,
  teamId: null,
  method: '',
  address: '',
  at: 0,
}

const noScopes: readonly string[] = Object.freeze([])

/** Lists of access rules, the guardrails' first. Each must allow; the last one that did, or the one that refused, is the ruling. */
export function checkRules(decision: RequestDecision, handlers: readonly AccessHandler[]): boolean {
  fill(decision)
  for (let i = 0; i < handlers.length; i += 1) {
    const { ruling, refusal, scopes } = (handlers[i] as AccessHandler)(call)
    decision.ruling = ruling
    if (refusal === null) continue
    if (scopes.length > 0) decision.responseHeaders.push('WWW-Authenticate', challengeOfScopes(decision, scopes))
    return decision.refuse(refusal.code, refusal.detail)
  }
  return true
}

/** A credential that does not count, on an operation that is open to everybody, is none; so is what its token says. */
function fill({ credential, token, subscription, method, remoteAddress, at }: RequestDecision): void {
  const kept = credential === null ? null : (token?.kept?.token ?? null)
  call.credential = credential === null ? 'none' : token === null ? 'key' : 'token'
  call.scopes =
    credential === null
      ? noScopes
      : token !== null
        ? token.scopes
        : credential.scopes.length === 0
          ? null
          : credential.scopes
  call.claims = kept === null ? null : kept.claims
  call.endUser = kept !== null && kept.user !== null
  call.planId = subscription === null ? null : subscription.plan.planId
  call.productId = subscription === null ? null : subscription.product.id
  call.applicationId = credential === null ? null : credential.identity.applicationId
  call.teamId = credential === null ? null : credential.identity.teamId
  call.method = method
  call.address = remoteAddress
  call.at = at
}
