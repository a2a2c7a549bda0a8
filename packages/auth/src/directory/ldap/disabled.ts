import type { LdapSettings } from '@gatehouse/contracts/identity-providers'
import type { Entry } from 'ldapts'
import { firstValue } from './read-entry.ts'

type Way = LdapSettings['attributes']['disabled']

/** What must be read to know whether an account is on. Operational attributes come only by name. */
export const statusAttributes: Readonly<Record<Way, readonly string[]>> = {
  activeDirectory: ['userAccountControl', 'accountExpires'],
  pwdAccountLockedTime: ['pwdAccountLockedTime', 'pwdStartTime', 'pwdEndTime'],
  nsAccountLock: ['nsAccountLock'],
}

const accountDisable = 0x2n
/** `accountExpires` of an account that does not: 0, or the largest number that fits (MS-ADA1). */
const never = [0n, 0x7fff_ffff_ffff_ffffn]
/** Between 1601, where Windows begins to count, and 1970, in steps of 100 ns. */
const epochGap = 116_444_736_000_000_000n

/**
 * Whether an account is switched off. A lock after too many wrong passwords is none: whoever types them in would end somebody
 * else's access; the directory itself refuses the sign-in meanwhile.
 */
export function isDisabled(entry: Entry, way: Way, now: Date): boolean {
  if (way === 'activeDirectory') return disabledInActiveDirectory(entry, now)
  if (way === 'nsAccountLock') return /^true$/i.test(firstValue(entry, 'nsAccountLock') ?? '')
  if (firstValue(entry, 'pwdAccountLockedTime') === '000001010000Z') return true
  const start = generalizedTime(firstValue(entry, 'pwdStartTime'))
  const end = generalizedTime(firstValue(entry, 'pwdEndTime'))
  return (start !== undefined && start > now.getTime()) || (end !== undefined && end <= now.getTime())
}

function disabledInActiveDirectory(entry: Entry, now: Date): boolean {
  const flags = wholeNumber(firstValue(entry, 'userAccountControl'))
  if (flags !== undefined && (flags & accountDisable) !== 0n) return true
  const expires = wholeNumber(firstValue(entry, 'accountExpires'))
  if (expires === undefined || never.includes(expires)) return false
  return (expires - epochGap) / 10_000n <= BigInt(now.getTime())
}

function wholeNumber(text: string | undefined): bigint | undefined {
  return text !== undefined && /^-?\d{1,20}$/.test(text) ? BigInt(text) : undefined
}

/** Milliseconds of a time like `20270131120000Z` (RFC 4517 §3.3.13), as far as policies write it. */
function generalizedTime(text: string | undefined): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(?:[.,]\d+)?Z$/.exec(text ?? '')
  if (parts === null) return undefined
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '0'] = parts
  return Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second))
}
