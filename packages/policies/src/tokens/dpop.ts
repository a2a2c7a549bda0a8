import { createHash } from 'node:crypto'
import { verificationKeyOf } from '@gatehouse/contracts/verification-keys'
import { textClaim, timeClaim } from './claims.ts'
import { parseCompactJws, parseJsonObject } from './compact-jws.ts'
import type { ProofStore } from './proof-store.ts'
import { isSignedBy, signingKey, thumbprint } from './signing-keys.ts'

/** Clocks may differ by as much, both ways. */
export const skewMs = 60_000

/** Algorithms of proofs, for WWW-Authenticate. */
export const proofAlgorithms = 'ES256 ES384 ES512 EdDSA PS256 RS256'

export type ProofRequest = {
  readonly proof: string
  readonly token: string
  /** Thumbprint of the key that the token is bound to. */
  readonly boundTo: string
  readonly method: string
  /** Address of this request as clients know it, without query. */
  readonly address: string
  readonly now: number
  /** Absent: nothing is noted, and no replay is seen (simulation). */
  readonly proofs: ProofStore | undefined
}

export type ProofFailure = { readonly code: 'dpop_invalid' | 'dpop_replayed'; readonly detail: string | null }

const invalid = (detail: string): ProofFailure => ({ code: 'dpop_invalid', detail })

/** A proof of possession for one request (RFC 9449 §4.3, in its order); null: it holds. */
export function checkProof(request: ProofRequest): ProofFailure | null {
  const jws = parseCompactJws(request.proof, true)
  const claims = jws === null ? null : parseJsonObject(jws.payload)
  if (jws === null || claims === null) return invalid('The DPoP header is no signed JWT.')
  if (jws.header.typ?.toLowerCase() !== 'dpop+jwt') return invalid('Its typ is not dpop+jwt.')
  const jwk = jws.header.jwk
  if (typeof jwk !== 'object' || jwk === null || ['d', 'p', 'q', 'k'].some((part) => Object.hasOwn(jwk, part)))
    return invalid('Its jwk is no public key.')
  // The proof’s key stands in the proof: its type, not a choice of the sender, says which algorithms may be meant.
  const given = verificationKeyOf({ ...jwk, alg: jws.header.alg, use: undefined, key_ops: undefined })
  const key = given === undefined ? null : signingKey(given)
  if (given === undefined || key === null) return invalid('Its jwk and alg do not fit each other.')
  if (!isSignedBy(jws, key)) return invalid('Its signature is not by its key.')
  if (thumbprint(given) !== request.boundTo) return invalid('Its key is not the one that the token is bound to.')
  if (claims['htm'] !== request.method) return invalid('Its htm is not this request’s method.')
  if (!isAddress(textClaim(claims, 'htu'), request.address)) return invalid('Its htu is not this request’s address.')
  const issuedAt = timeClaim(claims, 'iat')
  if (issuedAt === undefined || Math.abs(request.now - issuedAt) > skewMs)
    return invalid('Its iat is more than a minute from now.')
  if (textClaim(claims, 'ath') !== createHash('sha256').update(request.token).digest('base64url'))
    return invalid('Its ath is not the hash of this token.')
  const jti = textClaim(claims, 'jti')
  if (jti === undefined) return invalid('It has no jti.')
  if (request.proofs === undefined) return null
  const digest = createHash('sha256').update(`${request.boundTo} ${jti}`).digest()
  switch (request.proofs.take(digest, issuedAt + skewMs, request.now)) {
    case 'fresh':
      return null
    case 'seen':
      return { code: 'dpop_replayed', detail: null }
    case 'full':
      return invalid('Too many proofs at once; send another one in a minute.')
  }
}

/** The same address, whatever its query, in the spelling of RFC 3986 §6.2.2–3. */
function isAddress(htu: string | undefined, address: string): boolean {
  const [said, meant] = [htu === undefined ? null : URL.parse(htu), URL.parse(address)]
  if (said === null || meant === null) return false
  return said.origin === meant.origin && said.origin !== 'null' && said.pathname === meant.pathname
}
