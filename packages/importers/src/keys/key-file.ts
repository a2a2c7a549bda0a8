/** What a file of keys says, as each reader gives it. Every record of the file is in `records` or in `refused`, never in both. */
export type KeyFile = {
  records: KeyRecord[]
  refused: RefusedKey[]
  /** Parts of the file that are no keys, counted by what they are: `services`, `consumers without a key`. */
  leftOut: { what: string; count: number }[]
}

export type KeyRecord = KeyOrigin & {
  /** The key itself, or the SHA-256 of it (lower-case hex). */
  key: { value: string } | { sha256: string }
  /** ACL groups, policies, usage plans and tags (`tag:…`): what plans are chosen by. */
  groups: string[]
  scopes: string[]
  /** Milliseconds since 1970; null: it has no end. */
  expiresAt: number | null
}

export type RefusedKey = KeyOrigin & { reason: string }

/** Where a record stands in its file and what it calls itself. */
export type KeyOrigin = { at: string; name: string | null; consumer: string | null }

export type SourceFile = { name: string; text: string }

/** A file that cannot be read at all; says why, in a sentence. */
export class UnreadableKeyFile extends Error {}

const longest = 512

/** A record's raw parts, judged: what no HTTP client can send as a key, or what has ended, is refused. */
export function judgeKey(
  origin: KeyOrigin,
  raw: {
    value?: unknown
    sha256?: unknown
    groups?: readonly string[]
    scopes?: readonly string[]
    expiresAt?: unknown
  },
  now: number,
): KeyRecord | RefusedKey {
  const refused = (reason: string): RefusedKey => ({ ...origin, reason })
  const expiresAt = readInstant(raw.expiresAt)
  if (expiresAt === undefined) return refused('Its end is no date.')
  if (expiresAt !== null && expiresAt <= now) return refused('It has ended.')
  const more = { groups: [...new Set(raw.groups ?? [])], scopes: [...new Set(raw.scopes ?? [])], expiresAt }
  if (more.groups.length > 50 || more.scopes.length > 50) return refused('It has more than 50 groups or scopes.')
  const value = text(raw.value)
  const sha256 = text(raw.sha256)?.toLowerCase()
  if (value !== null && sha256 !== undefined) return refused('It has a value and a hash; give one of the two.')
  if (value !== null) {
    if (value.length > longest) return refused(`The key is longer than ${longest} characters.`)
    if (!/^[\x21-\x7e]+$/.test(value)) return refused('The key has spaces or characters that no header carries.')
    return { ...origin, ...more, key: { value } }
  }
  if (sha256 === undefined) return refused('It has neither a value nor a hash.')
  if (!/^[0-9a-f]{64}$/.test(sha256)) return refused('The hash is no SHA-256 (64 hexadecimal digits).')
  return { ...origin, ...more, key: { sha256 } }
}

/** Sorts judged records into a file's two lists. */
export function keyFileOf(judged: readonly (KeyRecord | RefusedKey)[], leftOut: ReadonlyMap<string, number>): KeyFile {
  const file: KeyFile = { records: [], refused: [], leftOut: [] }
  for (const one of judged) {
    if ('reason' in one) file.refused.push(one)
    else file.records.push(one)
  }
  file.leftOut = [...leftOut].filter(([, count]) => count > 0).map(([what, count]) => ({ what, count }))
  return file
}

/** Text of a member that may be absent or a number; null: nothing. */
export function text(value: unknown): string | null {
  if (typeof value === 'number') return String(value)
  const trimmed = typeof value === 'string' ? value.trim() : ''
  return trimmed === '' ? null : trimmed
}

/** What people see of a name, whatever the source allowed. */
export const named = (value: unknown): string | null =>
  text(value)
    ?.replaceAll(/\p{Cc}+/gu, ' ')
    .slice(0, 80) ?? null

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
export const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
export const textsOf = (value: unknown): string[] => listOf(value).flatMap((one) => named(one) ?? [])

/** ISO 8601, or seconds since 1970; 0, negative and absent: no end. Undefined: neither. */
function readInstant(value: unknown): number | null | undefined {
  if (value === undefined || value === null || value === '') return null
  const number = typeof value === 'number' ? value : /^-?\d+$/.test(String(value)) ? Number(value) : undefined
  if (number !== undefined) {
    if (number <= 0) return null
    return number > 1e14 ? undefined : number > 1e11 ? number : number * 1000
  }
  const time = Date.parse(String(value))
  return Number.isNaN(time) ? undefined : time
}
