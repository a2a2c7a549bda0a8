import { ldapSettings, oidcSettings, samlSettings } from '@gatehouse/contracts/identity-providers'
import { ldapAdapter } from './ldap/ldap-adapter.ts'
import { oidcAdapter } from './oidc/oidc-adapter.ts'
import { type ProviderKind, providerKind } from './provider-kind.ts'
import type { ProviderNetwork } from './provider-network.ts'
import { samlAdapter } from './saml/saml-adapter.ts'

/** The kinds that the product brings along, one line each. Further ones come with the installation (`identity.kinds`). */
export function builtInKinds(network: ProviderNetwork): readonly ProviderKind[] {
  return [
    providerKind(oidcAdapter(network), oidcSettings),
    providerKind(samlAdapter(network), samlSettings),
    providerKind(ldapAdapter(network), ldapSettings),
  ]
}
