/** Thin (narrow no-break) space between groups of digits. */
export const thinSpace = '\u202f'

/** No-break space between a number and its unit. */
export const unitSpace = '\u00a0'

const minus = '\u2212'
const dash = '–'

type Maybe = number | null | undefined

const missing = (value: Maybe): value is null | undefined =>
  value === null || value === undefined || !Number.isFinite(value)

function grouped(value: number, fractionDigits = 0): string {
  const [whole = '0', fraction] = Math.abs(value).toFixed(fractionDigits).split('.')
  const separated = whole.length > 4 ? whole.replace(/\B(?=(?:\d{3})+$)/g, thinSpace) : whole
  const negative = value < 0 && Number(`${whole}.${fraction ?? 0}`) !== 0
  return `${negative ? minus : ''}${separated}${fraction ? `.${fraction}` : ''}`
}

const trimmed = (value: number, digits: number) =>
  grouped(Number(value.toFixed(digits)), 0 === value % 1 ? 0 : decimalsOf(value, digits))

function decimalsOf(value: number, most: number): number {
  const text = value.toFixed(most).replace(/0+$/, '').replace(/\.$/, '')
  return text.split('.')[1]?.length ?? 0
}

/** Whole number with thin separators from five digits on: `1204`, `12 041`. */
export function formatCount(value: Maybe): string {
  return missing(value) ? dash : grouped(Math.round(value))
}

/** Short number of three significant digits: `1.2 M`, `84`, `12.4 k`. */
export function formatCompact(value: Maybe): string {
  if (missing(value)) return dash
  const size = Math.abs(value)
  const steps: [number, string][] = [
    [1e12, 'T'],
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ]
  for (const [step, unit] of steps) {
    // 999 950 would round to "1000 k": let it be "1 M".
    if (size >= step * 0.9995) {
      const scaled = value / step
      const digits = Math.abs(scaled) >= 99.95 ? 0 : 1
      return `${trimmed(scaled, digits)}${unitSpace}${unit}`
    }
  }
  return trimmed(value, size >= 100 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : 2)
}

/** Bytes in binary steps: `512 B`, `1.5 KiB`, `20 MiB`. */
export function formatBytes(bytes: Maybe): string {
  if (missing(bytes)) return dash
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  let value = Math.abs(bytes)
  let unit = 0
  while (value >= 1023.95 && unit < units.length - 1) {
    value /= 1024
    unit += 1
  }
  const signed = bytes < 0 ? -value : value
  return `${trimmed(signed, unit === 0 || value >= 99.95 ? 0 : 1)}${unitSpace}${units[unit] ?? 'B'}`
}

/** A duration given in milliseconds, from µs to days: `740 µs`, `84 ms`, `1.2 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatDuration(milliseconds: Maybe): string {
  if (missing(milliseconds)) return dash
  const size = Math.abs(milliseconds)
  const sign = milliseconds < 0 ? minus : ''
  if (size === 0) return `0${unitSpace}ms`
  if (size < 0.9995) return `${sign}${Math.round(size * 1000)}${unitSpace}µs`
  if (size < 999.5) return `${sign}${trimmed(size, size < 9.95 ? 1 : 0)}${unitSpace}ms`
  if (size < 59_500) return `${sign}${trimmed(size / 1000, size < 9_950 ? 1 : 0)}${unitSpace}s`
  const seconds = Math.round(size / 1000)
  const pair = (big: number, bigUnit: string, small: number, smallUnit: string) =>
    `${sign}${big}${unitSpace}${bigUnit}${small > 0 ? ` ${small}${unitSpace}${smallUnit}` : ''}`
  if (seconds < 3600) return pair(Math.floor(seconds / 60), 'min', seconds % 60, 's')
  if (seconds < 86_400) return pair(Math.floor(seconds / 3600), 'h', Math.floor((seconds % 3600) / 60), 'min')
  return pair(Math.floor(seconds / 86_400), 'd', Math.floor((seconds % 86_400) / 3600), 'h')
}

/** Microseconds, as the gateway measures its phases. */
export function formatMicroseconds(microseconds: Maybe): string {
  return missing(microseconds) ? dash : formatDuration(microseconds / 1000)
}

/** A share between 0 and 1: `0.3 %`, `41 %`; a tiny share is `< 0.1 %`, never a false zero. */
export function formatPercent(share: Maybe): string {
  if (missing(share)) return dash
  const percent = share * 100
  const size = Math.abs(percent)
  if (size > 0 && size < 0.1) return `< 0.1${unitSpace}%`
  if (percent > 99.9 && percent < 100) return `> 99.9${unitSpace}%`
  return `${trimmed(percent, size >= 9.95 ? 0 : 1)}${unitSpace}%`
}

/** Relative change with its sign: `+12 %`, `−31 %`, `±0 %`. No change can be told from zero. */
export function formatChange(before: Maybe, after: Maybe): string {
  if (missing(before) || missing(after)) return dash
  if (before === 0) return after === 0 ? `±0${unitSpace}%` : 'new'
  const share = (after - before) / Math.abs(before)
  const rounded = Math.round(share * 100)
  if (rounded === 0) return `±0${unitSpace}%`
  return `${rounded > 0 ? '+' : minus}${grouped(Math.abs(rounded))}${unitSpace}%`
}

/** Money given in minor units (cents) with its ISO 4217 currency: `1 204.50 EUR`. Digits follow the currency. */
export function formatMoney(minorUnits: Maybe | bigint, currency: string): string {
  if (minorUnits === null || minorUnits === undefined) return dash
  const amount = typeof minorUnits === 'bigint' ? minorUnits : BigInt(Math.round(minorUnits))
  const digits = currencyDigits(currency)
  const text = (amount < 0n ? -amount : amount).toString().padStart(digits + 1, '0')
  const whole = text.slice(0, text.length - digits)
  const fraction = digits > 0 ? `.${text.slice(-digits)}` : ''
  const separated = whole.length > 3 ? whole.replace(/\B(?=(?:\d{3})+$)/g, thinSpace) : whole
  return `${amount < 0n ? minus : ''}${separated}${fraction}${unitSpace}${currency}`
}

function currencyDigits(currency: string): number {
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  } catch {
    return 2
  }
}

/** Format by name, so that server components can hand it to charts and tables. */
export type NumberFormat = 'count' | 'compact' | 'percent' | 'duration' | 'bytes' | { money: string } | { unit: string }

export function formatNumber(value: Maybe, format: NumberFormat = 'compact'): string {
  if (typeof format === 'object') {
    if ('money' in format) return formatMoney(value, format.money)
    return missing(value) ? dash : `${formatCompact(value)}${unitSpace}${format.unit}`
  }
  const formats = {
    count: formatCount,
    compact: formatCompact,
    percent: formatPercent,
    duration: formatDuration,
    bytes: formatBytes,
  }
  return formats[format](value)
}

/** `1 call`, `3 calls`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}

/** Long id with its middle left out: `req_01J9…4f2a`. */
export function shortenMiddle(value: string, head = 8, tail = 4): string {
  return value.length <= head + tail + 1 ? value : `${value.slice(0, head)}…${value.slice(-tail)}`
}
