import { constants, createHash, createPublicKey, type KeyObject, verify } from 'node:crypto'
import type { TokenAlgorithm, VerificationKey } from '@gatehouse/contracts/verification-keys'
import type { CompactJws } from './compact-jws.ts'

/** A public key, ready to check the one algorithm that it is for. */
export type SigningKey = { readonly kid: string | undefined; readonly alg: TokenAlgorithm; readonly key: KeyObject }

type Check = {
  readonly digest: string | null
  /** Bytes of its signatures, where that does not follow from the key; 0: it does. */
  readonly bytes: number
  readonly options: { readonly padding?: number; readonly saltLength?: number; readonly dsaEncoding?: 'ieee-p1363' }
}

const pkcs1: Check['options'] = { padding: constants.RSA_PKCS1_PADDING }
/** RFC 7518 §3.5: the salt is as long as the hash. */
const pss: Check['options'] = {
  padding: constants.RSA_PKCS1_PSS_PADDING,
  saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
}
const ecdsa: Check['options'] = { dsaEncoding: 'ieee-p1363' }

const checks: Readonly<Record<TokenAlgorithm, Check>> = {
  RS256: { digest: 'sha256', bytes: 0, options: pkcs1 },
  RS384: { digest: 'sha384', bytes: 0, options: pkcs1 },
  RS512: { digest: 'sha512', bytes: 0, options: pkcs1 },
  PS256: { digest: 'sha256', bytes: 0, options: pss },
  PS384: { digest: 'sha384', bytes: 0, options: pss },
  PS512: { digest: 'sha512', bytes: 0, options: pss },
  ES256: { digest: 'sha256', bytes: 64, options: ecdsa },
  ES384: { digest: 'sha384', bytes: 96, options: ecdsa },
  ES512: { digest: 'sha512', bytes: 132, options: ecdsa },
  EdDSA: { digest: null, bytes: 64, options: {} },
  Ed25519: { digest: null, bytes: 64, options: {} },
}

/** Null where the numbers are no key: a point beside its curve, an even exponent. */
export function signingKey(jwk: VerificationKey): SigningKey | null {
  try {
    const { alg, kid, ...parts } = jwk
    return { alg, kid, key: createPublicKey({ key: parts, format: 'jwk' }) }
  } catch {
    return null
  }
}

/** Whether this key made the signature. The algorithm is the key's; a token that names another is not checked at all. */
export function isSignedBy(jws: CompactJws, key: SigningKey): boolean {
  if (jws.header.alg !== key.alg) return false
  const { digest, bytes, options } = checks[key.alg]
  if (bytes !== 0 && jws.signature.length !== bytes) return false
  try {
    return verify(digest, jws.signed, { key: key.key, ...options }, jws.signature)
  } catch {
    return false
  }
}

/** RFC 7638, base64url. */
export function thumbprint(jwk: VerificationKey): string {
  const members =
    jwk.kty === 'RSA'
      ? { e: jwk.e, kty: jwk.kty, n: jwk.n }
      : jwk.kty === 'EC'
        ? { crv: jwk.crv, kty: jwk.kty, x: jwk.x, y: jwk.y }
        : { crv: jwk.crv, kty: jwk.kty, x: jwk.x }
  return createHash('sha256').update(JSON.stringify(members)).digest('base64url')
}
