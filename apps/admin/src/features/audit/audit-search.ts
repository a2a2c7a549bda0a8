'use client'
import type { EndpointInput } from '@gatehouse/contracts/endpoint'
import type { listAudit } from '@gatehouse/contracts/endpoints/audit'
import { parseAsArrayOf, parseAsString, useQueryStates } from 'nuqs'
import { given } from '../../api/read.ts'

export type AuditQuery = EndpointInput<typeof listAudit>

const spans: Readonly<Record<string, { label: string; hours: number }>> = {
  '1h': { label: 'Last hour', hours: 1 },
  '24h': { label: 'Last 24 hours', hours: 24 },
  '7d': { label: 'Last 7 days', hours: 168 },
  '28d': { label: 'Last 28 days', hours: 672 },
}
const monthName = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' })

/** Times to choose from: spans up to now, then calendar months (UTC), the newest first. */
export function timeOptions(now = new Date()): { value: string; label: string }[] {
  const months = Array.from({ length: 13 }, (_, back) => {
    const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1))
    const label = back === 0 ? 'This month' : back === 1 ? 'Last month' : monthName.format(month)
    return { value: month.toISOString().slice(0, 7), label }
  })
  return [...Object.entries(spans).map(([value, { label }]) => ({ value, label })), ...months]
}

/** The bounds of a chosen time; spans are rounded to the minute, so that the question stays the same while one reads its answer. */
export function boundsOf(when: string | null, now = Date.now()): { from?: string; to?: string } {
  const span = when === null ? undefined : spans[when]
  if (span) return { from: new Date(Math.floor(now / 60_000) * 60_000 - span.hours * 3_600_000).toISOString() }
  const month = when === null ? null : /^(20\d\d)-(0[1-9]|1[0-2])$/.exec(when)
  if (!month) return {}
  const [year, index] = [Number(month[1]), Number(month[2]) - 1]
  return {
    from: new Date(Date.UTC(year, index, 1)).toISOString(),
    to: new Date(Date.UTC(year, index + 1, 1)).toISOString(),
  }
}

const parsers = {
  action: parseAsArrayOf(parseAsString),
  actorId: parseAsString,
  targetId: parseAsString,
  apiId: parseAsString,
  teamId: parseAsString,
  requestId: parseAsString,
  when: parseAsString,
  text: parseAsString,
}

/** The search as the address of the page holds it. */
export function useAuditSearch() {
  const [state, setState] = useQueryStates(parsers)
  const { when, ...exact } = state
  const search = given({ ...exact, ...boundsOf(when) }) as Omit<AuditQuery, 'cursor' | 'limit'>
  return { state, setState, search, filtered: Object.values(state).some((value) => value !== null) }
}

/** What a typed text asks for: an id that was pasted finds its entries, everything else is words of what changed. */
export function askedBy(
  text: string,
): { actorId: string } | { targetId: string } | { requestId: string } | { text: string | null } {
  const word = text.trim()
  if (/^(per|sa|idp)_[0-9a-f]{32}$/.test(word)) return { actorId: word }
  if (/^req_[0-9a-f]{32}$/.test(word)) return { requestId: word }
  if (/^[a-z]{2,4}_[0-9a-f]{32}$/.test(word)) return { targetId: word }
  return { text: word === '' ? null : word }
}
