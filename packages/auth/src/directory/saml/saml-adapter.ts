import type { SamlSettings } from '@gatehouse/contracts/identity-providers'
import type { ProviderAdapter } from '../adapter.ts'
import type { ProviderNetwork } from '../provider-network.ts'
import { discoverSaml } from './discover.ts'
import { beginSamlSignIn, endSamlSignIn } from './sign-in.ts'

/** SAML 2.0 providers: sign-in that begins here, answered by a post. Only `discover` asks anybody; all else is between browser and us. */
export function samlAdapter(network: ProviderNetwork): ProviderAdapter<SamlSettings> {
  return {
    kind: 'saml',
    discover: (call) => discoverSaml(network, call),
    beginSignIn: beginSamlSignIn,
    endSignIn: endSamlSignIn,
  }
}
