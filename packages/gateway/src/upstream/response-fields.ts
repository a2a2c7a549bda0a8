import type { ResponseHead } from './response-parser.ts'

const actions = {
  forward: 0,
  drop: 1,
  connection: 2,
  length: 3,
  date: 4,
  via: 5,
  limit: 6,
  deprecation: 7,
  sunset: 8,
} as const

const actionsByName = new Map<string, number>([
  ['connection', actions.connection],
  ['keep-alive', actions.drop],
  ['proxy-connection', actions.drop],
  ['proxy-authenticate', actions.drop],
  ['proxy-authorization', actions.drop],
  ['te', actions.drop],
  ['trailer', actions.drop],
  ['transfer-encoding', actions.drop],
  ['upgrade', actions.drop],
  ['x-request-id', actions.drop],
  ['content-length', actions.length],
  ['date', actions.date],
  ['via', actions.via],
  ['ratelimit', actions.limit],
  ['ratelimit-policy', actions.limit],
  ['deprecation', actions.deprecation],
  ['sunset', actions.sunset],
])

const seen = new Map<string, number>()
const mostSpellings = 2048

function actionOf(name: string): number {
  const known = seen.get(name)
  if (known !== undefined) return known
  const action = actionsByName.get(name.toLowerCase()) ?? actions.forward
  if (seen.size < mostSpellings) seen.set(name, action)
  return action
}

export type ClientFields = { fields: string[]; dated: boolean }

/**
 * The fields that a client gets of a backend's answer: hop-by-hop and `Connection`-named ones dropped (ours are added afterwards, so
 * none of them can be named away), Content-Length only where it says the truth, order and repeated lines kept (`Set-Cookie`). What
 * `own` says of limits and of the version's end stands instead of the backend's.
 */
export function clientFields(head: ResponseHead, own: readonly string[], via: string, isHead: boolean): ClientFields {
  const raw = head.rawHeaders
  const fields: string[] = []
  let dated = false
  let named: string[] | undefined
  let earlierVia = ''
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i] as string
    const value = raw[i + 1] as string
    switch (actionOf(name)) {
      case actions.forward:
        fields.push(name, value)
        break
      case actions.connection:
        named = connectionNames(named, value)
        break
      case actions.length:
        // Of a 204 it is forbidden (RFC 9110 §8.6); of HEAD and 304 it speaks of the answer to GET.
        if (head.status !== 204 && (head.length >= 0 || isHead)) fields.push(name, value)
        break
      case actions.date:
        dated = true
        fields.push(name, value)
        break
      case actions.via:
        earlierVia = `${earlierVia}${value}, `
        break
      case actions.limit:
        if (!own.includes('RateLimit')) fields.push(name, value)
        break
      case actions.deprecation:
        if (!own.includes('Deprecation')) fields.push(name, value)
        break
      case actions.sunset:
        if (!own.includes('Sunset')) fields.push(name, value)
        break
      default:
    }
  }
  const kept = named === undefined ? fields : without(fields, named)
  kept.push('via', earlierVia + via)
  return { fields: kept, dated }
}

function connectionNames(before: string[] | undefined, value: string): string[] | undefined {
  if (value === 'keep-alive' || value === 'close') return before
  const names = before ?? []
  for (const option of value.toLowerCase().split(',')) names.push(option.trim())
  return names
}

/** Names that a backend may not take out of an answer: they decide where it ends. */
const needed = new Set(['content-length', 'date'])

function without(fields: string[], names: string[]): string[] {
  const kept: string[] = []
  for (let i = 0; i < fields.length; i += 2) {
    const name = fields[i] as string
    const lower = name.toLowerCase()
    if (names.includes(lower) && !needed.has(lower)) continue
    kept.push(name, fields[i + 1] as string)
  }
  return kept
}
