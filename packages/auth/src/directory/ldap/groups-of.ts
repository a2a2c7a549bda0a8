import type { LdapSettings } from '@gatehouse/contracts/identity-providers'
import type { LdapConnection } from './connection.ts'
import { nameKey } from './distinguished-name.ts'
import { externalIdOf } from './entries.ts'
import { deepestGroup } from './nested-groups.ts'
import { firstValue } from './read-entry.ts'
import { andEquals, atMost, parseFilter, searchPages } from './search.ts'

const mostGroupsOfOne = 1_000

export type GroupOfPerson = { readonly externalId: string; readonly name: string }

/** The groups of one person, those that his groups are in included. Undefined where the settings name no groups. */
export async function groupsOf(
  connection: LdapConnection,
  settings: LdapSettings,
  person: { readonly dn: string; readonly userName: string },
): Promise<readonly GroupOfPerson[] | undefined> {
  const { groupsBase } = settings
  if (groupsBase === undefined || groupsBase === '') return undefined
  const filter = parseFilter(settings.groupsFilter, settings)
  const { id, name, members } = settings.attributes
  const found = new Map<string, GroupOfPerson>()
  let level = [members.toLowerCase() === 'memberuid' ? person.userName : person.dn]
  for (let depth = 0; depth <= deepestGroup && level.length > 0; depth += 1) {
    const next: string[] = []
    for (const member of level) {
      const search = { base: groupsBase, filter: andEquals(filter, members, member), attributes: [id, name] }
      for await (const page of searchPages(connection, settings, search)) {
        for (const entry of page) {
          const key = nameKey(entry.dn) ?? entry.dn
          const externalId = externalIdOf(entry, settings)
          if (found.has(key) || externalId === undefined) continue
          found.set(key, { externalId, name: firstValue(entry, name) ?? entry.dn })
          next.push(entry.dn)
        }
      }
      atMost(found.size, mostGroupsOfOne, 'groups of one person')
    }
    level = members.toLowerCase() === 'memberuid' ? [] : next
  }
  return [...found.values()]
}
