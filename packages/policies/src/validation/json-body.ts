import { isAscii, isUtf8 } from 'node:buffer'
import { jsonErrorOffset } from './json-position.ts'
import { exceeds, mayExceed } from './json-structure.ts'
import { breachOf, defaultStructure, type LimitBreach, type StructuralLimits } from './structural-limits.ts'

export type ParsedBody =
  | { ok: true; value: unknown }
  /** `line` and `column` from 1; `breach` when it is beyond a limit, whether JSON or not. */
  | { ok: false; reason: string; line: number; column: number; breach?: LimitBreach }

const QUOTE = 0x22
const BACKSLASH = 0x5c

/**
 * Parses a JSON body (RFC 8259) and refuses what readers disagree about: invalid UTF-8, a byte order mark, a name twice in one object
 * (a backend may take the other one), and a structure beyond `limits`, before anything is built. `__proto__` is an ordinary name:
 * JSON.parse makes it an own property.
 */
export function parseJsonBody(bytes: Uint8Array, limits: StructuralLimits = defaultStructure): ParsedBody {
  const ascii = isAscii(bytes)
  if (!ascii && !isUtf8(bytes)) return { ok: false, reason: 'The body is not UTF-8.', line: 1, column: 1 }
  const scan = scanStructure(bytes, limits.jsonDepth)
  if (scan.tooDeepAt >= 0) return beyond(bytes, scan.tooDeepAt, breachOf('jsonDepth', limits))
  if (mayExceed(bytes.length, scan.colons, limits)) {
    const found = exceeds(bytes, limits)
    if (found !== null) return beyond(bytes, found.at, found.breach)
  }
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(ascii ? 'latin1' : 'utf8')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    const before = text.slice(0, jsonErrorOffset(text))
    const column = before.length - before.lastIndexOf('\n')
    return { ok: false, reason: 'The body cannot be parsed as JSON.', line: before.split('\n').length, column }
  }
  // As many colons outside strings as names in the result: no name was overwritten.
  if (countNames(value) !== scan.colons) {
    const at = findRepeatedName(bytes)
    return failure(bytes, at, 'A name stands twice in one object.')
  }
  return { ok: true, value }
}

function scanStructure(bytes: Uint8Array, maxDepth: number): { colons: number; tooDeepAt: number } {
  let colons = 0
  let depth = 0
  const length = bytes.length
  for (let i = 0; i < length; i += 1) {
    const byte = bytes[i] as number
    if (byte === QUOTE) {
      const near = i + longText
      for (i += 1; i < length && bytes[i] !== QUOTE; i += 1) {
        if (i >= near) {
          i = longTextEnd(bytes, i)
          break
        }
        if (bytes[i] === BACKSLASH) i += 1
      }
    } else if (byte === 0x3a) colons += 1
    else if (byte === 0x7b || byte === 0x5b) {
      depth += 1
      if (depth > maxDepth) return { colons, tooDeepAt: i }
    } else if (byte === 0x7d || byte === 0x5d) depth -= 1
  }
  return { colons, tooDeepAt: -1 }
}

/** From here on the platform's search is quicker than looking at each byte. */
const longText = 24

/** Where the text in which `from` stands, behind no backslash, has its closing quote; the length of the bytes when it has none. */
function longTextEnd(bytes: Uint8Array, from: number): number {
  // A quote ends the text unless it is escaped: by a backslash that is not itself one of a pair.
  for (let quote = bytes.indexOf(QUOTE, from); quote >= 0; quote = bytes.indexOf(QUOTE, quote + 1)) {
    let before = quote
    while (before > from && bytes[before - 1] === BACKSLASH) before -= 1
    if ((quote - before) % 2 === 0) return quote
  }
  return bytes.length
}

function countNames(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  let count = 0
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === 'object') count += countNames(item)
    return count
  }
  // Own names only by construction: JSON.parse gives plain objects, and nobody may add to Object.prototype.
  for (const name in value) {
    count += 1
    const member = (value as Record<string, unknown>)[name]
    if (typeof member === 'object') count += countNames(member)
  }
  return count
}

/** Byte offset of the first name that repeats one of its object; only called when there is one. */
function findRepeatedName(bytes: Uint8Array): number {
  const open: (Set<string> | null)[] = []
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i]
    if (byte === 0x7b) open.push(new Set())
    else if (byte === 0x5b) open.push(null)
    else if (byte === 0x7d || byte === 0x5d) open.pop()
    else if (byte === QUOTE) {
      const start = i
      for (i += 1; i < bytes.length && bytes[i] !== QUOTE; i += 1) if (bytes[i] === BACKSLASH) i += 1
      let next = i + 1
      while (bytes[next] === 0x20 || bytes[next] === 0x0a || bytes[next] === 0x0d || bytes[next] === 0x09) next += 1
      if (bytes[next] !== 0x3a) continue
      const name = JSON.parse(Buffer.from(bytes.subarray(start, i + 1)).toString('utf8')) as string
      const names = open[open.length - 1]
      if (names?.has(name)) return start
      names?.add(name)
    }
  }
  return 0
}

function beyond(bytes: Uint8Array, at: number, breach: LimitBreach): ParsedBody {
  return { ...failure(bytes, at, `The body may have ${breach.expected}.`), breach }
}

type Failure = Extract<ParsedBody, { ok: false }>

function failure(bytes: Uint8Array, at: number, reason: string): Failure {
  let line = 1
  let lineStart = 0
  for (let i = 0; i < at; i += 1) {
    if (bytes[i] !== 0x0a) continue
    line += 1
    lineStart = i + 1
  }
  return { ok: false, reason, line, column: at - lineStart + 1 }
}
