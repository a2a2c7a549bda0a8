import { PresenceFilter } from 'ldapts'
import { type Discovery, ProviderError } from '../adapter.ts'
import type { ProviderNetwork } from '../provider-network.ts'
import { type LdapCall, openLdap } from './connection.ts'
import { externalIdOf, personAttributes, toPerson } from './entries.ts'
import { valuesOf } from './read-entry.ts'
import { parseFilter, searchSome } from './search.ts'

const sample = 200
const pagedResults = '1.2.840.113556.1.4.319'

/** Connects, signs in and looks at the first persons and groups: whether a sync and a sign-in could work. */
export async function discoverLdap(call: LdapCall, network: ProviderNetwork): Promise<Discovery> {
  const { settings } = call
  const started = performance.now()
  const connection = await openLdap(call, network)
  try {
    await connection.bindService()
    const anything = new PresenceFilter({ attribute: 'objectClass' })
    const rootAttributes = ['vendorName', 'vendorVersion', 'supportedControl', 'dnsHostName', 'namingContexts']
    const [root] = await searchSome(
      connection,
      settings,
      { base: '', scope: 'base', filter: anything, attributes: rootAttributes },
      1,
    )
    const persons = await searchSome(
      connection,
      settings,
      {
        base: settings.personsBase,
        filter: parseFilter(settings.personsFilter, settings),
        attributes: personAttributes(settings),
      },
      sample,
    )
    if (persons.length > 0 && persons.every((entry) => externalIdOf(entry, settings) === undefined))
      throw new ProviderError(
        'settings',
        `Persons come without ${settings.attributes.id}: the directory has no such attribute, or the account may not read it.`,
      )
    const accounts = persons.flatMap((entry) => toPerson(entry, settings, call.now()) ?? [])
    const { groupsBase } = settings
    const groups =
      groupsBase === undefined || groupsBase === ''
        ? undefined
        : await searchSome(
            connection,
            settings,
            {
              base: groupsBase,
              filter: parseFilter(settings.groupsFilter, settings),
              attributes: [settings.attributes.id],
            },
            sample,
          )
    const server = root ? [...valuesOf(root, 'vendorName'), ...valuesOf(root, 'vendorVersion')].join(' ') : ''
    const paged = root !== undefined && valuesOf(root, 'supportedControl').includes(pagedResults)
    return {
      health: {
        state: accounts.length === 0 ? 'failing' : 'well',
        sentence: accounts.length === 0 ? nobody(settings.attributes.userName, persons.length) : '',
        at: call.now().toISOString(),
        tookMs: Math.round(performance.now() - started),
      },
      facts: [
        {
          name: 'Connection',
          value: settings.url.startsWith('ldaps:') ? 'LDAPS' : settings.startTls ? 'StartTLS' : 'not encrypted',
        },
        ...(server === '' ? [] : [{ name: 'Server', value: server.slice(0, 200) }]),
        { name: 'Persons', value: counted(accounts.length, persons.length) },
        ...(accounts.length === 0
          ? []
          : [{ name: 'Of these disabled', value: String(accounts.filter(({ active }) => !active).length) }]),
        ...(groups === undefined ? [] : [{ name: 'Groups', value: counted(groups.length, groups.length) }]),
        { name: 'Pages', value: paged ? 'yes' : 'not offered' },
      ],
      findings: [
        ...(paged
          ? []
          : [
              {
                level: 'warn' as const,
                sentence:
                  'The server does not offer paged results: a large directory may be cut off by its size limit.',
              },
            ]),
        ...(groups?.length === 0
          ? [{ level: 'warn' as const, sentence: 'No group was found: check the groups’ base and filter.' }]
          : []),
        ...(groups === undefined
          ? [{ level: 'warn' as const, sentence: 'No base of groups is set: groups can give no roles and teams.' }]
          : []),
      ],
    }
  } finally {
    await connection.close()
  }
}

function counted(count: number, read: number): string {
  return read >= sample ? `more than ${count - 1}` : String(count)
}

function nobody(userName: string, entries: number): string {
  return entries === 0
    ? 'Nobody was found: check the base and the filter of persons, and what the account may read.'
    : `Entries were found, but none has ${userName}: name the attribute with which persons sign in.`
}
