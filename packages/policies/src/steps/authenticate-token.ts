import { mostTokenAgeSeconds } from '@gatehouse/contracts/api-token-rules'
import type { ProblemCode } from '@gatehouse/contracts/problems'
import type { KnownCredential } from '../access/known-credential.ts'
import type { DecideDeps } from '../decide-types.ts'
import type { RequestDecision } from '../decision.ts'
import { headerIndex } from '../raw-headers.ts'
import { checkProof, proofAlgorithms, skewMs } from '../tokens/dpop.ts'
import { type PresentedToken, sentToken } from '../tokens/presented-token.ts'
import { isRevoked, type KeptToken } from '../tokens/token-cache.ts'
import { takesStrangers } from './check-callers.ts'

type Refusal = { readonly code: ProblemCode; readonly detail: string | null }

/** The verdict on a token: what it is, when, revoked or not, its client, and whether its sender has its key. */
export function authenticateToken(deps: DecideDeps, decision: RequestDecision, token: PresentedToken): boolean {
  const refusal =
    token.kept === null || token.refusal === 'token_wrong_stage'
      ? refusedAlready(token)
      : (standing(deps, decision.at, token.kept, decision.credential, decision.remoteAddress) ??
        refusedAlready(token) ??
        possession(deps, decision, token))
  if (refusal === null) return true
  if (decision.operation !== null && takesStrangers(decision.operation)) {
    decision.credential = null
    decision.identity = null
    return true
  }
  decision.responseHeaders.push('WWW-Authenticate', challengeOf(refusal.code, token))
  if (refusal.code === 'token_needs_asking') decision.responseHeaders.push('Retry-After', '1')
  return decision.refuse(refusal.code, refusal.detail)
}

function refusedAlready({ refusal, detail }: PresentedToken): Refusal | null {
  return refusal === null ? null : { code: refusal, detail }
}

/**
 * Whether a token that was checked stands now: its times, its revocations, its client. Asked for each request, and again for streams that go
 * on (still-stands.ts).
 */
export function standing(
  deps: DecideDeps,
  now: number,
  kept: KeptToken,
  client: KnownCredential | null,
  remoteAddress: string,
): Refusal | null {
  const { expiresAt, notBefore, issuedAt } = kept.token
  const code: ProblemCode | null =
    expiresAt + skewMs <= now
      ? 'token_expired'
      : notBefore > now + skewMs || issuedAt > now + skewMs
        ? 'token_not_yet_valid'
        : issuedAt + mostTokenAgeSeconds * 1000 + skewMs < now
          ? 'token_too_old'
          : isRevoked(kept, deps.access)
            ? 'token_revoked'
            : client === null
              ? null
              : client.revokedAt !== Number.POSITIVE_INFINITY
                ? 'token_client_revoked'
                : client.expiresAt <= now
                  ? 'token_client_expired'
                  : client.addressAllowed !== null && !client.addressAllowed(remoteAddress)
                    ? 'key_address_denied'
                    : client.suspended !== null
                      ? 'credential_suspended'
                      : null
  return code === null ? null : { code, detail: code === 'credential_suspended' ? (client?.suspended ?? null) : null }
}

/** RFC 9449 §7: a bound token is good only with a proof, under its own scheme; an unbound one never under it. */
function possession(deps: DecideDeps, decision: RequestDecision, { scheme, kept }: PresentedToken): Refusal | null {
  if (kept === null) return null
  const { boundTo, boundOtherwise } = kept.token
  if (boundOtherwise)
    return { code: 'token_claims_refused', detail: 'The token is bound to its sender in a way that is not known here.' }
  if (boundTo === undefined) {
    return scheme === 'bearer'
      ? null
      : { code: 'dpop_invalid', detail: 'The token is bound to no key: send it as Bearer.' }
  }
  // The endpoint for tools saw the proof of the request that this call came in.
  if (decision.tools === 'call') return null
  if (scheme === 'bearer') return { code: 'dpop_required', detail: null }
  const { rawHeaders } = decision
  const at = headerIndex(rawHeaders, 'dpop')
  if (at < 0) return { code: 'dpop_required', detail: null }
  if (headerIndex(rawHeaders, 'dpop', at + 2) >= 0)
    return { code: 'dpop_invalid', detail: 'There are two DPoP headers.' }
  const sent = sentToken(rawHeaders, decision.authorization)
  if (sent === null) return { code: 'dpop_required', detail: null }
  return checkProof({
    proof: rawHeaders[at + 1] as string,
    token: sent.text,
    boundTo,
    method: decision.method,
    address: deps.access.tokens().address + decision.target.slice(0, decision.pathEnd),
    now: decision.at,
    proofs: deps.proofs,
  })
}

/** What RFC 6750 §3.1 and RFC 9449 §7.1 have a refusal say. */
function challengeOf(code: ProblemCode, { scheme, kept }: PresentedToken): string {
  const proof = code === 'dpop_invalid' || code === 'dpop_replayed'
  const bound = proof || scheme === 'dpop' || kept?.token.boundTo !== undefined
  const error =
    code === 'two_credentials'
      ? 'invalid_request'
      : proof
        ? 'invalid_dpop_proof'
        : code === 'token_claims_refused' ||
            code === 'token_client_not_linked' ||
            code === 'key_address_denied' ||
            code === 'credential_suspended'
          ? 'access_denied'
          : 'invalid_token'
  if (code === 'token_needs_asking') return 'Bearer realm="API"'
  return bound
    ? `DPoP realm="API", error="${error}", algs="${proofAlgorithms}"`
    : `Bearer realm="API", error="${error}", error_description="${code}"`
}
