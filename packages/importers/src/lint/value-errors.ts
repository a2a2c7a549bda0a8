import { type JsonSchema, schemaReferenceName } from '@gatehouse/contracts/api-description'
import { canonicalJson, type Json, type JsonObject } from '@gatehouse/contracts/json'
import { compilePattern } from '@gatehouse/patterns/linear-pattern'
import { isObject, pointerToken } from '../source-tree.ts'
import { code } from './rule.ts'

/** One way in which a value does not fit its schema. */
export interface ValueError {
  /** JSON Pointer into the value. */
  pointer: string
  /** "must be a number", to follow the name of the place. */
  message: string
}

const mostSteps = 20_000
const mostErrors = 5

/**
 * How a value breaks its schema (JSON Schema 2020-12), at most five ways. Interprets the schema instead of compiling it, since each is
 * used for one or two values. Says nothing it is not sure of: formats, `unevaluated…`, dynamic references and patterns that no linear
 * engine has judge nothing, and a value that takes too many steps fits.
 */
export function valueErrors(value: Json, schema: JsonSchema, schemas: Record<string, JsonSchema>): ValueError[] {
  const judge = new Judge(schemas)
  const errors = judge.errors(value, schema, '', 0)
  return judge.exhausted ? [] : errors.slice(0, mostErrors)
}

type Test = (value: Json, wanted: Json, node: JsonObject) => string | undefined

const quoted = (value: Json) => code(JSON.stringify(value))
const listOf = (values: Json[]) => values.slice(0, 5).map(quoted).join(', ')

function typeOf(value: Json): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}

function fitsType(value: Json, type: Json): boolean {
  const actual = typeOf(value)
  return actual === type || (actual === 'integer' && type === 'number')
}

/** Code points, as JSON Schema counts. */
function lengthOf(text: string): number {
  let length = 0
  for (const _ of text) length += 1
  return length
}

function onNumber(test: (value: number, wanted: number) => boolean, words: string): Test {
  return (value, wanted) =>
    typeof value === 'number' && typeof wanted === 'number' && !test(value, wanted)
      ? `must be ${words} ${wanted}`
      : undefined
}

function onSize(size: (value: Json) => number | undefined, most: boolean, unit: string): Test {
  return (value, wanted) => {
    const actual = size(value)
    if (actual === undefined || typeof wanted !== 'number' || (most ? actual <= wanted : actual >= wanted))
      return undefined
    return `must have at ${most ? 'most' : 'least'} ${wanted} ${unit}, it has ${actual}`
  }
}

const characters = (value: Json) => (typeof value === 'string' ? lengthOf(value) : undefined)
const members = (value: Json) => (isObject(value) ? Object.keys(value).length : undefined)
const items = (value: Json) => (Array.isArray(value) ? value.length : undefined)

/** Whether only requests or only responses have the member: the example of the other one may lack it. */
function oneWay(properties: JsonObject, name: string): boolean {
  const property = Object.hasOwn(properties, name) ? properties[name] : undefined
  return isObject(property) && (property.readOnly === true || property.writeOnly === true)
}

/** Keywords that look at the value alone. */
const tests: Readonly<Record<string, Test>> = {
  type: (value, wanted) => {
    const types = Array.isArray(wanted) ? wanted : [wanted]
    return types.some((type) => fitsType(value, type))
      ? undefined
      : `must be ${types.join(' or ')}, it is ${typeOf(value)}`
  },
  enum: (value, wanted) => {
    if (!Array.isArray(wanted)) return undefined
    const text = canonicalJson(value)
    return wanted.some((each) => canonicalJson(each) === text)
      ? undefined
      : `must be one of ${listOf(wanted)}, it is ${quoted(value)}`
  },
  const: (value, wanted) => (canonicalJson(value) === canonicalJson(wanted) ? undefined : `must be ${quoted(wanted)}`),
  minimum: onNumber((value, wanted) => value >= wanted, 'at least'),
  maximum: onNumber((value, wanted) => value <= wanted, 'at most'),
  exclusiveMinimum: onNumber((value, wanted) => value > wanted, 'above'),
  exclusiveMaximum: onNumber((value, wanted) => value < wanted, 'below'),
  multipleOf: onNumber((value, wanted) => {
    const share = value / wanted
    return Math.abs(share - Math.round(share)) < 1e-9
  }, 'a multiple of'),
  minLength: onSize(characters, false, 'characters'),
  maxLength: onSize(characters, true, 'characters'),
  minItems: onSize(items, false, 'items'),
  maxItems: onSize(items, true, 'items'),
  minProperties: onSize(members, false, 'members'),
  maxProperties: onSize(members, true, 'members'),
  uniqueItems: (value, wanted) =>
    wanted === true && Array.isArray(value) && new Set(value.map(canonicalJson)).size < value.length
      ? 'must have no item twice'
      : undefined,
  pattern: (value, wanted) =>
    typeof value === 'string' && typeof wanted === 'string' && compilePattern(wanted)?.test(value) === false
      ? `must match ${code(wanted)}`
      : undefined,
  required: (value, wanted, node) => {
    if (!isObject(value) || !Array.isArray(wanted)) return undefined
    const properties = isObject(node.properties) ? node.properties : {}
    const missing = wanted.filter(
      (name) => typeof name === 'string' && !Object.hasOwn(value, name) && !oneWay(properties, name),
    )
    return missing.length === 0
      ? undefined
      : `lacks ${missing
          .slice(0, 5)
          .map((name) => code(String(name)))
          .join(', ')}`
  },
}

class Judge {
  readonly #schemas: Record<string, JsonSchema>
  #steps = 0

  constructor(schemas: Record<string, JsonSchema>) {
    this.#schemas = schemas
  }

  get exhausted(): boolean {
    return this.#steps > mostSteps
  }

  errors(value: Json, schema: Json, pointer: string, depth: number): ValueError[] {
    this.#steps += 1
    if (this.exhausted || depth > 100) {
      this.#steps = mostSteps + 1
      return []
    }
    if (schema === false) return [{ pointer, message: 'must not be there' }]
    if (!isObject(schema)) return []
    const found: ValueError[] = []
    for (const [keyword, wanted] of Object.entries(schema)) {
      const message = Object.hasOwn(tests, keyword) ? tests[keyword]?.(value, wanted, schema) : undefined
      if (message !== undefined) found.push({ pointer, message })
      else found.push(...this.#inside(value, schema, keyword, wanted, pointer, depth + 1))
      if (found.length >= mostErrors) break
    }
    return found
  }

  #inside(value: Json, node: JsonObject, keyword: string, wanted: Json, pointer: string, depth: number): ValueError[] {
    switch (keyword) {
      case '$ref':
        return this.#referred(value, wanted, pointer, depth)
      case 'allOf':
        return Array.isArray(wanted) ? wanted.flatMap((inner) => this.errors(value, inner, pointer, depth)) : []
      case 'anyOf':
      case 'oneOf':
        return this.#alternatives(value, keyword, wanted, pointer, depth)
      case 'not':
        return this.errors(value, wanted, pointer, depth).length === 0 && this.#isJudgeable(wanted)
          ? [{ pointer, message: 'must not fit the schema under `not`' }]
          : []
      case 'properties':
        return isObject(value) && isObject(wanted)
          ? Object.entries(wanted).flatMap(([name, inner]) => {
              const member = Object.hasOwn(value, name) ? value[name] : undefined
              return member === undefined ? [] : this.errors(member, inner, `${pointer}/${pointerToken(name)}`, depth)
            })
          : []
      case 'additionalProperties':
        return isObject(value) ? this.#additional(value, node, wanted, pointer, depth) : []
      case 'items': {
        if (!Array.isArray(value)) return []
        const first = Array.isArray(node.prefixItems) ? node.prefixItems.length : 0
        return value.flatMap((item, index) =>
          index < first ? [] : this.errors(item, wanted, `${pointer}/${index}`, depth),
        )
      }
      case 'prefixItems':
        return Array.isArray(value) && Array.isArray(wanted)
          ? value.flatMap((item, index) => this.errors(item, wanted[index] ?? true, `${pointer}/${index}`, depth))
          : []
      default:
        return []
    }
  }

  #referred(value: Json, reference: Json, pointer: string, depth: number): ValueError[] {
    const name = typeof reference === 'string' ? schemaReferenceName(reference) : undefined
    if (name === undefined || !Object.hasOwn(this.#schemas, name)) return []
    return this.errors(value, this.#schemas[name] ?? true, pointer, depth)
  }

  #alternatives(value: Json, keyword: 'anyOf' | 'oneOf', list: Json, pointer: string, depth: number): ValueError[] {
    if (!Array.isArray(list) || list.length === 0) return []
    const results = list.map((inner) => this.errors(value, inner, pointer, depth))
    const fitting = list.filter((_, index) => results[index]?.length === 0)
    // Only where each of the fitting ones is judged in full is it sure that two fit.
    if (keyword === 'oneOf' && fitting.length > 1 && fitting.every((inner) => this.#isJudgeable(inner)))
      return [{ pointer, message: `must fit exactly one of ${list.length} schemas, it fits ${fitting.length}` }]
    if (fitting.length > 0) return []
    if (list.length === 1) return results[0] ?? []
    return [{ pointer, message: `fits none of the ${list.length} schemas that it may have` }]
  }

  #additional(value: JsonObject, node: JsonObject, wanted: Json, pointer: string, depth: number): ValueError[] {
    const known = isObject(node.properties) ? node.properties : {}
    const patterns = isObject(node.patternProperties) ? Object.keys(node.patternProperties).map(compilePattern) : []
    return Object.entries(value).flatMap(([name, member]) => {
      if (Object.hasOwn(known, name) || patterns.some((pattern) => pattern === null || pattern.test(name))) return []
      return this.errors(member, wanted, `${pointer}/${pointerToken(name)}`, depth)
    })
  }

  /** Whether "no error" means "fits": every keyword of it, and of what it holds, is one that is judged. */
  #isJudgeable(schema: Json, depth = 0): boolean {
    if (typeof schema === 'boolean') return true
    if (!isObject(schema) || depth > 20) return false
    return Object.entries(schema).every(([keyword, wanted]) => {
      if (keyword === 'pattern') return typeof wanted === 'string' && compilePattern(wanted) !== null
      if (Object.hasOwn(tests, keyword) || silent.has(keyword)) return true
      if (keyword === '$ref') {
        const name = typeof wanted === 'string' ? schemaReferenceName(wanted) : undefined
        return (
          name !== undefined &&
          Object.hasOwn(this.#schemas, name) &&
          this.#isJudgeable(this.#schemas[name] ?? true, depth + 1)
        )
      }
      if (keyword === 'items' || keyword === 'additionalProperties') return this.#isJudgeable(wanted, depth + 1)
      if (keyword === 'properties')
        return isObject(wanted) && Object.values(wanted).every((inner) => this.#isJudgeable(inner, depth + 1))
      if (keyword === 'allOf')
        return Array.isArray(wanted) && wanted.every((inner) => this.#isJudgeable(inner, depth + 1))
      return false
    })
  }
}

const silent = new Set([
  'title',
  'description',
  'examples',
  'default',
  'deprecated',
  'readOnly',
  'writeOnly',
  '$comment',
  'externalDocs',
  'xml',
])
