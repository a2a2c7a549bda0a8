import type { Json } from '@gatehouse/contracts/json'

/** A field's place in words: `rateLimit.requestsPerMinute` → `rate limit › requests per minute`. */
export function fieldText(path: readonly string[], names: Readonly<Record<string, string>>): string {
  if (path.length === 0) return 'value'
  return path.map((part) => names[part] ?? wordsOf(part)).join(' › ')
}

/** A value as one line; ids by the name that the thing has now. */
export function valueText(value: Json, names: Readonly<Record<string, string>>): string {
  if (value === null) return 'none'
  if (value === '') return 'empty'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'string') return names[value] ?? value
  if (typeof value === 'number') return String(value)
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map((item) => valueText(item, names)).join(', ')
  const members = Object.entries(value)
  return members.length === 0
    ? 'none'
    : members.map(([key, member]) => `${fieldText([key], names)} ${valueText(member, names)}`).join(', ')
}

function wordsOf(name: string): string {
  if (!/^[a-z][a-zA-Z0-9]*$/.test(name)) return name
  return name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase()
}
