import { type JsonSchema, schemaReferenceName } from '@gatehouse/contracts/api-description'
import { canonicalJson, type Json, type JsonObject } from '@gatehouse/contracts/json'
import { isObject } from '../subschemas.ts'

export type Schemas = Readonly<Record<string, JsonSchema>>

/** A schema with all that applies to the same value for certain: what it refers to and the members of its `allOf`. */
export function certainParts(schema: Json | undefined, shared: Schemas, seen = new Set<string>()): JsonObject[] {
  if (!isObject(schema)) return []
  const parts = [schema]
  const name = typeof schema.$ref === 'string' ? schemaReferenceName(schema.$ref) : undefined
  if (name !== undefined && !seen.has(name) && Object.hasOwn(shared, name)) {
    seen.add(name)
    parts.push(...certainParts(shared[name], shared, seen))
  }
  for (const part of Array.isArray(schema.allOf) ? schema.allOf : []) parts.push(...certainParts(part, shared, seen))
  return parts
}

/** Whether an object without the property is refused for certain. */
export function requiresProperty(schema: Json, property: string, shared: Schemas): boolean {
  return certainParts(schema, shared).some(({ required }) => Array.isArray(required) && required.includes(property))
}

/** Whether all but objects are refused for certain. */
export function takesObjectsOnly(schema: Json, shared: Schemas): boolean {
  return certainParts(schema, shared).some(({ type }) => type === 'object' || isOnly(type, 'object'))
}

/** Whether objects are refused for certain. */
export function refusesObjects(schema: Json, shared: Schemas): boolean {
  if (schema === false) return true
  return certainParts(schema, shared).some(({ type }) =>
    typeof type === 'string' ? type !== 'object' : Array.isArray(type) && !type.includes('object'),
  )
}

/** Values that `const` and `enum` leave to a property, those of all alternatives where there are some; undefined when any will do. */
export function namedValues(schema: Json, property: string, shared: Schemas): Json[] | undefined {
  // Alternatives may lead to alternatives of the same, in a circle or over and over.
  let left = mostSchemas
  const named = (at: Json, path: ReadonlySet<string>): Json[] | undefined => {
    const within = new Set(path)
    if (left <= 0 || (isObject(at) && typeof at.$ref === 'string' && path.has(schemaReferenceName(at.$ref) ?? ''))) {
      return undefined
    }
    let values: Json[] | undefined
    for (const part of certainParts(at, shared, within)) {
      left -= 1
      const own = isObject(part.properties) && Object.hasOwn(part.properties, property) ? part.properties[property] : {}
      for (const inner of certainParts(own, shared)) values = narrowed(values, listed(inner))
      for (const branches of [part.oneOf, part.anyOf]) {
        if (!Array.isArray(branches)) continue
        const each = branches.map((branch) => named(branch, within))
        if (each.every((some) => some !== undefined)) values = narrowed(values, each.flat())
      }
    }
    return values
  }
  return named(schema, new Set())
}

const mostSchemas = 1_000

/** A value as a contract's text names it: keys of a mapping are always texts, the property may be a number or a flag. */
export function valueNamed(text: string, schema: Json, property: string, shared: Schemas): Json {
  const types = certainParts(schema, shared).flatMap(({ properties }) =>
    isObject(properties) && Object.hasOwn(properties, property)
      ? certainParts(properties[property], shared).flatMap(({ type }) => (type === undefined ? [] : [type].flat()))
      : [],
  )
  if (types.length === 0 || types.includes('string')) return text
  if (types.includes('boolean') && (text === 'true' || text === 'false')) return text === 'true'
  const number = Number(text)
  return (types.includes('integer') || types.includes('number')) && String(number) === text ? number : text
}

function listed(schema: JsonObject): Json[] | undefined {
  if (schema.const !== undefined) return [schema.const]
  return Array.isArray(schema.enum) ? schema.enum : undefined
}

function narrowed(a: Json[] | undefined, b: Json[] | undefined): Json[] | undefined {
  if (a === undefined || b === undefined) return a ?? b
  const both = new Set(b.map(canonicalJson))
  return a.filter((value) => both.has(canonicalJson(value)))
}

function isOnly(type: Json | undefined, name: string): boolean {
  return Array.isArray(type) && type.length > 0 && type.every((one) => one === name)
}
