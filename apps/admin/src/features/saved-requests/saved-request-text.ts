import type { Json } from '@gatehouse/contracts/json'
import { mostSavedRequests, type SavedRequest, savedRequest } from '@gatehouse/contracts/saved-requests'

type Pair = { name: string; value: string }

/** `GET /orders/{id}` or `PUT /orders/o-1`. */
export function callText({ call }: SavedRequest): string {
  return call.by === 'operation' ? call.operation : `${call.method} ${call.path}`
}

/** `Must answer 2xx, with 2 values as given` */
export function expectText({ expect: { status, json } }: SavedRequest): string {
  const values =
    json.length === 0 ? '' : json.length === 1 ? ', with one value as given' : `, with ${json.length} values as given`
  return `Must answer ${status}${values}`
}

/** Names and values as people write them, one a line. */
export function writePairs(pairs: readonly Pair[], between: ': ' | ' = '): string {
  return pairs.map(({ name, value }) => `${name}${between}${value}`).join('\n')
}

export function readPairs(text: string, between: ':' | '='): Pair[] {
  return linesOf(text).map((line) => {
    const at = line.indexOf(between)
    return at === -1 ? { name: line, value: '' } : { name: line.slice(0, at).trim(), value: line.slice(at + 1).trim() }
  })
}

/** `/items/0/sku = "A-1"`, one a line. */
export function writeChecks(checks: SavedRequest['expect']['json']): string {
  return checks.map(({ pointer, equals }) => `${pointer} = ${JSON.stringify(equals)}`.trimStart()).join('\n')
}

/** A value that is no JSON is taken as a text, so that quotes can be left out. */
export function readChecks(text: string): SavedRequest['expect']['json'] {
  return linesOf(text).map((line) => {
    const at = line.indexOf('=')
    return at === -1
      ? { pointer: line, equals: true }
      : { pointer: line.slice(0, at).trim(), equals: jsonOr(line.slice(at + 1).trim()) }
  })
}

/** `201`, or `2xx` for any of its class; as it is written where it is neither. */
export function readStatus(text: string): number | string {
  return /^\d+$/.test(text.trim()) ? Number(text) : text.trim().toLowerCase()
}

/** An id that no other has, made of the name. */
export function freeId(name: string, taken: ReadonlySet<string>): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 50)
    .replaceAll(/^-|-$/g, '')
  const base = plain || 'request'
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? base : `${base}-${number}`
    if (!taken.has(id)) return id
  }
}

/** Those that are there with those of a file behind them, as many as there is room for. */
export function joined(there: readonly SavedRequest[], more: readonly SavedRequest[]): SavedRequest[] {
  const all = [...there]
  const taken = new Set(there.map(({ id }) => id))
  for (const request of more) {
    if (all.length >= mostSavedRequests) break
    const id = taken.has(request.id) ? freeId(request.name, taken) : request.id
    taken.add(id)
    all.push({ ...request, id })
  }
  return all
}

/** The field of the form that holds a part of a request: `/headers/0/name` is written in `headers`. */
export function fieldOf(path: readonly PropertyKey[]): string {
  const [first, second, third] = path.map(String)
  if (first === 'call')
    return second === 'pathValues' && third !== undefined ? `pathValues.${third}` : (second ?? 'path')
  if (first === 'expect') return second === 'json' ? 'checks' : 'status'
  return first ?? 'name'
}

/** A request as the form says it, or what is wrong with each field. */
export function checkRequest(written: unknown): { request: SavedRequest } | { wrong: Record<string, string> } {
  const parsed = savedRequest.safeParse(written)
  if (parsed.success) return { request: parsed.data }
  const wrong: Record<string, string> = {}
  for (const { path, message } of parsed.error.issues) wrong[fieldOf(path)] ??= lineOf(path) + message
  return { wrong }
}

/** Which line of its field is meant. */
function lineOf(path: readonly PropertyKey[]): string {
  const line = path.find((part) => typeof part === 'number')
  return line === undefined ? '' : `Line ${line + 1} `
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

function jsonOr(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}
