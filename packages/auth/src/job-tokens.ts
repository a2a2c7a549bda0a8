import {
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type JSONWebKeySet,
  type JWTPayload,
  jwtVerify,
} from 'jose'
import { readKeys } from './directory/oidc/keys.ts'
import { discoveryUrl, tokenAlgorithms } from './directory/oidc/metadata.ts'
import { readProviderJson } from './directory/oidc/read-json.ts'
import type { ProviderNetwork } from './directory/provider-network.ts'

/** Tokens with which a pipeline's job says who it is (GitHub Actions, GitLab): judged by their issuer's keys. */

const keptMs = 10 * 60_000
/** An unknown key id makes us look again, but not more often: who invents ids must not make us ask. */
const lookAgainMs = 30_000
const visitMs = 10_000
const skewSeconds = 60
const longestLifeSeconds = 24 * 3600

export class JobTokenRefused extends Error {}

/** Issuer and key id that a token claims; nothing of it is true yet. Undefined when it is no signed token. */
export function claimedIssuer(token: string): { issuer: string; kid: string | undefined } | undefined {
  try {
    const { iss } = decodeJwt(token)
    const { kid } = decodeProtectedHeader(token)
    return typeof iss === 'string' ? { issuer: iss, kid } : undefined
  } catch {
    return undefined
  }
}

type Kept = { keys: JSONWebKeySet; at: number }

/** Finds issuers' keys over the guarded network and keeps them for ten minutes. */
export function createJobTokenVerifier(network: ProviderNetwork, now: () => Date = () => new Date()) {
  const kept = new Map<string, Kept>()

  async function keysOf(issuer: string, kid: string | undefined): Promise<JSONWebKeySet> {
    const known = kept.get(issuer)
    const age = known === undefined ? Number.POSITIVE_INFINITY : now().getTime() - known.at
    const knows = known?.keys.keys.some((key) => kid === undefined || key.kid === kid) ?? false
    if (known !== undefined && (knows ? age < keptMs : age < lookAgainMs)) return known.keys
    const signal = AbortSignal.timeout(visitMs)
    try {
      const place = await keysPlace(network, issuer, signal)
      const keys = { keys: [...(await readKeys(network, place, signal))] } as JSONWebKeySet
      kept.set(issuer, { keys, at: now().getTime() })
      return keys
    } catch (error) {
      // An issuer that is away for a while: what its keys were a moment ago still holds.
      if (known !== undefined && knows && age < 6 * keptMs) return known.keys
      const reason = error instanceof Error ? error.message : 'It does not answer.'
      throw new JobTokenRefused(`The issuer’s keys cannot be read. ${reason}`)
    }
  }

  /** The claims of a token of this issuer. Throws JobTokenRefused with a sentence that says what is wrong. */
  return async function verifyJobToken(token: string, issuer: string, kid: string | undefined): Promise<JWTPayload> {
    const keys = await keysOf(issuer, kid)
    try {
      const { payload } = await jwtVerify(token, createLocalJWKSet(keys), {
        issuer,
        algorithms: [...tokenAlgorithms],
        clockTolerance: skewSeconds,
        currentDate: now(),
        requiredClaims: ['iss', 'sub', 'aud', 'exp', 'iat'],
      })
      if ((payload.exp ?? 0) - (payload.iat ?? 0) > longestLifeSeconds)
        throw new JobTokenRefused('The token lives longer than a day: this is none of a job.')
      return payload
    } catch (error) {
      throw inWords(error)
    }
  }
}

/** Where an issuer of jobs has its keys. It signs nobody in, so its document has less than an identity provider's. */
async function keysPlace(network: ProviderNetwork, issuer: string, signal: AbortSignal): Promise<string> {
  const document = await readProviderJson(network, 'The discovery document', discoveryUrl(issuer), signal)
  if (document.issuer !== issuer) throw new JobTokenRefused('Its discovery document names another issuer.')
  const place = String(document.jwks_uri)
  const sameOrigin = URL.canParse(place) && new URL(place).origin === new URL(issuer).origin
  if (!sameOrigin && !place.startsWith('https://')) throw new JobTokenRefused('Its keys do not travel safely.')
  return place
}

export type VerifyJobToken = ReturnType<typeof createJobTokenVerifier>

function inWords(error: unknown): unknown {
  if (error instanceof errors.JWTExpired) return new JobTokenRefused('The token has expired: claim `exp`.')
  if (error instanceof errors.JWTClaimValidationFailed)
    return new JobTokenRefused(`The token’s claim \`${error.claim}\` is missing or not as it must be.`)
  if (error instanceof errors.JWKSNoMatchingKey) return new JobTokenRefused('The issuer has no key of this id.')
  if (error instanceof errors.JWSSignatureVerificationFailed) return new JobTokenRefused('The signature does not hold.')
  if (error instanceof errors.JOSEError) return new JobTokenRefused('The token is none that can be judged.')
  return error
}
