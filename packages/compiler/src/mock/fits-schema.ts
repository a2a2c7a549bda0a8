import { schemaReferenceName } from '@gatehouse/contracts/api-description'
import { canonicalJson, type Json, type JsonObject } from '@gatehouse/contracts/json'
import { asList, isObject, type Schemas } from './flatten-schema.ts'
import { patternAccepts } from './pattern-text.ts'

/** Checks of one value; beyond, the value counts as not fitting. */
const mostChecks = 20_000

/**
 * Whether a value that the mock made, or an example that a schema carries, fits the schema. It knows the keywords that decide between
 * candidates; where it cannot tell it says no, and another candidate is tried. The gateway's validators are the judges of real traffic.
 */
export function fitsSchema(value: Json, schema: Json | undefined, schemas: Schemas): boolean {
  return new Check(schemas).fits(value, schema, 0)
}

class Check {
  readonly #schemas: Schemas
  #left = mostChecks

  constructor(schemas: Schemas) {
    this.#schemas = schemas
  }

  fits(value: Json, schema: Json | undefined, depth: number): boolean {
    this.#left -= 1
    if (this.#left < 0 || depth > 100) return false
    if (schema === undefined || schema === true) return true
    if (!isObject(schema)) return false
    const inner = (one: Json | undefined, at: Json = value) => this.fits(at, one, depth + 1)
    if (typeof schema.$ref === 'string') {
      const name = schemaReferenceName(schema.$ref)
      if (name === undefined || !Object.hasOwn(this.#schemas, name) || !inner(this.#schemas[name])) return false
    }
    if (schema.type !== undefined && !asList(schema.type).some((type) => isOfType(value, type))) return false
    if (schema.const !== undefined && canonicalJson(schema.const) !== canonicalJson(value)) return false
    if (Array.isArray(schema.enum) && !schema.enum.some((one) => canonicalJson(one) === canonicalJson(value)))
      return false
    if (!asList(schema.allOf).every((part) => inner(part))) return false
    if (Array.isArray(schema.anyOf) && !schema.anyOf.some((part) => inner(part))) return false
    if (Array.isArray(schema.oneOf) && schema.oneOf.filter((part) => inner(part)).length !== 1) return false
    if (schema.not !== undefined && inner(schema.not)) return false
    if (schema.if !== undefined && !inner(inner(schema.if) ? schema.then : schema.else)) return false
    if (typeof value === 'string') return stringFits(value, schema)
    if (typeof value === 'number') return numberFits(value, schema)
    if (Array.isArray(value)) return this.#arrayFits(value, schema, inner)
    return !isObject(value) || this.#objectFits(value, schema, inner)
  }

  #arrayFits(value: Json[], schema: JsonObject, inner: (one: Json | undefined, at: Json) => boolean): boolean {
    if (value.length < atLeast(schema.minItems) || value.length > atMost(schema.maxItems)) return false
    if (schema.uniqueItems === true && new Set(value.map(canonicalJson)).size !== value.length) return false
    const prefix = Array.isArray(schema.prefixItems) ? schema.prefixItems : []
    if (!value.every((item, index) => inner(index < prefix.length ? prefix[index] : schema.items, item))) return false
    if (schema.contains === undefined) return true
    const count = value.filter((item) => inner(schema.contains, item)).length
    return count >= atLeast(schema.minContains ?? 1) && count <= atMost(schema.maxContains)
  }

  #objectFits(value: JsonObject, schema: JsonObject, inner: (one: Json | undefined, at: Json) => boolean): boolean {
    const names = Object.keys(value)
    if (names.length < atLeast(schema.minProperties) || names.length > atMost(schema.maxProperties)) return false
    if (!asList(schema.required).every((name) => typeof name === 'string' && Object.hasOwn(value, name))) return false
    for (const [name, needed] of Object.entries(isObject(schema.dependentRequired) ? schema.dependentRequired : {})) {
      if (Object.hasOwn(value, name) && !asList(needed).every((one) => Object.hasOwn(value, String(one)))) return false
    }
    for (const [name, dependent] of Object.entries(isObject(schema.dependentSchemas) ? schema.dependentSchemas : {})) {
      if (Object.hasOwn(value, name) && !inner(dependent, value)) return false
    }
    const properties = isObject(schema.properties) ? schema.properties : {}
    const patterns = Object.entries(isObject(schema.patternProperties) ? schema.patternProperties : {})
    return names.every((name) => {
      const member = value[name] ?? null
      if (schema.propertyNames !== undefined && !inner(schema.propertyNames, name)) return false
      const own = Object.hasOwn(properties, name)
      if (own && !inner(properties[name], member)) return false
      const matching = patterns.map(([pattern, one]) => ({ one, accepts: patternAccepts(pattern, name) }))
      if (matching.some(({ one, accepts }) => accepts === undefined || (accepts && !inner(one, member)))) return false
      return own || matching.some(({ accepts }) => accepts) || inner(schema.additionalProperties, member)
    })
  }
}

function atLeast(value: Json | undefined): number {
  return typeof value === 'number' ? value : 0
}

function atMost(value: Json | undefined): number {
  return typeof value === 'number' ? value : Number.POSITIVE_INFINITY
}

function isOfType(value: Json, type: Json): boolean {
  switch (type) {
    case 'null':
      return value === null
    case 'array':
      return Array.isArray(value)
    case 'object':
      return isObject(value)
    case 'integer':
      return Number.isInteger(value)
    default:
      return typeof value === type
  }
}

function stringFits(value: string, schema: JsonObject): boolean {
  const length = [...value].length
  if (length < atLeast(schema.minLength) || length > atMost(schema.maxLength)) return false
  return typeof schema.pattern !== 'string' || patternAccepts(schema.pattern, value) === true
}

function numberFits(value: number, schema: JsonObject): boolean {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema
  if (typeof minimum === 'number' && value < minimum) return false
  if (typeof maximum === 'number' && value > maximum) return false
  if (typeof exclusiveMinimum === 'number' && value <= exclusiveMinimum) return false
  if (typeof exclusiveMaximum === 'number' && value >= exclusiveMaximum) return false
  return typeof multipleOf !== 'number' || Number.isInteger(value / multipleOf)
}
