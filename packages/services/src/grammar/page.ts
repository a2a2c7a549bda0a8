import { DomainError } from './domain-error.ts'

/** Encodes the sort key of the last row of a page as an opaque cursor. */
export function encodeCursor(...parts: (string | number)[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url')
}

/** Decodes a cursor into exactly `length` parts. */
export function decodeCursor(cursor: string, length: number): string[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    if (Array.isArray(parts) && parts.length === length && parts.every(isKey)) return parts.map(String)
  } catch {
    // Falls through to the one refusal below.
  }
  throw foreignCursor()
}

/** A number that stands in a cursor, at most `max`. */
export function cursorNumber(part: string | undefined, max = 2_147_483_647): number {
  if (part === undefined || !/^\d{1,16}$/.test(part) || Number(part) > max) throw foreignCursor()
  return Number(part)
}

function foreignCursor(): DomainError {
  return new DomainError('invalid_input', 'The cursor is not one that this list gave.')
}

/** Whoever makes up a cursor can put into it what the database refuses. */
function isKey(part: unknown): boolean {
  return typeof part === 'number' || (typeof part === 'string' && part.isWellFormed() && !part.includes('\0'))
}

/** Cuts `limit + 1` fetched rows into a page. */
export function toPage<T, V>(
  rows: readonly T[],
  limit: number,
  view: (row: T) => V,
  cursor: (row: T) => string,
): { items: V[]; next: string | null } {
  const kept = rows.slice(0, limit)
  const last = kept.at(-1)
  return { items: kept.map(view), next: rows.length > limit && last !== undefined ? cursor(last) : null }
}
