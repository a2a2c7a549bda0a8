import { type JsonSchema, schemaReferenceName } from '@gatehouse/contracts/api-description'
import { canonicalJson, type Json, type JsonObject } from '@gatehouse/contracts/json'

export type Schemas = Readonly<Record<string, JsonSchema>>

/** A schema with its references followed and its `allOf` taken together. */
export type FlatSchema = {
  /** Keywords; no `$ref`, `allOf`, `anyOf`, `oneOf`. */
  base: JsonObject
  /** Lists of which one schema each must hold. */
  choices: { kind: 'anyOf' | 'oneOf'; branches: readonly Json[]; discriminator?: JsonObject }[]
  /** Shared schemas that were entered on the way here, for the end of recursion. */
  path: readonly string[]
}

/** Schemas that may hold themselves are followed this often, so that a mock shows one level of it. */
const mostVisits = 2
const deepest = 64

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Undefined: nothing can fit, or only something endless. */
export function flattenSchema(
  schema: Json | undefined,
  schemas: Schemas,
  path: readonly string[],
): FlatSchema | undefined {
  if (schema === undefined || schema === true) return { base: {}, choices: [], path }
  if (!isObject(schema) || path.length > deepest) return undefined
  const { $ref, allOf, anyOf, oneOf, discriminator, ...base } = schema
  let flat: FlatSchema | undefined = { base, choices: [], path }
  if (typeof $ref === 'string') {
    const name = schemaReferenceName($ref)
    if (name === undefined || !Object.hasOwn(schemas, name)) return undefined
    if (path.filter((visited) => visited === name).length >= mostVisits) return undefined
    flat = joined(flat, flattenSchema(schemas[name], schemas, [...path, name]))
  }
  for (const part of Array.isArray(allOf) ? allOf : []) {
    flat = flat && joined(flat, flattenSchema(part, schemas, flat.path))
  }
  if (flat === undefined) return undefined
  for (const [kind, branches] of [
    ['oneOf', oneOf],
    ['anyOf', anyOf],
  ] as const) {
    if (!Array.isArray(branches)) continue
    flat.choices.push({ kind, branches, ...(isObject(discriminator) ? { discriminator } : {}) })
  }
  return flat
}

/** Both at once; undefined when they contradict each other. */
export function joined(a: FlatSchema, b: FlatSchema | undefined): FlatSchema | undefined {
  if (b === undefined) return undefined
  const base = joinedKeywords(a.base, b.base)
  return base && { base, choices: [...a.choices, ...b.choices], path: b.path.length > a.path.length ? b.path : a.path }
}

const greatest = new Set(['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties', 'minContains'])
const least = new Set(['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties', 'maxContains'])

function joinedKeywords(a: JsonObject, b: JsonObject): JsonObject | undefined {
  const out: JsonObject = { ...b, ...a }
  const properties = joinedProperties(a, b)
  if (properties !== undefined) out.properties = properties
  for (const key of Object.keys(a)) {
    const [x, y] = [a[key], b[key]]
    if (x === undefined || y === undefined || key === 'properties') continue
    const value = joinedKeyword(key, x, y)
    if (value === undefined) return undefined
    out[key] = value
  }
  return out
}

function joinedKeyword(key: string, x: Json, y: Json): Json | undefined {
  if (greatest.has(key)) return Math.max(Number(x), Number(y))
  if (least.has(key)) return Math.min(Number(x), Number(y))
  switch (key) {
    case 'required':
      return [...new Set([...asList(x), ...asList(y)])]
    case 'type':
      return joinedTypes(x, y)
    case 'enum': {
      const known = new Set(asList(y).map((value) => canonicalJson(value)))
      const both = asList(x).filter((value) => known.has(canonicalJson(value)))
      return both.length > 0 ? both : undefined
    }
    case 'const':
      return canonicalJson(x) === canonicalJson(y) ? x : undefined
    case 'multipleOf':
      return commonMultiple(Number(x), Number(y))
    case 'uniqueItems':
      return x === true || y === true
    case 'items':
    case 'additionalProperties':
    case 'propertyNames':
    case 'unevaluatedProperties':
      return x === true ? y : y === true || canonicalJson(x) === canonicalJson(y) ? x : { allOf: [x, y] }
    default:
      return x
  }
}

/** A property that only one side names must fit the other side's `additionalProperties`. */
function joinedProperties(a: JsonObject, b: JsonObject): JsonObject | undefined {
  if (a.properties === undefined && b.properties === undefined) return undefined
  const out: JsonObject = {}
  const [left, right] = [isObject(a.properties) ? a.properties : {}, isObject(b.properties) ? b.properties : {}]
  for (const name of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const parts = [
      Object.hasOwn(left, name) ? left[name] : others(a),
      Object.hasOwn(right, name) ? right[name] : others(b),
    ]
    const said = parts.filter((part): part is Json => part !== undefined && part !== true)
    const [first, second] = said
    out[name] = first === undefined ? true : second === undefined ? first : { allOf: [first, second] }
  }
  return out
}

function others(schema: JsonObject): Json | undefined {
  return schema.patternProperties === undefined ? schema.additionalProperties : undefined
}

export function asList(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value]
}

function joinedTypes(x: Json, y: Json): Json | undefined {
  const [left, right] = [asList(x), asList(y)]
  const both = left.filter((type) => right.includes(type) || (type === 'integer' && right.includes('number')))
  if (left.includes('number') && right.includes('integer') && !left.includes('integer')) both.push('integer')
  return both.length > 0 ? both : undefined
}

function commonMultiple(x: number, y: number): number {
  if (x % y === 0) return x
  if (y % x === 0) return y
  if (!Number.isInteger(x) || !Number.isInteger(y)) return x * y
  let [a, b] = [x, y]
  while (b !== 0) [a, b] = [b, a % b]
  return (x / a) * y
}
