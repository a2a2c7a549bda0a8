import { z } from 'zod'

/** Algorithms of tokens that gateways take, all asymmetric: whoever can check a token cannot make one. */
export const tokenAlgorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const
export type TokenAlgorithm = (typeof tokenAlgorithms)[number]

const coordinate = z
  .string()
  .max(1400)
  .regex(/^[A-Za-z0-9_-]+$/)

/**
 * A public key as gateways get it: only what checking needs, and the one algorithm that it checks. A key without an algorithm would leave
 * the choice to the token, which is the attack.
 */
export const verificationKey = z.discriminatedUnion('kty', [
  z.strictObject({
    kty: z.literal('RSA'),
    alg: z.enum(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']),
    kid: z.string().max(500).optional(),
    /** At least 2,048 bits. */
    n: coordinate.min(342),
    e: coordinate.max(12),
  }),
  z.strictObject({
    kty: z.literal('EC'),
    alg: z.enum(['ES256', 'ES384', 'ES512']),
    kid: z.string().max(500).optional(),
    crv: z.enum(['P-256', 'P-384', 'P-521']),
    x: coordinate.max(88),
    y: coordinate.max(88),
  }),
  z.strictObject({
    kty: z.literal('OKP'),
    alg: z.enum(['EdDSA', 'Ed25519']),
    kid: z.string().max(500).optional(),
    crv: z.literal('Ed25519'),
    x: coordinate.max(43),
  }),
])
export type VerificationKey = z.infer<typeof verificationKey>

/** More keys than any provider publishes at once. */
export const mostVerificationKeys = 50

const curveAlgorithms: Readonly<Record<string, TokenAlgorithm>> = {
  'P-256': 'ES256',
  'P-384': 'ES384',
  'P-521': 'ES512',
}

/** The algorithm of a key that names none: the one of its curve; for RSA the one that OpenID Connect has every provider speak. */
function algorithmOf(jwk: Readonly<Record<string, unknown>>): unknown {
  // RFC 7520’s drafts misspelt it, and so do keys that were copied from there.
  if (jwk['alg'] === 'ES521' && jwk['crv'] === 'P-521') return 'ES512'
  if (jwk['alg'] !== undefined) return jwk['alg']
  if (jwk['kty'] === 'RSA') return 'RS256'
  return jwk['kty'] === 'OKP' ? 'EdDSA' : curveAlgorithms[String(jwk['crv'])]
}

/**
 * The usable keys of a JWK set (RFC 7517 §5), in its order. Left out: keys for encryption, symmetric and private ones' secret parts,
 * RSA keys that are too short, keys whose algorithm does not fit their type or curve, and whatever else is not understood.
 */
export function verificationKeysOf(set: unknown): VerificationKey[] {
  const members = typeof set === 'object' && set !== null && 'keys' in set ? set.keys : undefined
  if (!Array.isArray(members)) return []
  return members.slice(0, mostVerificationKeys).flatMap((member: unknown) => {
    const key = verificationKeyOf(member)
    return key === undefined ? [] : [key]
  })
}

/** One key of such a set, or undefined when it is none that checks tokens. */
export function verificationKeyOf(member: unknown): VerificationKey | undefined {
  if (typeof member !== 'object' || member === null) return undefined
  const jwk = member as Readonly<Record<string, unknown>>
  if (jwk['use'] !== undefined && jwk['use'] !== 'sig') return undefined
  const operations = jwk['key_ops']
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify'))) return undefined
  const { kty, kid, crv, x, y, n, e } = jwk
  const alg = algorithmOf(jwk)
  const parts = kty === 'RSA' ? { n, e } : kty === 'EC' ? { crv, x, y } : { crv, x }
  const parsed = verificationKey.safeParse({ kty, alg, ...parts, ...(typeof kid === 'string' ? { kid } : {}) })
  if (!parsed.success) return undefined
  const key = parsed.data
  return key.kty === 'EC' && curveAlgorithms[key.crv] !== key.alg ? undefined : key
}
