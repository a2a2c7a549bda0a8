import type { JsonSchema } from '@gatehouse/contracts/api-description'
import type { JsonObject } from '@gatehouse/contracts/json'
import { refName } from '../snapshot/validators.ts'

export type TypeName = 'string' | 'integer' | 'number' | 'boolean' | 'null' | 'array' | 'object'
type Shared = Readonly<Record<string, JsonSchema>>

/** What is needed to read text as a schema means it: which types it admits, and the same for items and properties. */
export type Shape = {
  /** Empty: any. */
  types: ReadonlySet<TypeName>
  items: Shape | null
  properties: ReadonlyMap<string, Shape>
  /** Other properties are allowed (and have this shape). */
  additional: Shape | null
}

const anything: Shape = { types: new Set(), items: null, properties: new Map(), additional: null }
const deepest = 8

/** Follows a chain of references to a schema object; undefined for booleans, loops and unknown names. */
export function resolveSchema(schema: JsonSchema | undefined, shared: Shared): JsonObject | undefined {
  let at = schema
  for (let hops = 0; hops < 32; hops += 1) {
    if (typeof at !== 'object') return undefined
    const ref = at.$ref
    if (typeof ref !== 'string' || Object.keys(at).some((key) => !annotations.has(key) && key !== '$ref')) return at
    if (!ref.startsWith('#/schemas/')) return undefined
    const name = refName(ref)
    at = Object.hasOwn(shared, name) ? shared[name] : undefined
  }
  return undefined
}

/** Keywords that judge nothing. */
export const annotations: ReadonlySet<string> = new Set([
  'title',
  'description',
  'default',
  'example',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
  '$comment',
  'externalDocs',
  'xml',
])

export function shapeOf(schema: JsonSchema | undefined, shared: Shared, depth = 0): Shape {
  if (typeof schema !== 'object' || depth > deepest) return anything
  const types = new Set(ownTypes(schema))
  let items: Shape | null = null
  let additional: Shape | null = null
  const properties = new Map<string, Shape>()
  if (schema.items !== undefined) items = shapeOf(schema.items as JsonSchema, shared, depth + 1)
  if (isObject(schema.properties)) {
    for (const [name, property] of Object.entries(schema.properties)) {
      properties.set(name, shapeOf(property as JsonSchema, shared, depth + 1))
    }
  }
  if (schema.additionalProperties !== undefined && schema.additionalProperties !== false) {
    additional = shapeOf(schema.additionalProperties as JsonSchema, shared, depth + 1)
  }
  for (const part of partsOf(schema, shared)) {
    const alternatives = part.map((one) => shapeOf(one, shared, depth + 1))
    // allOf narrows, anyOf and oneOf widen; for reading text the union of what is named is what counts.
    if (types.size === 0 && alternatives.every((shape) => shape.types.size > 0)) {
      for (const shape of alternatives) for (const type of shape.types) types.add(type)
    }
    for (const shape of alternatives) {
      items ??= shape.items
      additional ??= shape.additional
      for (const [name, property] of shape.properties) if (!properties.has(name)) properties.set(name, property)
    }
  }
  return { types, items, properties, additional }
}

/** Groups of subschemas that apply to the same value. */
function partsOf(schema: JsonObject, shared: Shared): JsonSchema[][] {
  const parts: JsonSchema[][] = []
  const ref = schema.$ref
  if (typeof ref === 'string' && ref.startsWith('#/schemas/')) {
    const name = refName(ref)
    if (Object.hasOwn(shared, name)) parts.push([shared[name] as JsonSchema])
  }
  if (Array.isArray(schema.allOf)) for (const one of schema.allOf) parts.push([one as JsonSchema])
  for (const key of ['anyOf', 'oneOf']) {
    if (Array.isArray(schema[key])) parts.push(schema[key] as JsonSchema[])
  }
  const conditional = [schema.then, schema.else].filter((one) => one !== undefined)
  if (schema.if !== undefined && conditional.length > 0) parts.push(conditional as JsonSchema[])
  return parts
}

function ownTypes(schema: JsonObject): TypeName[] {
  const { type } = schema
  if (typeof type === 'string') return [type as TypeName]
  if (Array.isArray(type)) return type as TypeName[]
  if (Array.isArray(schema.enum)) return schema.enum.map(typeOf)
  if (schema.const !== undefined) return [typeOf(schema.const)]
  if (schema.properties !== undefined) return ['object']
  if (schema.items !== undefined) return ['array']
  return []
}

function typeOf(value: unknown): TypeName {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value as TypeName
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
