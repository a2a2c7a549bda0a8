import type { LdapSettings } from '@gatehouse/contracts/identity-providers'
import { AndFilter, type Entry, EqualityFilter, type Filter, FilterParser } from 'ldapts'
import { ProviderError } from '../adapter.ts'
import type { LdapConnection } from './connection.ts'
import { bytesOf } from './entries.ts'
import { ldapFault } from './ldap-fault.ts'

export type Search = {
  readonly base: string
  readonly filter: Filter
  readonly attributes: readonly string[]
  readonly scope?: 'base' | 'sub'
}

/** A filter of the settings. Throws ProviderError where it is none. */
export function parseFilter(text: string, settings: LdapSettings): Filter {
  try {
    return FilterParser.parseString(text)
  } catch (error) {
    throw ldapFault(error, settings)
  }
}

/**
 * `filter`, and this attribute has this value. The value is put beside the filter, never into its text: what is typed as a user name
 * can hold any character and stays a value.
 */
export function andEquals(filter: Filter, attribute: string, value: string): Filter {
  return new AndFilter({ filters: [filter, new EqualityFilter({ attribute, value })] })
}

/** All entries in pages of the directory's making. References to other servers are not followed. */
export async function* searchPages(
  connection: LdapConnection,
  settings: LdapSettings,
  search: Search,
  pageSize = settings.pageSize,
): AsyncGenerator<readonly Entry[]> {
  const found = connection.client.searchPaginated(search.base, {
    ...options(settings, search),
    paged: { pageSize },
  })
  try {
    for await (const { searchEntries } of found) yield searchEntries
  } catch (error) {
    throw ldapFault(error, settings)
  }
}

/** At most `limit` entries. */
export async function searchSome(
  connection: LdapConnection,
  settings: LdapSettings,
  search: Search,
  limit: number,
): Promise<readonly Entry[]> {
  try {
    const { searchEntries } = await connection.client.search(search.base, {
      ...options(settings, search),
      sizeLimit: limit,
    })
    return searchEntries
  } catch (error) {
    const fault = ldapFault(error, settings)
    // The base itself is not there (or not yet): for one entry that means that there is none.
    if (search.scope === 'base' && fault.cause instanceof Error && 'code' in fault.cause && fault.cause.code === 32)
      return []
    throw fault
  }
}

function options(settings: LdapSettings, search: Search) {
  return {
    scope: search.scope ?? ('sub' as const),
    filter: search.filter,
    attributes: [...search.attributes],
    explicitBufferAttributes: bytesOf(settings),
    derefAliases: 'never' as const,
  }
}

/** Refuses what is more than any company has: a filter that catches everything, or a server that does not end. */
export function atMost(count: number, limit: number, what: string): void {
  if (count > limit)
    throw new ProviderError(
      'too_large',
      `The directory lists more than ${limit.toLocaleString('en')} ${what}: narrow the base or the filter.`,
    )
}
