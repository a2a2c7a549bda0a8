import type { JsonSchema } from '@gatehouse/contracts/api-description'
import { LazyValidator } from '../snapshot/lazy-validator.ts'
import type { CompileSchema } from '../snapshot/validators.ts'
import { isJsonMediaType } from './parameter-plan.ts'

export type BodyContent = {
  /** JSON that must be parsed; another type passes unjudged. */
  json: boolean
  validator: LazyValidator | null
}

const token = /^[!#$%&'*+.^_`|~0-9a-z-]+\/[!#$%&'*+.^_`|~0-9a-z-]+$/

/** Type and subtype of a Content-Type, lower case, without parameters; undefined when it is none. */
export function mediaTypeOf(header: string): string | undefined {
  const semicolon = header.indexOf(';')
  const type = (semicolon < 0 ? header : header.slice(0, semicolon)).trim().toLowerCase()
  return token.test(type) ? type : undefined
}

/** What an operation takes as body: exact types before `type/*` before the rest, as OpenAPI says. */
export class AcceptedContent {
  readonly #exact = new Map<string, BodyContent>()
  readonly #ranges = new Map<string, BodyContent>()
  #any: BodyContent | null = null
  readonly names: readonly string[]

  constructor(
    content: Readonly<Record<string, { schema?: JsonSchema | undefined }>>,
    shared: Readonly<Record<string, JsonSchema>>,
    compile: CompileSchema,
  ) {
    this.names = Object.keys(content)
    for (const [range, { schema }] of Object.entries(content)) {
      const type = mediaTypeOf(range) ?? range.toLowerCase()
      const judged = schema !== undefined && schema !== true
      const entry = {
        json: isJsonMediaType(type),
        validator: judged ? new LazyValidator(schema, shared, compile) : null,
      }
      if (type === '*/*') this.#any = entry
      else if (type.endsWith('/*')) this.#ranges.set(type.slice(0, -1), entry)
      else this.#exact.set(type, entry)
    }
  }

  /** The entry for a Content-Type header, or null when the type is not accepted. Under a range, JSON is told by the type sent. */
  find(header: string): BodyContent | null {
    const direct = this.#exact.get(header)
    if (direct !== undefined) return direct
    const type = mediaTypeOf(header)
    if (type === undefined) return null
    const exact = this.#exact.get(type)
    if (exact !== undefined) return exact
    const entry = this.#ranges.get(type.slice(0, type.indexOf('/') + 1)) ?? this.#any
    return entry === null || entry === undefined ? null : { json: isJsonMediaType(type), validator: entry.validator }
  }

  get validators(): LazyValidator[] {
    const entries = [...this.#exact.values(), ...this.#ranges.values(), ...(this.#any === null ? [] : [this.#any])]
    return entries.filter((entry) => entry.json).flatMap((entry) => entry.validator ?? [])
  }
}

/** Whether a type (lower case, no parameters) lies in a range, `image/*` or exact; the range’s parameters do not count. */
export function matchesRange(type: string, range: string): boolean {
  const semicolon = range.indexOf(';')
  const plain = semicolon < 0 ? range : range.slice(0, semicolon).trim()
  if (plain === '*/*' || plain === '*' || plain === type) return true
  return plain.endsWith('/*') && type.startsWith(plain.slice(0, -1))
}
