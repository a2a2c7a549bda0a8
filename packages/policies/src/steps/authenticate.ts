import type { DecideDeps } from '../decide-types.ts'
import type { KeyState, RequestDecision } from '../decision.ts'
import { authenticateToken } from './authenticate-token.ts'
import { checkCaller, takesStrangers } from './check-callers.ts'

const codes = {
  missing: 'key_missing',
  malformed: 'key_malformed',
  unknown: 'key_unknown',
  'wrong-stage': 'key_wrong_stage',
} as const satisfies Record<Exclude<KeyState, 'known'>, string>

/** Who calls is proven, and is somebody whom guardrails let call. */
export function authenticate(deps: DecideDeps, decision: RequestDecision): boolean {
  return prove(deps, decision) && checkCaller(decision)
}

/** A valid credential, unless a person marked the operation anonymous: then a good key still tells who calls, a bad one nothing. */
function prove(deps: DecideDeps, decision: RequestDecision): boolean {
  if (decision.token !== null) return authenticateToken(deps, decision, decision.token)
  const credential = decision.credential
  const refusal =
    credential === null || decision.keyState !== 'known'
      ? codes[decision.keyState === 'known' ? 'unknown' : decision.keyState]
      : credential.revokedAt !== Number.POSITIVE_INFINITY
        ? 'key_revoked'
        : credential.expiresAt <= decision.at
          ? 'key_expired'
          : credential.addressAllowed !== null && !credential.addressAllowed(decision.remoteAddress)
            ? 'key_address_denied'
            : credential.suspended !== null
              ? 'credential_suspended'
              : null
  if (refusal === null) return true
  const { operation } = decision
  if (operation !== null && takesStrangers(operation)) {
    decision.credential = null
    decision.identity = null
    return true
  }
  // The key is good, the place is not, or it rests: another one would not help (403).
  if (refusal === 'key_address_denied') return decision.refuse(refusal)
  if (refusal === 'credential_suspended') return decision.refuse(refusal, credential?.suspended ?? null)
  decision.responseHeaders.push('WWW-Authenticate', 'Bearer realm="API"')
  // Its page says that the operation was open to everybody, and what to do now.
  return decision.refuse(refusal === 'key_missing' && operation?.anonymous === true ? 'credential_required' : refusal)
}
