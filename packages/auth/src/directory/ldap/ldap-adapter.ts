import type { LdapSettings } from '@gatehouse/contracts/identity-providers'
import type { ProviderAdapter } from '../adapter.ts'
import type { ProviderNetwork } from '../provider-network.ts'
import { checkLdapPassword } from './check-password.ts'
import { discoverLdap } from './discover.ts'
import { listLdapPeople } from './list-people.ts'
import { lookUpInLdap } from './look-up.ts'

/** LDAP and Active Directory: sign-in by search and bind, persons and groups in pages. Each call has a connection of its own. */
export function ldapAdapter(network: ProviderNetwork): ProviderAdapter<LdapSettings> {
  return {
    kind: 'ldap',
    discover: (call) => discoverLdap(call, network),
    checkPassword: (call, given) => checkLdapPassword(call, given, network),
    listPeople: (call) => listLdapPeople(call, network),
    lookUp: (call, userName) => lookUpInLdap(call, userName, network),
  }
}
