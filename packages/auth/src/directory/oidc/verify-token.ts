import type { OidcSettings } from '@gatehouse/contracts/identity-providers'
import {
  createLocalJWKSet,
  errors,
  type JSONWebKeySet,
  type JWTVerifyOptions,
  type JWTVerifyResult,
  jwtVerify,
} from 'jose'
import { tokenIntrospection } from 'openid-client'
import { type ProviderCall, ProviderError } from '../adapter.ts'
import type { ProviderNetwork } from '../provider-network.ts'
import { openClient, skewSeconds } from './client.ts'
import { toProviderError } from './faults.ts'
import { readKeys } from './keys.ts'
import { readMetadata, tokenAlgorithms } from './metadata.ts'

type Call = ProviderCall<OidcSettings>

/**
 * Judges a token that a caller of an API showed: signature, issuer, times. Audience and claims are the affair of the API's rule. An
 * opaque one is asked for at the provider where the settings say so.
 */
export async function verifyOidcToken(
  network: ProviderNetwork,
  call: Call,
  token: string,
): Promise<Readonly<Record<string, unknown>>> {
  if (token.split('.').length === 3) return (await verifySigned(network, call, token, {})).payload
  if (!call.settings.introspection)
    throw new ProviderError('refused', 'The token is opaque, and introspection is off for this provider.')
  return introspect(network, call, token)
}

/** Signature, issuer and times of a signed token; `more`: what else must hold. */
export async function verifySigned(
  network: ProviderNetwork,
  call: Call,
  token: string,
  more: Pick<JWTVerifyOptions, 'audience' | 'typ' | 'requiredClaims'>,
): Promise<JWTVerifyResult> {
  const metadata = await readMetadata(network, call.settings.issuer, call.signal)
  const keys = await readKeys(network, metadata.jwks_uri, call.signal)
  try {
    return await jwtVerify(token, createLocalJWKSet({ keys: [...keys] } as JSONWebKeySet), {
      ...more,
      issuer: call.settings.issuer,
      algorithms: [...tokenAlgorithms],
      clockTolerance: skewSeconds,
      currentDate: call.now(),
    })
  } catch (error) {
    throw ofJose(error)
  }
}

function ofJose(error: unknown): unknown {
  const because = { cause: error }
  if (error instanceof errors.JWTExpired) return new ProviderError('expired', 'The token has expired.', because)
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'nbf') return new ProviderError('expired', 'The token is not valid yet.', because)
    const claim = /^[a-z_]{1,20}$/.test(error.claim) ? error.claim : 'content'
    return new ProviderError('untrusted', `The token’s ${claim} is missing or another one’s.`, because)
  }
  if (error instanceof errors.JWKSNoMatchingKey)
    return new ProviderError('untrusted', 'The token is signed with a key that the provider does not publish.', because)
  if (error instanceof errors.JWSSignatureVerificationFailed || error instanceof errors.JWKSMultipleMatchingKeys)
    return new ProviderError('untrusted', 'The token’s signature is not one of the provider.', because)
  if (error instanceof errors.JOSEAlgNotAllowed || error instanceof errors.JOSENotSupported)
    return new ProviderError('untrusted', 'The token is not signed with a public key of the provider.', because)
  if (error instanceof errors.JOSEError)
    return new ProviderError('malformed', 'The token is not a signed one.', because)
  return error
}

async function introspect(network: ProviderNetwork, call: Call, token: string) {
  const metadata = await readMetadata(network, call.settings.issuer, call.signal)
  if (metadata.introspection_endpoint === undefined)
    throw new ProviderError('settings', 'The provider names no introspection endpoint (RFC 7662).')
  try {
    const answer = await tokenIntrospection(openClient(network, call, metadata, []), token)
    if (!answer.active) throw new ProviderError('refused', 'The provider says that the token is not active.')
    const claims = { ...answer } as Record<string, unknown>
    if (claims.iss !== undefined && claims.iss !== call.settings.issuer)
      throw new ProviderError('untrusted', 'The token’s iss is another one’s.')
    const now = call.now().getTime() / 1000
    if (typeof claims.exp === 'number' && claims.exp + skewSeconds < now)
      throw new ProviderError('expired', 'The token has expired.')
    if (typeof claims.nbf === 'number' && claims.nbf - skewSeconds > now)
      throw new ProviderError('expired', 'The token is not valid yet.')
    return claims
  } catch (error) {
    throw toProviderError(error)
  }
}
