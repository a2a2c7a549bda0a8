import type { OidcSettings } from '@gatehouse/contracts/identity-providers'
import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
} from 'openid-client'
import {
  type ProviderCall,
  ProviderError,
  type SignInAnswer,
  type SignInRedirect,
  type SignInRequest,
  type VerifiedPerson,
} from '../adapter.ts'
import type { ProviderNetwork } from '../provider-network.ts'
import { areComplete, type Claims, personOf } from './claims.ts'
import { openClient, skewSeconds } from './client.ts'
import { toProviderError } from './faults.ts'
import { readKeys } from './keys.ts'
import { readMetadata } from './metadata.ts'

type Call = ProviderCall<OidcSettings>

/** Where the browser goes: code flow with PKCE (S256), state and nonce, whatever the provider says that it needs. */
export async function beginOidcSignIn(
  network: ProviderNetwork,
  call: Call,
  request: SignInRequest,
): Promise<SignInRedirect> {
  const metadata = await readMetadata(network, call.settings.issuer, call.signal)
  const verifier = randomPKCECodeVerifier()
  const nonce = randomNonce()
  const config = openClient(network, call, metadata, [])
  const scopes = new Set(['openid', ...call.settings.scopes])
  const url = buildAuthorizationUrl(config, {
    redirect_uri: request.returnUrl,
    scope: [...scopes].join(' '),
    state: request.state,
    nonce,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  })
  return { url: url.href, remember: { nonce, verifier, state: request.state, since: String(seconds(call.now())) } }
}

/** Exchanges the code and judges the ID token; what claims lack, userinfo says. Keys are read anew: a rotation needs nobody's help. */
export async function endOidcSignIn(
  network: ProviderNetwork,
  call: Call,
  answer: SignInAnswer,
): Promise<VerifiedPerson> {
  const { nonce, verifier, state, since } = answer.remembered
  if (nonce === undefined || verifier === undefined || state === undefined || since === undefined)
    throw new ProviderError('expired', 'What began this sign-in is not known any more.')
  const { settings } = call
  const metadata = await readMetadata(network, settings.issuer, call.signal)
  const keys = await readKeys(network, metadata.jwks_uri, call.signal)
  const config = openClient(network, call, metadata, keys)
  const url = new URL(answer.returnUrl)
  for (const [name, value] of answer.parameters) url.searchParams.append(name, value)
  try {
    const tokens = await authorizationCodeGrant(config, url, {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
      idTokenExpected: true,
    })
    const claims = tokens.claims() as Claims | undefined
    if (claims === undefined) throw new ProviderError('malformed', 'The provider gave no ID token.')
    if (Number(claims.iat) < Number(since) - skewSeconds)
      throw new ProviderError('replayed', 'The ID token is older than this sign-in.')
    if (areComplete(settings, claims) || metadata.userinfo_endpoint === undefined)
      return personOf(settings, claims, call.subjectClaim)
    const told = await fetchUserInfo(config, tokens.access_token, String(claims.sub))
    // What is signed goes before what is only told.
    return personOf(settings, { ...told, ...claims }, call.subjectClaim)
  } catch (error) {
    throw toProviderError(error)
  }
}

const seconds = (date: Date) => Math.floor(date.getTime() / 1000)
