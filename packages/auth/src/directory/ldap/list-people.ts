import type { LdapSettings } from '@gatehouse/contracts/identity-providers'
import { type DirectoryPage, ProviderError } from '../adapter.ts'
import type { ProviderNetwork } from '../provider-network.ts'
import { type LdapCall, type LdapConnection, openLdap } from './connection.ts'
import { nameKey } from './distinguished-name.ts'
import { externalIdOf, personAttributes, toPerson } from './entries.ts'
import { membersOf } from './group-members.ts'
import { type ListedGroup, personsOf } from './nested-groups.ts'
import { firstValue } from './read-entry.ts'
import { atMost, parseFilter, searchPages } from './search.ts'

const mostPersons = 200_000
const mostGroups = 20_000
const mostMemberships = 3_000_000
/** Members come with their group, so a page of groups is heavy. */
const groupsPerPage = 50

/**
 * Everybody and every group, persons first. In memory stays one line for each person (name and id) and each membership, never the
 * entries. Whatever is missing at the end is missing in the directory: anything that keeps a part away throws.
 */
export async function* listLdapPeople(call: LdapCall, network: ProviderNetwork): AsyncGenerator<DirectoryPage> {
  const { settings } = call
  const connection = await openLdap(call, network)
  try {
    await connection.bindService()
    const known = new Map<string, string>()
    let count = 0
    for await (const page of searchPages(connection, settings, {
      base: settings.personsBase,
      filter: parseFilter(settings.personsFilter, settings),
      attributes: personAttributes(settings),
    })) {
      const persons = []
      for (const entry of page) {
        const person = toPerson(entry, settings, call.now())
        if (externalIdOf(entry, settings) === undefined) throw unreadableId(settings)
        if (person === undefined) continue
        const key = memberKey(settings, memberIsUserName(settings) ? person.userName : entry.dn)
        if (key !== undefined) known.set(key, person.externalId)
        persons.push(person)
      }
      count += persons.length
      atMost(count, mostPersons, 'persons')
      if (persons.length > 0) yield { persons, groups: [] }
    }
    if (settings.groupsBase !== undefined && settings.groupsBase !== '')
      yield* listGroups(connection, settings, settings.groupsBase, known)
  } finally {
    await connection.close()
  }
}

async function* listGroups(
  connection: LdapConnection,
  settings: LdapSettings,
  base: string,
  known: ReadonlyMap<string, string>,
): AsyncGenerator<DirectoryPage> {
  const { id, name, members } = settings.attributes
  const groups = new Map<string, ListedGroup>()
  const search = { base, filter: parseFilter(settings.groupsFilter, settings), attributes: [id, name, members] }
  let memberships = 0
  for await (const page of searchPages(connection, settings, search, Math.min(settings.pageSize, groupsPerPage))) {
    for (const entry of page) {
      const externalId = externalIdOf(entry, settings)
      if (externalId === undefined) throw unreadableId(settings)
      const group: ListedGroup = { externalId, name: firstValue(entry, name) ?? entry.dn, persons: [], others: [] }
      for (const member of await membersOf(connection, settings, entry)) {
        const key = memberKey(settings, member)
        if (key === undefined) continue
        const person = known.get(key)
        if (person === undefined) group.others.push(key)
        else group.persons.push(person)
      }
      memberships += group.persons.length + group.others.length
      atMost(memberships, mostMemberships, 'memberships')
      groups.set(nameKey(entry.dn) ?? entry.dn, group)
    }
    atMost(groups.size, mostGroups, 'groups')
  }
  let page = []
  for (const [key, group] of groups) {
    page.push({ externalId: group.externalId, name: group.name.slice(0, 200), members: personsOf(key, groups) })
    if (page.length === groupsPerPage) {
      yield { persons: [], groups: page }
      page = []
    }
  }
  if (page.length > 0) yield { persons: [], groups: page }
}

/** Groups of the Unix schema name their members by user name, all others by distinguished name. */
function memberIsUserName(settings: LdapSettings): boolean {
  return settings.attributes.members.toLowerCase() === 'memberuid'
}

function memberKey(settings: LdapSettings, member: string): string | undefined {
  return memberIsUserName(settings) ? member.toLowerCase() : nameKey(member)
}

/** Ids that cannot be read look like persons who are gone; so the listing fails instead. */
function unreadableId(settings: LdapSettings): ProviderError {
  return new ProviderError(
    'settings',
    `Entries come without ${settings.attributes.id}: the directory has no such attribute, or the account may not read it.`,
  )
}
