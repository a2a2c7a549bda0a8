import type { PersonFound } from '../adapter.ts'
import type { ProviderNetwork } from '../provider-network.ts'
import { findByUserName } from './check-password.ts'
import { type LdapCall, openLdap } from './connection.ts'
import { toPerson } from './entries.ts'
import { groupsOf } from './groups-of.ts'
import { valuesOf } from './read-entry.ts'

/** What the directory says of a user name, as the sync and a sign-in would read it; undefined where it knows nobody of that name. */
export async function lookUpInLdap(
  call: LdapCall,
  userName: string,
  network: ProviderNetwork,
): Promise<PersonFound | undefined> {
  const connection = await openLdap(call, network)
  try {
    await connection.bindService()
    const entry = await findByUserName(connection, call, userName.trim())
    if (entry === undefined) return undefined
    const person = toPerson(entry, call.settings, call.now())
    const groups = await groupsOf(connection, call.settings, { dn: entry.dn, userName: person?.userName ?? userName })
    return {
      place: entry.dn,
      ...(person === undefined ? {} : { person }),
      attributes: Object.keys(entry)
        .filter((name) => name !== 'dn')
        .map((name) => ({ name, values: valuesOf(entry, name).slice(0, 20).map(printable) }))
        .filter(({ values }) => values.length > 0),
      groups: groups ?? [],
    }
  } finally {
    await connection.close()
  }
}

/** Bytes that are no text are shown by their length. */
function printable(value: string): string {
  const binary = /\p{Cc}|\ufffd/u.test(value.replace(/\s/g, ''))
  return binary ? `${Buffer.byteLength(value)} bytes` : value.slice(0, 500)
}
