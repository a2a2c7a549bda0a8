import { type AttributePath, parseAttributePath } from './attribute-path.ts'
import { refused, type Token, tokensOf } from './filter-tokens.ts'
import { ScimError } from './scim-error.ts'

export const comparisons = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'] as const
export type Comparison = (typeof comparisons)[number]
export type FilterValue = string | number | boolean | null

/** RFC 7644 §3.4.2.2. `has`: at least one value of a multi-valued attribute fulfils the inner filter by itself. */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'not'; readonly filter: Filter }
  | { readonly kind: 'has'; readonly path: AttributePath; readonly filter: Filter }
  | { readonly kind: 'present'; readonly path: AttributePath }
  | { readonly kind: 'compare'; readonly path: AttributePath; readonly op: Comparison; readonly value: FilterValue }

const deepest = 50
const most = 200

/** Reads a filter: `not` binds before `and` before `or`. Throws `invalidFilter`. */
export function parseFilter(text: string): Filter {
  return new Reader(tokensOf(text)).whole()
}

/** A path of PATCH: `members[value eq "…"].display`. Throws `invalidPath`, or `invalidFilter` for what is in brackets. */
export type PatchPath = { readonly path: AttributePath; readonly filter?: Filter; readonly sub?: string }

export function parsePatchPath(text: string): PatchPath {
  const open = text.indexOf('[')
  if (open < 0) return { path: parseAttributePath(text) }
  const close = text.lastIndexOf(']')
  const path = parseAttributePath(text.slice(0, open))
  const rest = text.slice(close + 1)
  if (close < open || path.sub !== undefined || !/^(\.[A-Za-z$][A-Za-z0-9$_-]*)?$/.test(rest))
    throw new ScimError(400, `${JSON.stringify(text.slice(0, 200))} is no path of an attribute.`, 'invalidPath')
  const filter = parseFilter(text.slice(open + 1, close))
  return rest === '' ? { path, filter } : { path, filter, sub: rest.slice(1) }
}

class Reader {
  readonly #tokens: readonly Token[]
  #at = 0
  #terms = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  whole(): Filter {
    const filter = this.#or(0)
    if (this.#at < this.#tokens.length) throw refused('Something stands after the end of the filter.')
    return filter
  }

  #or(depth: number): Filter {
    let left = this.#and(depth)
    while (this.#takeWord('or')) left = { kind: 'or', left, right: this.#and(depth) }
    return left
  }

  #and(depth: number): Filter {
    let left = this.#term(depth)
    while (this.#takeWord('and')) left = { kind: 'and', left, right: this.#term(depth) }
    return left
  }

  #term(depth: number): Filter {
    this.#terms += 1
    if (depth > deepest || this.#terms > most) throw refused('The filter is too complicated.')
    if (this.#take('(')) return this.#closed(depth, ')')
    if (this.#peekWord() === 'not' && this.#tokens[this.#at + 1]?.kind === '(') {
      this.#at += 2
      return { kind: 'not', filter: this.#closed(depth, ')') }
    }
    const path = this.#path()
    if (this.#take('[')) return { kind: 'has', path, filter: this.#closed(depth, ']') }
    const op = this.#peekWord()
    this.#at += 1
    if (op === 'pr') return { kind: 'present', path }
    const known = comparisons.find((one) => one === op)
    if (known === undefined) throw refused(`${JSON.stringify(op ?? '')} is no operator.`)
    return { kind: 'compare', path, op: known, value: this.#value() }
  }

  #closed(depth: number, close: ')' | ']'): Filter {
    const filter = this.#or(depth + 1)
    if (!this.#take(close)) throw refused(`${close} is missing.`)
    return filter
  }

  #path(): AttributePath {
    const token = this.#tokens[this.#at]
    this.#at += 1
    if (token?.kind !== 'word') throw refused('An attribute is missing.')
    try {
      return parseAttributePath(token.text)
    } catch (error) {
      throw error instanceof ScimError ? refused(error.message) : error
    }
  }

  /** Some clients leave the quotation marks out (`userName sw O`): then a word is a text. */
  #value(): FilterValue {
    const token = this.#tokens[this.#at]
    this.#at += 1
    if (token?.kind === 'text') return token.text
    if (token?.kind !== 'word') throw refused('A value is missing.')
    const word = token.text.toLowerCase()
    if (word === 'true') return true
    if (word === 'false') return false
    if (word === 'null') return null
    return /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(token.text) ? Number(token.text) : token.text
  }

  #take(kind: '(' | ')' | '[' | ']'): boolean {
    if (this.#tokens[this.#at]?.kind !== kind) return false
    this.#at += 1
    return true
  }

  #peekWord(): string | undefined {
    const token = this.#tokens[this.#at]
    return token?.kind === 'word' ? token.text.toLowerCase() : undefined
  }

  #takeWord(word: string): boolean {
    if (this.#peekWord() !== word) return false
    this.#at += 1
    return true
  }
}
