import type { LdapSettings } from '@gatehouse/contracts/identity-providers'
import { type Entry, PresenceFilter } from 'ldapts'
import { ProviderError } from '../adapter.ts'
import type { LdapConnection } from './connection.ts'
import { valuesOf } from './read-entry.ts'
import { searchSome } from './search.ts'

/** More parts than this of one group are no group: 1,500 members each in Active Directory. */
const mostParts = 200

/**
 * All members of a group. Active Directory gives a large group's members in parts, under names like `member;range=0-1499`, the last
 * of which ends in `*` (MS-ADTS §3.1.1.3.1.3.3).
 */
export async function membersOf(connection: LdapConnection, settings: LdapSettings, group: Entry): Promise<string[]> {
  const { members } = settings.attributes
  const found = valuesOf(group, members)
  let part = rangeOf(group, members)
  for (let count = 1; part !== undefined; count += 1) {
    for (const value of part.values) found.push(value)
    if (part.last) return found
    if (count > mostParts) throw new ProviderError('too_large', 'A group of the directory does not end.')
    const next = `${members};range=${part.to + 1}-*`
    const search = {
      base: group.dn,
      scope: 'base',
      filter: new PresenceFilter({ attribute: 'objectClass' }),
      attributes: [next],
    } as const
    const [more] = await searchSome(connection, settings, search, 1)
    const following = more && rangeOf(more, members)
    if (following !== undefined && following.to <= part.to && !following.last)
      throw new ProviderError('malformed', 'The directory repeats the members of a group.')
    part = following
  }
  return found
}

type Part = { values: readonly string[]; to: number; last: boolean }

function rangeOf(entry: Entry, attribute: string): Part | undefined {
  for (const name of Object.keys(entry)) {
    const [, base = '', to = ''] = /^([^;]+);range=\d+-(\d+|\*)$/i.exec(name) ?? []
    if (base.toLowerCase() !== attribute.toLowerCase()) continue
    return { values: valuesOf(entry, name), to: to === '*' ? 0 : Number(to), last: to === '*' }
  }
  return undefined
}
