import { invalidRequest } from './problem.ts'

export interface Page {
  readonly limit: number
  readonly cursor: string | undefined
}

export function readPage(query: URLSearchParams): Page {
  return { limit: readInteger(query, 'limit', 1, 100, 20), cursor: query.get('cursor') ?? undefined }
}

export function readInteger(
  query: URLSearchParams,
  name: string,
  lowest: number,
  highest: number,
  fallback: number,
): number {
  const text = query.get(name)
  if (text === null) return fallback
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= lowest && value <= highest) return value
  throw invalidRequest([{ pointer: name, message: `must be a whole number from ${lowest} to ${highest}` }])
}

export function readBoolean(query: URLSearchParams, name: string): boolean | undefined {
  const text = query.get(name)
  if (text === null) return undefined
  if (text === 'true' || text === 'false') return text === 'true'
  throw invalidRequest([{ pointer: name, message: 'must be true or false' }])
}

export function readInstant(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name)
  if (text === null) return undefined
  const value = Date.parse(text)
  if (/^\d{4}-\d\d-\d\dT/.test(text) && !Number.isNaN(value)) return value
  throw invalidRequest([{ pointer: name, message: 'must be a date and time such as 2026-01-01T00:00:00Z' }])
}

export function readOneOf<Value extends string>(
  query: URLSearchParams,
  name: string,
  values: readonly Value[],
): Value | undefined {
  const text = query.get(name)
  return text === null ? undefined : oneOf(text, name, values)
}

/** Comma-separated, as `style: form, explode: false` writes a list. */
export function readListOf<Value extends string>(
  query: URLSearchParams,
  name: string,
  values: readonly Value[],
): readonly Value[] | undefined {
  return query
    .get(name)
    ?.split(',')
    .map((text) => oneOf(text, name, values))
}

/** One page of a list whose items have ids; the cursor is the last id of the page before. */
export function pageOf<Item extends { readonly id: string }>(
  items: readonly Item[],
  { limit, cursor }: Page,
): { items: readonly Item[]; nextCursor?: string } {
  const before = cursor === undefined ? undefined : Buffer.from(cursor, 'base64url').toString('utf8')
  const index = before === undefined ? -1 : items.findIndex(({ id }) => id === before)
  if (before !== undefined && index < 0)
    throw invalidRequest([{ pointer: 'cursor', message: 'does not belong to this list' }])
  const page = items.slice(index + 1, index + 1 + limit)
  const last = page.at(-1)
  return last && index + 1 + limit < items.length
    ? { items: page, nextCursor: Buffer.from(last.id).toString('base64url') }
    : { items: page }
}

function oneOf<Value extends string>(text: string, name: string, values: readonly Value[]): Value {
  const found = values.find((value) => value === text)
  if (found === undefined) throw invalidRequest([{ pointer: name, message: `must be one of ${values.join(', ')}` }])
  return found
}
