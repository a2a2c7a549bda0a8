import type { CompiledOperation } from '@gatehouse/contracts/snapshot'
import type { ValidationFinding } from '@gatehouse/contracts/usage-event'
import { headerIndex } from '../raw-headers.ts'
import { exemptHeaders, exemptPrefixes } from './exempt-headers.ts'
import { escapePointer, finding, maxFindings } from './findings.ts'
import { isJsonMediaType } from './parameter-plan.ts'
import { decodeQuery, eachPair } from './query.ts'
import { type Shape, shapeOf } from './schema-shape.ts'
import type { Rules } from './undeclared-rules.ts'

type Source = {
  readonly target: string
  readonly pathEnd: number
  readonly rawHeaders: readonly string[]
}

/** Places where credentials stand: never undeclared. */
export type CredentialNames = { headers: readonly string[]; query: readonly string[] }

/** Undeclared query parameters, headers and cookies of one operation. Only there when a rule on them acts. */
export class UndeclaredParts {
  readonly #rules: Rules
  readonly #query: ReadonlySet<string>
  /** Names before `[` of deepObject parameters. */
  readonly #deep: ReadonlySet<string>
  /** Some exploded object takes any name. */
  readonly #anyQuery: boolean
  readonly #headers: ReadonlySet<string>
  readonly #cookies: ReadonlySet<string>

  constructor(parameters: CompiledOperation['parameters'], rules: Rules, shared: Parameters<typeof shapeOf>[1]) {
    this.#rules = rules
    const named = (place: string) => parameters.filter((parameter) => parameter.in === place)
    const query = new Set<string>()
    const deep = new Set<string>()
    let any = false
    for (const { name, style, explode, schema, mediaType } of named('query')) {
      const shape: Shape = shapeOf(schema, shared)
      const object = shape.types.has('object') && !isJsonMediaType(mediaType)
      if (style === 'deepObject' && object) deep.add(name)
      else if (style === 'form' && explode && object) {
        for (const property of shape.properties.keys()) query.add(property)
        any ||= shape.additional !== null || shape.properties.size === 0
      } else query.add(name)
    }
    this.#query = query
    this.#deep = deep
    this.#anyQuery = any
    this.#headers = new Set(named('header').map(({ name }) => name.toLowerCase()))
    this.#cookies = new Set(named('cookie').map(({ name }) => name))
  }

  /** Findings for what is refused; null when nothing is. */
  refused(source: Source, credentials: CredentialNames): ValidationFinding[] | null {
    const found: ValidationFinding[] = []
    const { query, header, cookie } = this.#rules
    const add = (place: 'query' | 'header' | 'cookie') => (name: string) => {
      if (found.length < maxFindings)
        found.push(finding(place, `/${escapePointer(name)}`, 'undeclared', `no such ${words[place]}`))
    }
    if (query === 'refuse') this.#eachQuery(source, credentials, add('query'))
    if (header === 'refuse') this.#eachHeader(source, credentials, add('header'))
    if (cookie === 'refuse') this.#eachCookie(source, credentials, add('cookie'))
    return found.length === 0 ? null : found
  }

  /** How many parts the rules take out of the request before it goes on. */
  stripped(source: Source, credentials: CredentialNames): number {
    let count = 0
    const add = () => {
      count += 1
    }
    const { query, header, cookie } = this.#rules
    if (query === 'strip') this.#eachQuery(source, credentials, add)
    if (header === 'strip') this.#eachHeader(source, credentials, add)
    if (cookie === 'strip') this.#eachCookie(source, credentials, add)
    return count
  }

  get stripsQuery(): boolean {
    return this.#rules.query === 'strip'
  }

  declaresQuery(name: string): boolean {
    if (this.#anyQuery || this.#query.has(name)) return true
    const bracket = name.indexOf('[')
    return bracket > 0 && this.#deep.has(name.slice(0, bracket)) && name.endsWith(']')
  }

  /** The value of a header as it goes on; null when the header does not. `lower` is its name in lower case. */
  headerForUpstream(lower: string, value: string): string | null {
    if (lower === 'cookie') return this.#rules.cookie === 'strip' ? this.#keptCookies(value) : value
    return this.#rules.header !== 'strip' || this.#declaresHeader(lower) ? value : null
  }

  #declaresHeader(lower: string): boolean {
    return (
      exemptHeaders.has(lower) || this.#headers.has(lower) || exemptPrefixes.some((prefix) => lower.startsWith(prefix))
    )
  }

  #keptCookies(value: string): string | null {
    const kept = value.split(';').filter((piece) => this.#cookies.has(cookieName(piece)))
    return kept.length === 0 ? null : kept.map((piece) => piece.trim()).join('; ')
  }

  #eachQuery({ target, pathEnd }: Source, { query }: CredentialNames, visit: (name: string) => void): void {
    eachPair(target, pathEnd + 1, (start, equals) => {
      const name = decodeQuery(target.slice(start, equals))
      if (!this.declaresQuery(name) && !query.includes(name)) visit(name)
    })
  }

  #eachHeader({ rawHeaders }: Source, { headers }: CredentialNames, visit: (name: string) => void): void {
    for (let i = 0; i < rawHeaders.length; i += 2) {
      const lower = (rawHeaders[i] as string).toLowerCase()
      if (!this.#declaresHeader(lower) && !headers.includes(lower)) visit(lower)
    }
  }

  #eachCookie({ rawHeaders }: Source, _credentials: CredentialNames, visit: (name: string) => void): void {
    for (let i = headerIndex(rawHeaders, 'cookie'); i >= 0; i = headerIndex(rawHeaders, 'cookie', i + 2)) {
      for (const piece of (rawHeaders[i + 1] as string).split(';')) {
        const name = cookieName(piece)
        if (piece.trim() !== '' && !this.#cookies.has(name)) visit(name)
      }
    }
  }
}

const words = { query: 'parameter', header: 'header', cookie: 'cookie' } as const

function cookieName(piece: string): string {
  const equals = piece.indexOf('=')
  return (equals < 0 ? piece : piece.slice(0, equals)).trim()
}
