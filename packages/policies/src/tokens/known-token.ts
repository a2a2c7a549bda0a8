import type { ProblemCode } from '@gatehouse/contracts/problems'
import { idWords, REVOCATION } from '../access/layout.ts'
import { type Claims, claimOf, textClaim, timeClaim, wordsOf } from './claims.ts'
import { type CompactJws, parseCompactJws, parseJsonObject } from './compact-jws.ts'
import { isSignedBy } from './signing-keys.ts'
import type { KnownIssuer, TokenRegistry } from './token-registry.ts'

/** A token whose issuer said all that it says. What is judged anew for each request (times, audience, revocations …) is prepared. */
export type KnownToken = {
  readonly issuer: KnownIssuer
  readonly claims: Claims
  /** Milliseconds since 1970. */
  readonly issuedAt: number
  readonly expiresAt: number
  readonly notBefore: number
  readonly audiences: readonly string[]
  readonly subject: string
  /** Who it speaks for; null: the client itself. */
  readonly user: string | null
  /** Thumbprint of the key that it is bound to. */
  readonly boundTo: string | undefined
  /** Bound to something that is not understood here. */
  readonly boundOtherwise: boolean
  /** Ids of the revocations that would refuse it, four words each. */
  readonly revocationIds: readonly Int32Array[]
}

export type TokenFailure = {
  readonly code: ProblemCode
  readonly detail: string | null
  /** Undefined: the token names nobody who is known here. */
  readonly issuer: KnownIssuer | undefined
  /** Key that the issuer should be asked for. */
  readonly missingKey?: string | undefined
}

export type ReadToken = { readonly ok: true; readonly token: KnownToken } | ({ readonly ok: false } & TokenFailure)

const fail = (code: ProblemCode, issuer?: KnownIssuer, detail: string | null = null): ReadToken => ({
  ok: false,
  code,
  detail,
  issuer,
})

/** Keys of one name, or without names, that are tried at most. */
const mostTries = 4

/** Reads and checks a token, without the clock and without any rule of an API. Dear: the result is kept (token-cache.ts). */
export function readToken(text: string, registry: TokenRegistry): ReadToken {
  const jws = parseCompactJws(text)
  const claims = jws === null ? null : parseJsonObject(jws.payload)
  if (jws === null || claims === null) return fail('token_malformed')
  const named = textClaim(claims, 'iss')
  const issuer = named === undefined ? undefined : registry.byIssuer.get(named)
  if (issuer === undefined) return fail('token_issuer_unknown')
  const unsigned = checkSignature(jws, issuer)
  if (unsigned !== null) return unsigned
  if (!isAccessToken(jws, claims, issuer)) return fail('token_wrong_type', issuer)
  return prepare(claims, issuer)
}

/** What the issuer of an opaque token says of it (RFC 7662 §2.2), as a token. `until`, milliseconds: how long that is kept at most. */
export function introspectedToken(answer: Claims, issuer: KnownIssuer, until: number): ReadToken {
  if (answer['active'] !== true) return fail('token_inactive', issuer)
  const named = claimOf(answer, 'iss')
  if (named !== undefined && named !== issuer.issuer) return fail('token_issuer_unknown', issuer)
  return prepare(answer['exp'] === undefined ? { ...answer, exp: until / 1000 } : answer, issuer)
}

function checkSignature(jws: CompactJws, issuer: KnownIssuer): ReadToken | null {
  const { kid, alg } = jws.header
  const named = kid === undefined ? issuer.keys : issuer.keys.filter((key) => key.kid === kid)
  if (named.length === 0) return { ...(fail('token_key_unknown', issuer) as TokenFailure), ok: false, missingKey: kid }
  const fitting = named.filter((key) => key.alg === alg)
  for (const key of fitting.slice(0, mostTries)) if (isSignedBy(jws, key)) return null
  return fail(
    'token_signature_invalid',
    issuer,
    fitting.length === 0 ? 'The token’s algorithm is not the one of the key that it names.' : null,
  )
}

const accessTypes = new Set(['at+jwt', 'application/at+jwt'])
/** External servers that do not speak RFC 9068 call their access tokens by this, or by nothing. */
const plainTypes = new Set(['jwt', 'application/jwt'])
/** Members that only ID tokens, logout tokens and other statements of a provider have. */
const otherTokens = ['at_hash', 'c_hash', 's_hash', 'events', 'auth_req_id'] as const
const otherKinds = new Set(['id', 'refresh', 'offline', 'logout', 'serialized-id'])

function isAccessToken({ header }: CompactJws, claims: Claims, { builtIn }: KnownIssuer): boolean {
  const type = header.typ?.toLowerCase()
  if (builtIn) return type !== undefined && accessTypes.has(type)
  if (type !== undefined && !accessTypes.has(type) && !plainTypes.has(type)) return false
  if (otherTokens.some((name) => Object.hasOwn(claims, name))) return false
  // Keycloak names the kind inside.
  const kind = claims['typ']
  return typeof kind !== 'string' || !otherKinds.has(kind.toLowerCase())
}

function prepare(claims: Claims, issuer: KnownIssuer): ReadToken {
  const expiresAt = timeClaim(claims, 'exp')
  const issuedAt = timeClaim(claims, 'iat')
  const subject = textClaim(claims, 'sub') ?? textClaim(claims, 'client_id')
  const missing = expiresAt === undefined ? 'exp' : issuedAt === undefined ? 'iat' : 'sub'
  if (expiresAt === undefined || issuedAt === undefined || subject === undefined)
    return fail('token_claims_missing', issuer, `The claim “${missing}” is missing.`)
  const notBefore = claimOf(claims, 'nbf')
  const begins = notBefore === undefined ? 0 : timeClaim(claims, 'nbf')
  if (begins === undefined) return fail('token_claims_missing', issuer, 'The claim “nbf” is no time.')
  const { aud } = claims
  const confirmation = claimOf(claims, 'cnf')
  const boundTo =
    typeof confirmation === 'object' && confirmation !== null ? textClaim(confirmation as Claims, 'jkt') : undefined
  return {
    ok: true,
    token: {
      issuer,
      claims,
      issuedAt,
      expiresAt,
      notBefore: begins,
      audiences: typeof aud === 'string' ? [aud] : Array.isArray(aud) ? wordsOf(aud) : [],
      subject,
      user: userOf(claims, subject),
      boundTo,
      boundOtherwise: confirmation !== undefined && boundTo === undefined,
      revocationIds: revocationNames(claims, issuer, subject).map(wordsOfRevocation),
    },
  }
}

/** RFC 9068 §2.2: where nobody signed in, the subject is the client. */
function userOf(claims: Claims, subject: string): string | null {
  const client = textClaim(claims, 'client_id') ?? textClaim(claims, 'azp')
  return subject === client || claims['gty'] === 'client-credentials' || claims['idtyp'] === 'app' ? null : subject
}

/** Names of the revocations that would refuse a token: those of the built-in server as it writes them, others’ with their issuer before. */
export function revocationNames(claims: Claims, issuer: KnownIssuer, subject: string): string[] {
  const names = [`issuer:${issuer.issuer}`]
  const add = (of: string, value: string | undefined) => {
    if (value !== undefined) names.push(issuer.builtIn ? `${of}:${value}` : `${of}:${issuer.issuer} ${value}`)
  }
  add('jti', textClaim(claims, 'jti'))
  add('subject', subject)
  if (issuer.subjectClaim !== undefined) add('subject', textClaim(claims, issuer.subjectClaim))
  if (issuer.builtIn) {
    add('grant', textClaim(claims, 'gid'))
    add('client', textClaim(claims, 'client_id'))
  }
  return names
}

function wordsOfRevocation(id: string): Int32Array {
  const words = new Int32Array(4)
  idWords(REVOCATION, id, words)
  return words
}
