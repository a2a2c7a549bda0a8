import type { OidcSettings } from '@gatehouse/contracts/identity-providers'
import { type LogoutNotice, type ProviderCall, ProviderError } from '../adapter.ts'
import type { ProviderNetwork } from '../provider-network.ts'
import { verifySigned } from './verify-token.ts'

const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout'
/** A logout is told when it happens; an old one is a replay. */
const longestAgeSeconds = 300

/**
 * Judges a back-channel logout token (OpenID Connect Back-Channel Logout 1.0 §2.6): its own type, so that no ID token passes for it; the
 * event; a subject or a session; and no nonce. That its `jti` comes once, whoever keeps what was seen must see to.
 */
export async function verifyLogoutToken(
  network: ProviderNetwork,
  call: ProviderCall<OidcSettings>,
  token: string,
): Promise<LogoutNotice> {
  const { payload } = await verifySigned(network, call, token, {
    audience: call.settings.clientId,
    typ: 'logout+jwt',
    requiredClaims: ['iat', 'jti'],
  })
  const { events, nonce, sub, sid, jti, iat } = payload
  const event =
    typeof events === 'object' && events !== null ? (events as Record<string, unknown>)[logoutEvent] : undefined
  if (typeof event !== 'object' || event === null || Array.isArray(event))
    throw new ProviderError('malformed', 'The token does not say that somebody signed out.')
  if (nonce !== undefined) throw new ProviderError('malformed', 'A logout token has no nonce: this is an ID token.')
  if (typeof jti !== 'string' || jti === '') throw new ProviderError('malformed', 'The token has no id of its own.')
  if (Number(iat) < call.now().getTime() / 1000 - longestAgeSeconds)
    throw new ProviderError('expired', 'The logout was told too long ago.')
  const subject = typeof sub === 'string' && sub !== '' ? sub : undefined
  const session = typeof sid === 'string' && sid !== '' ? sid : undefined
  if (subject === undefined && session === undefined)
    throw new ProviderError('malformed', 'The token does not say who signed out.')
  return {
    tokenId: jti,
    ...(subject === undefined ? {} : { subject }),
    ...(session === undefined ? {} : { session }),
  }
}
