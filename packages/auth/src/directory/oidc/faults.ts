import {
  AuthorizationResponseError,
  ClientError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'openid-client'
import { ProviderError } from '../adapter.ts'

/** Codes of RFC 6749 and OpenID Connect are short and plain; anything else a provider writes is not repeated. */
const plainCode = (code: string) => (/^[a-z_]{1,40}$/.test(code) ? code : 'an error')

/** What openid-client threw, as what the provider did wrong. A throw that is not about the provider stays as it is: our defect. */
export function toProviderError(error: unknown): unknown {
  const own = causes(error).find((one) => one instanceof ProviderError)
  if (own) return own
  if (error instanceof AuthorizationResponseError) return ofAuthorization(error)
  if (error instanceof ResponseBodyError) return ofToken(error)
  if (error instanceof WWWAuthenticateChallengeError) return ofChallenge(error)
  if (error instanceof ClientError) return ofAnswer(error)
  return error
}

function causes(error: unknown): unknown[] {
  const found: unknown[] = []
  for (let one = error; one !== undefined && found.length < 8; one = one instanceof Error ? one.cause : undefined)
    found.push(one)
  return found
}

function ofAuthorization(error: AuthorizationResponseError): ProviderError {
  const code = plainCode(error.error)
  const more: Readonly<Record<string, string>> = {
    access_denied: 'The provider did not let the person in: no access to this application, or the person cancelled.',
    invalid_scope: 'The provider does not know one of the scopes that are asked for.',
    unauthorized_client: 'The provider does not let this client sign persons in.',
    temporarily_unavailable: 'The provider says that it is not available now.',
    server_error: 'The provider says that it failed.',
  }
  return new ProviderError('refused', more[code] ?? `The provider refused the sign-in: ${code}.`, { cause: error })
}

function ofToken(error: ResponseBodyError): ProviderError {
  const code = plainCode(error.error)
  if (code === 'invalid_grant')
    return new ProviderError('replayed', 'The provider refused the code: it was used before, or is too old.', {
      cause: error,
    })
  if (code === 'invalid_client' || code === 'unauthorized_client' || error.status === 401)
    return new ProviderError('settings', 'The provider does not accept the client id with this secret.', {
      cause: error,
    })
  return new ProviderError('refused', `The provider answered ${code} where the code is exchanged.`, { cause: error })
}

/** A 401 with a challenge: Basic where the client proves itself, Bearer where its access token is shown. */
function ofChallenge(error: WWWAuthenticateChallengeError): ProviderError {
  const because = { cause: error }
  if (error.cause.some(({ scheme }) => scheme === 'basic'))
    return new ProviderError('settings', 'The provider does not accept the client id with this secret.', because)
  return new ProviderError('refused', 'The provider does not take its own access token at userinfo.', because)
}

function ofAnswer(error: ClientError): ProviderError {
  const told = causes(error)
    .map((one) => (one instanceof Error ? one.message : ''))
    .join(' ')
  const claim = claimOf(error)
  const because = { cause: error }
  switch (error.code) {
    case 'OAUTH_JWT_CLAIM_COMPARISON_FAILED':
      if (claim === 'nonce')
        return new ProviderError(
          'replayed',
          'The ID token was made for another sign-in: its nonce is not ours.',
          because,
        )
      return new ProviderError(
        'untrusted',
        `The ID token is not for us: its ${claim ?? 'content'} is another one’s.`,
        because,
      )
    case 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED':
      return new ProviderError(
        'expired',
        'The ID token is too old or not valid yet. Check the clocks of both sides.',
        because,
      )
    case 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED':
      return new ProviderError(
        'untrusted',
        'The provider speaks of two different persons or issuers in one sign-in.',
        because,
      )
    case 'OAUTH_KEY_SELECTION_FAILED':
      return new ProviderError(
        'untrusted',
        'The ID token is signed with a key that the provider does not publish.',
        because,
      )
    case 'OAUTH_UNSUPPORTED_OPERATION':
      return new ProviderError('untrusted', 'The ID token is not signed with a public key of the provider.', because)
    case 'OAUTH_TIMEOUT':
    case 'OAUTH_ABORT':
      return new ProviderError('timeout', 'The provider did not answer in time.', because)
  }
  if (/"nonce"/.test(told))
    return new ProviderError('replayed', 'The ID token was made for no sign-in of ours: its nonce is missing.', because)
  if (/signature|"alg"/i.test(told))
    return new ProviderError('untrusted', 'The ID token’s signature is not one of the provider.', because)
  if (/"iss"/.test(told))
    return new ProviderError('untrusted', 'The answer is of another issuer than the one that was asked.', because)
  if (/"state"/.test(told))
    return new ProviderError('replayed', 'The answer belongs to another sign-in: its state is not ours.', because)
  if (/only once/.test(told)) return new ProviderError('malformed', 'The answer says one thing twice.', because)
  return new ProviderError('malformed', 'The provider’s answer is not what OpenID Connect says.', because)
}

function claimOf(error: unknown): string | undefined {
  for (const one of causes(error)) {
    const claim = typeof one === 'object' && one !== null && 'claim' in one ? one.claim : undefined
    if (typeof claim === 'string' && /^[a-z_]{1,20}$/.test(claim)) return claim
  }
  return undefined
}
