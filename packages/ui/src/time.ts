import { unitSpace } from './format.ts'

/** An instant as ISO 8601 text, epoch milliseconds or Date. */
export type Instant = string | number | Date

export function toMillis(value: Instant): number {
  return value instanceof Date ? value.getTime() : typeof value === 'number' ? value : Date.parse(value)
}

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** `just now`, `40 s ago`, `in 2 h`, `3 d ago`; from 30 days on the date. `now` is epoch milliseconds. */
export function formatRelative(value: Instant, now: number): string {
  const at = toMillis(value)
  if (Number.isNaN(at)) return 'unknown'
  const distance = now - at
  const size = Math.abs(distance)
  if (size < 5 * second) return 'just now'
  if (size >= 30 * day) return formatDate(at)
  const [step, unit] =
    size < minute ? [second, 's'] : size < hour ? [minute, 'min'] : size < day ? [hour, 'h'] : [day, 'd']
  const text = `${Math.floor(size / step)}${unitSpace}${unit}`
  return distance >= 0 ? `${text} ago` : `in ${text}`
}

/** `22 Nov 2026`, in the zone (IANA name), UTC when none is given. */
export function formatDate(value: Instant, zone = 'UTC'): string {
  return part(value, zone, { day: 'numeric', month: 'short', year: 'numeric' })
}

/** `22 Nov 2026, 09:20:13 UTC`: the exact instant, for hovering and audit. */
export function formatInstant(value: Instant, zone = 'UTC'): string {
  if (Number.isNaN(toMillis(value))) return 'unknown'
  const date = formatDate(value, zone)
  const time = part(value, zone, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  })
  return `${date}, ${time}`
}

/** `09:20`, in the zone. */
export function formatClock(value: Instant, zone = 'UTC', withSeconds = false): string {
  return part(value, zone, {
    hour: '2-digit',
    minute: '2-digit',
    ...(withSeconds ? { second: '2-digit' } : {}),
    hourCycle: 'h23',
  })
}

const formatters = new Map<string, Intl.DateTimeFormat>()

function part(value: Instant, zone: string, options: Intl.DateTimeFormatOptions): string {
  const at = toMillis(value)
  if (Number.isNaN(at)) return 'unknown'
  const key = zone + JSON.stringify(options)
  let formatter = formatters.get(key)
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: zone })
    formatters.set(key, formatter)
  }
  return formatter.format(at)
}
