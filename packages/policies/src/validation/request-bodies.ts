import type { JsonSchema } from '@gatehouse/contracts/api-description'
import type { CompiledOperation, ValidationMode } from '@gatehouse/contracts/snapshot'
import type { LazyValidator } from '../snapshot/lazy-validator.ts'
import type { CompileSchema } from '../snapshot/validators.ts'
import type { BodyJudge, JudgeOptions } from './body-judge.ts'
import { FormJudge } from './form-judge.ts'
import { JsonJudge } from './json-judge.ts'
import { mediaTypeOf } from './media-type.ts'
import type { Shared } from './opened-schema.ts'
import { isJsonMediaType } from './parameter-plan.ts'
import { resolveSchema } from './schema-shape.ts'
import type { StructuralLimits } from './structural-limits.ts'
import { judgesText, TextJudge } from './text-judge.ts'
import { passEverything, type Rules } from './undeclared-rules.ts'
import { XmlJudge } from './xml-judge.ts'

type Content = NonNullable<CompiledOperation['body']>['content'][string]
type Family = 'json' | 'form' | 'multipart' | 'xml' | 'text' | 'other'

/** Null judge: nothing to judge, the body streams by. */
export type BodyContent = { readonly judge: BodyJudge | null }

/** What an operation takes as body: exact types before `type/*` before the rest, as OpenAPI says. */
export class RequestBodies {
  readonly names: readonly string[]
  /** Undeclared parts are taken out: a body that cannot be read cannot go on, in any mode. */
  readonly strips: boolean
  /** Limits of its own hold for every body, declared or not, in any mode. */
  readonly limited: boolean
  readonly #exact = new Map<string, BodyContent>()
  readonly #ranges = new Map<string, RangeContent>()
  readonly #unknown: RangeContent

  constructor(
    content: NonNullable<CompiledOperation['body']>['content'],
    shared: Shared,
    compile: CompileSchema,
    options: { mode: ValidationMode; limits: StructuralLimits; rules: Rules | null },
  ) {
    const { limits, mode } = options
    const rules = options.rules ?? passEverything
    const make = (family: Family, entry: Content, contract: boolean) =>
      judgeOf(family, entry, shared, compile, rules, { limits, contract, blocks: mode === 'block' })
    this.names = Object.keys(content)
    this.strips = rules.body === 'strip' || rules.form === 'strip'
    this.limited = limits.explicit.size > 0
    for (const [range, entry] of Object.entries(content)) {
      const type = mediaTypeOf(range) ?? range.toLowerCase()
      const contract = mode !== 'off'
      if (type.endsWith('/*')) {
        this.#ranges.set(type.slice(0, -1), new RangeContent((family) => make(family, entry, contract)))
      } else this.#exact.set(type, { judge: make(familyOf(type), entry, contract) })
    }
    this.#unknown = new RangeContent((family) => make(family, {}, false))
  }

  /** The entry for a Content-Type header, or null when the type is not accepted. Under a range, the type sent says how it is read. */
  find(header: string): BodyContent | null {
    const direct = this.#exact.get(header)
    if (direct !== undefined) return direct
    const type = mediaTypeOf(header)
    if (type === undefined) return null
    const exact = this.#exact.get(type)
    if (exact !== undefined) return exact
    const range = this.#ranges.get(type.slice(0, type.indexOf('/') + 1)) ?? this.#ranges.get('*/')
    return range === undefined ? null : range.of(familyOf(type))
  }

  /** For a type that is not accepted and goes on all the same: the limits alone. */
  unknown(header: string): BodyContent {
    return this.#unknown.of(familyOf(mediaTypeOf(header) ?? ''))
  }

  get validators(): LazyValidator[] {
    const ranges = [...this.#ranges.values()].map((range) => range.of('json'))
    return [...this.#exact.values(), ...ranges].flatMap(({ judge }) => judge?.validators ?? [])
  }
}

/** A range's entry for each family of types, made when the first body of it comes. */
class RangeContent {
  readonly #make: (family: Family) => BodyJudge | null
  readonly #made = new Map<Family, BodyContent>()

  constructor(make: (family: Family) => BodyJudge | null) {
    this.#make = make
  }

  of(family: Family): BodyContent {
    const known = this.#made.get(family)
    if (known !== undefined) return known
    const content = { judge: this.#make(family) }
    this.#made.set(family, content)
    return content
  }
}

function familyOf(type: string): Family {
  if (isJsonMediaType(type)) return 'json'
  if (type === 'application/x-www-form-urlencoded') return 'form'
  if (type === 'multipart/form-data') return 'multipart'
  if (type === 'application/xml' || type === 'text/xml' || type.endsWith('+xml')) return 'xml'
  return type.startsWith('text/') ? 'text' : 'other'
}

/** Null when there is nothing to judge: then the body is not even waited for. */
function judgeOf(
  family: Family,
  { schema, encoding }: Content,
  shared: Shared,
  compile: CompileSchema,
  rules: Rules,
  options: JudgeOptions,
): BodyJudge | null {
  const { explicit } = options.limits
  const limited = (...names: string[]) => names.some((name) => explicit.has(name))
  const declares = schema !== undefined && schema !== true
  switch (family) {
    case 'json': {
      const acts = options.contract || limited('jsonDepth', 'jsonKeys', 'arrayItems', 'stringLength')
      return acts || (declares && rules.body !== 'pass')
        ? new JsonJudge(schema, shared, compile, rules.body, options)
        : null
    }
    case 'form':
    case 'multipart': {
      const multipart = family === 'multipart'
      const acts = declares && (rules.form !== 'pass' || rules.body !== 'pass')
      const bounded = limited('formFields', 'stringLength') || (multipart && limited('uploadTypes'))
      return acts || bounded || (options.contract && judgesForm(schema, encoding, shared))
        ? new FormJudge({ schema, encoding }, shared, compile, rules, { ...options, multipart })
        : null
    }
    case 'xml':
      return options.contract || limited('xmlDepth') ? new XmlJudge(schema, shared, options) : null
    case 'text':
      return options.contract && judgesText(schema, shared) ? new TextJudge(schema, shared, compile) : null
    default:
      return null
  }
}

/** A form that may be any object is not waited for: uploads stream. */
function judgesForm(schema: JsonSchema | undefined, encoding: Content['encoding'], shared: Shared): boolean {
  if (encoding !== undefined) return true
  if (schema === undefined || schema === true) return false
  const resolved = resolveSchema(schema, shared)
  return resolved === undefined || Object.entries(resolved).some(([key, value]) => saysMore(key, value))
}

const silent = new Set(['title', 'description', 'example', 'examples', 'externalDocs', '$comment', 'xml'])

function saysMore(key: string, value: unknown): boolean {
  return !silent.has(key) && !key.startsWith('x-') && !(key === 'type' && value === 'object')
}
