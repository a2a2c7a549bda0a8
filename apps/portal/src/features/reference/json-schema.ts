import { schemaReferenceName } from '@gatehouse/contracts/api-description'
import type { Json, JsonObject } from '@gatehouse/contracts/json'

export type Schema = boolean | JsonObject
export type Schemas = Readonly<Record<string, Schema>>

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const asSchema = (value: Json | undefined): Schema | undefined =>
  typeof value === 'boolean' || isObject(value) ? value : undefined

export const asSchemas = (value: Json | undefined): Schema[] =>
  Array.isArray(value) ? value.map(asSchema).filter((each) => each !== undefined) : []

/** A schema with its own reference followed and its allOf merged in: what a reader sees as one thing. `name`: of the reference. */
export function flatten(schema: Schema, schemas: Schemas, depth = 0): { schema: JsonObject; name?: string } {
  if (typeof schema === 'boolean') return { schema: schema ? {} : { not: {} } }
  if (depth > 12) return { schema: {} }
  let merged: JsonObject = { ...schema }
  let name: string | undefined
  if (typeof schema.$ref === 'string') {
    name = schemaReferenceName(schema.$ref)
    const target = name === undefined ? undefined : schemas[name]
    delete merged.$ref
    if (target !== undefined) merged = merge(flatten(target, schemas, depth + 1).schema, merged)
  }
  const parts = asSchemas(merged.allOf)
  if (parts.length > 0) {
    delete merged.allOf
    const own = merged
    merged = parts.reduce<JsonObject>((whole, part) => merge(whole, flatten(part, schemas, depth + 1).schema), {})
    merged = merge(merged, own)
  }
  return name === undefined ? { schema: merged } : { schema: merged, name }
}

function merge(base: JsonObject, over: JsonObject): JsonObject {
  const result: JsonObject = { ...base, ...over }
  if (isObject(base.properties) && isObject(over.properties)) {
    result.properties = { ...base.properties, ...over.properties }
  }
  if (Array.isArray(base.required) && Array.isArray(over.required)) {
    result.required = [...new Set([...base.required, ...over.required])]
  }
  return result
}

/** Types that a flattened schema allows, guessed from its keywords where it names none. */
export function typesOf(schema: JsonObject): string[] {
  if (typeof schema.type === 'string') return [schema.type]
  if (Array.isArray(schema.type)) return schema.type.filter((type) => typeof type === 'string')
  if (schema.properties !== undefined || schema.additionalProperties !== undefined) return ['object']
  if (schema.items !== undefined || schema.prefixItems !== undefined) return ['array']
  return []
}

export function alternativesOf(schema: JsonObject): Schema[] {
  const oneOf = asSchemas(schema.oneOf)
  return oneOf.length > 0 ? oneOf : asSchemas(schema.anyOf)
}

/** "string · uuid", "array of Order", "Order or null". */
export function typeWords(given: Schema, schemas: Schemas, depth = 0): string {
  const { schema, name } = flatten(given, schemas)
  if (depth > 4) return name ?? 'any'
  if (schema.const !== undefined) return 'constant'
  const types = typesOf(schema)
  const alternatives = alternativesOf(schema)
  if (alternatives.length > 0 && (types.length === 0 || types.includes('object'))) {
    const words = [...new Set(alternatives.map((each) => typeWords(each, schemas, depth + 1)))]
    return words.length > 4 ? `${words.slice(0, 4).join(', ')} or ${words.length - 4} more` : words.join(' or ')
  }
  if (types.length === 0) return name ?? (Array.isArray(schema.enum) ? 'enum' : 'any')
  return types
    .map((type) => {
      if (type === 'array') return `array of ${typeWords(asSchema(schema.items) ?? true, schemas, depth + 1)}`
      if (type === 'object') return name ?? (typeof schema.title === 'string' ? schema.title : 'object')
      return typeof schema.format === 'string' && type !== 'null' ? `${type} · ${schema.format}` : type
    })
    .join(' or ')
}

/** Limits in words: "1 to 80 characters", "at least 1". */
export function limitWords(schema: JsonObject): string[] {
  const words: string[] = []
  const range = (low: Json | undefined, high: Json | undefined, unit: string) => {
    if (typeof low === 'number' && typeof high === 'number') words.push(`${low} to ${high}${unit}`)
    else if (typeof low === 'number' && low > 0) words.push(`at least ${low}${unit}`)
    else if (typeof high === 'number') words.push(`at most ${high}${unit}`)
  }
  range(schema.minLength, schema.maxLength, ' characters')
  if (typeof schema.minimum === 'number' || typeof schema.maximum === 'number') {
    if (schema.minimum === 0 && schema.maximum === undefined) words.push('at least 0')
    else range(schema.minimum, schema.maximum, '')
  }
  if (typeof schema.exclusiveMinimum === 'number') words.push(`more than ${schema.exclusiveMinimum}`)
  if (typeof schema.exclusiveMaximum === 'number') words.push(`less than ${schema.exclusiveMaximum}`)
  if (typeof schema.multipleOf === 'number') words.push(`a multiple of ${schema.multipleOf}`)
  range(schema.minItems, schema.maxItems, ' items')
  if (schema.uniqueItems === true) words.push('no duplicates')
  range(schema.minProperties, schema.maxProperties, ' properties')
  return words
}
