import type { OidcSettings } from '@gatehouse/contracts/identity-providers'
import type { ProviderAdapter } from '../adapter.ts'
import type { ProviderNetwork } from '../provider-network.ts'
import { discoverOidc } from './discover.ts'
import { verifyLogoutToken } from './logout-token.ts'
import { registerOidcClient, removeOidcClient } from './register-client.ts'
import { beginOidcSignIn, endOidcSignIn } from './sign-in.ts'
import { verifyOidcToken } from './verify-token.ts'

/** OpenID Connect providers: sign-in by code flow, tokens, back-channel logout, clients by registration. */
export function oidcAdapter(network: ProviderNetwork): ProviderAdapter<OidcSettings> {
  return {
    kind: 'oidc',
    discover: (call) => discoverOidc(network, call),
    beginSignIn: (call, request) => beginOidcSignIn(network, call, request),
    endSignIn: (call, answer) => endOidcSignIn(network, call, answer),
    verifyToken: (call, token) => verifyOidcToken(network, call, token),
    verifyLogout: (call, token) => verifyLogoutToken(network, call, token),
    registerClient: (call, client) => registerOidcClient(network, call, client),
    removeClient: (call, client) => removeOidcClient(network, call, client),
  }
}
