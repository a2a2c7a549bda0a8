import { randomBytes } from 'node:crypto'
import { type Entry, InvalidCredentialsError } from 'ldapts'
import type { VerifiedPerson } from '../adapter.ts'
import type { ProviderNetwork } from '../provider-network.ts'
import { type LdapCall, type LdapConnection, openLdap } from './connection.ts'
import { personAttributes, toPerson } from './entries.ts'
import { groupsOf } from './groups-of.ts'
import { ldapFault } from './ldap-fault.ts'
import { andEquals, parseFilter, searchSome } from './search.ts'

/**
 * Finds whoever has this user name and signs him in with this password. An unknown name, two entries of one name and a wrong password
 * are one answer after the same steps: a search, then a bind, to a name that nobody has where there is none.
 */
export async function checkLdapPassword(
  call: LdapCall,
  given: { readonly userName: string; readonly password: string },
  network: ProviderNetwork,
): Promise<VerifiedPerson | undefined> {
  const { settings } = call
  const userName = given.userName.trim()
  // A bind without a password is none: the directory says yes to it for any name (RFC 4513 §5.1.2).
  if (given.password === '' || userName === '' || userName.length > 200) return undefined
  const connection = await openLdap(call, network)
  try {
    await connection.bindService()
    const entry = await findByUserName(connection, call, userName)
    const dn = entry?.dn ?? `cn=${randomBytes(16).toString('hex')},${settings.personsBase}`
    if (!(await fits(connection, call, dn, given.password)) || entry === undefined) return undefined
    const person = toPerson(entry, settings, call.now())
    if (person === undefined || !person.active) return undefined
    // The person may not be allowed to read groups; the account of the settings is.
    await connection.bindService()
    const groups = await groupsOf(connection, settings, { dn, userName: person.userName })
    return {
      subject: person.externalId,
      directoryId: person.externalId,
      ...(person.name === undefined ? {} : { name: person.name }),
      ...(person.email === undefined ? {} : { email: person.email }),
      // Many directories let persons write their own address, so it proves nothing.
      emailVerified: false,
      ...(groups === undefined ? {} : { groups: groups.map(({ externalId }) => externalId) }),
    }
  } finally {
    await connection.close()
  }
}

/** The only entry with a user name; undefined where there is none, or more than one. */
export async function findByUserName(
  connection: LdapConnection,
  call: LdapCall,
  userName: string,
): Promise<Entry | undefined> {
  const { settings } = call
  const search = {
    base: settings.personsBase,
    filter: andEquals(parseFilter(settings.personsFilter, settings), settings.attributes.userName, userName),
    attributes: personAttributes(settings),
  }
  const found = await searchSome(connection, settings, search, 2)
  return found.length === 1 ? found[0] : undefined
}

async function fits(connection: LdapConnection, call: LdapCall, dn: string, password: string): Promise<boolean> {
  try {
    await connection.client.bind(dn, password)
    return true
  } catch (error) {
    // 49: it does not fit; 32, 48, 53: the account may not sign in so, which is the person's affair and not the provider's.
    const code = error instanceof Error && 'code' in error ? Number(error.code) : 0
    if (error instanceof InvalidCredentialsError || [32, 48, 53].includes(code)) return false
    throw ldapFault(error, call.settings, 'bind')
  }
}
