import type { LdapSettings } from '@gatehouse/contracts/identity-providers'
import type { Entry } from 'ldapts'
import type { DirectoryEntry } from '../adapter.ts'
import { isDisabled, statusAttributes } from './disabled.ts'
import { firstValue, rawValues } from './read-entry.ts'

/** Attributes that hold bytes rather than text, as servers write their names. */
const binaryIds = ['objectGUID', 'mS-DS-ConsistencyGuid', 'objectSid', 'nsUniqueId', 'GUID']

/** What is asked of a person: nothing that is not needed, least of all passwords. */
export function personAttributes(settings: LdapSettings): string[] {
  const { id, userName, name, email, disabled } = settings.attributes
  return [...new Set([id, userName, name, email, ...statusAttributes[disabled]])]
}

/** Names under which the id is asked for as bytes. Servers answer with their own spelling, not with ours. */
export function bytesOf(settings: LdapSettings): string[] {
  const { id } = settings.attributes
  const known = binaryIds.find((name) => name.toLowerCase() === id.toLowerCase())
  return known === undefined ? [] : [known, id, id.toLowerCase()]
}

/** The directory's own unchanging id of an entry, as text; undefined where it has none that may be read. */
export function externalIdOf(entry: Entry, settings: LdapSettings): string | undefined {
  const { id } = settings.attributes
  const value = rawValues(entry, id)[0]
  if (value === undefined || value.length === 0) return undefined
  if (!Buffer.isBuffer(value)) return value.slice(0, 200)
  return value.length === 16 && /guid$/i.test(id) ? guidText(value) : value.toString('hex').slice(0, 200)
}

/** A GUID as Active Directory's own tools write it: the first three parts are little-endian. */
export function guidText(bytes: Buffer): string {
  const hex = (from: number, to: number, turned: boolean) => {
    const part = Buffer.from(bytes.subarray(from, to))
    return (turned ? part.reverse() : part).toString('hex')
  }
  return [hex(0, 4, true), hex(4, 6, true), hex(6, 8, true), hex(8, 10, false), hex(10, 16, false)].join('-')
}

/** An entry as a person; undefined where it has no id or no user name, so is nobody's account. */
export function toPerson(entry: Entry, settings: LdapSettings, now: Date): DirectoryEntry | undefined {
  const externalId = externalIdOf(entry, settings)
  const userName = firstValue(entry, settings.attributes.userName)
  if (externalId === undefined || userName === undefined) return undefined
  const name = firstValue(entry, settings.attributes.name)
  const email = firstValue(entry, settings.attributes.email)
  return {
    externalId,
    userName: userName.slice(0, 200),
    ...(name === undefined ? {} : { name: name.slice(0, 200) }),
    ...(email === undefined ? {} : { email: email.slice(0, 320) }),
    active: !isDisabled(entry, settings.attributes.disabled, now),
  }
}
