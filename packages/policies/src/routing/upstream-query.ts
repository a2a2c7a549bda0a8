import { decodeQuery, eachPair } from '../validation/query.ts'
import { decodeSegment } from './target.ts'
import { TemplateError } from './template.ts'

/**
 * What the mapping itself writes into the backend's query, before the caller's own: texts and captures in turn. `names` are its alone, so
 * that a caller cannot say them a second time and be read instead.
 */
export type UpstreamQuery = {
  readonly texts: readonly string[]
  readonly captures: readonly number[]
  readonly names: readonly string[]
}

/** An upstream path in two: `/order?id={orderId}` asks for `/order` with a query; null where it has none. */
export function splitUpstream(to: string): { path: string; query: string | null } {
  const mark = to.indexOf('?')
  return mark < 0 ? { path: to, query: null } : { path: to.slice(0, mark), query: to.slice(mark + 1) }
}

/**
 * Reads the query of an upstream path. `parameters` are those of the operation's own path, `declared` the names of its query parameters:
 * those the caller writes. Throws TemplateError with a sentence that says what is wrong.
 */
export function parseUpstreamQuery(
  query: string,
  parameters: readonly string[],
  declared: readonly string[],
): UpstreamQuery {
  const names: string[] = []
  eachPair(query, 0, (start, equals) => {
    const raw = query.slice(start, equals)
    const name = decodeQuery(raw)
    if (name === '') throw new TemplateError('The query has a value without a name.')
    if (/[{}]/.test(raw)) throw new TemplateError(`Only values are filled in, not the name “${raw}”.`)
    if (declared.includes(name))
      throw new TemplateError(`“${name}” is a query parameter of the operation: the caller writes it.`)
    names.push(name)
  })
  if (names.length === 0) throw new TemplateError('The query after “?” is empty.')
  const texts: string[] = []
  const captures: number[] = []
  let from = 0
  for (const match of query.matchAll(/\{([^{}]*)\}/g)) {
    const index = parameters.indexOf(match[1] ?? '')
    if (index < 0)
      throw new TemplateError(`The upstream query names “${match[0]}”, which the operation’s path does not have.`)
    texts.push(query.slice(from, match.index))
    captures.push(index)
    from = match.index + match[0].length
  }
  texts.push(query.slice(from))
  if (texts.some((text) => /[{}]/.test(text))) throw new TemplateError(`Braces in “${query}” do not match.`)
  return { texts, captures, names }
}

/** Captures are raw bytes of a path, where `&`, `=` and `+` are plain characters: in a query they are escaped. */
export function fillUpstreamQuery({ texts, captures }: UpstreamQuery, values: readonly string[]): string {
  let query = texts[0] ?? ''
  for (let i = 0; i < captures.length; i += 1) {
    const raw = values[captures[i] ?? 0] ?? ''
    query += encodeURIComponent(decodeSegment(raw) ?? raw) + (texts[i + 1] ?? '')
  }
  return query
}
