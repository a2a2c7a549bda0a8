import type { Json, JsonObject } from '@gatehouse/contracts/json'
import { alternativesOf, asSchema, flatten, isObject, type Schema, type Schemas, typesOf } from './json-schema.ts'
import type { MediaTypeLike } from './media-types.ts'

const byFormat: Record<string, string> = {
  'date-time': '2026-01-15T09:30:00Z',
  date: '2026-01-15',
  time: '09:30:00Z',
  duration: 'P1D',
  email: 'ada@example.com',
  uuid: '018f4c1e-7a2b-7c3d-8e4f-5a6b7c8d9e0f',
  uri: 'https://example.com/resource',
  url: 'https://example.com/resource',
  hostname: 'example.com',
  ipv4: '192.0.2.10',
  ipv6: '2001:db8::10',
  byte: 'R2F0ZWhvdXNl',
}

/** An example of a schema: the author's where there is one, else the smallest value that says the most. */
export function schemaExample(given: Schema, schemas: Schemas, direction: 'request' | 'response', depth = 0): Json {
  const { schema } = flatten(given, schemas)
  const written = writtenExample(schema)
  if (written !== undefined) return written
  const alternative = alternativesOf(schema)[0]
  const types = typesOf(schema)
  if (alternative !== undefined && types[0] !== 'object') {
    return depth > 6 ? null : schemaExample(alternative, schemas, direction, depth + 1)
  }
  switch (types.find((type) => type !== 'null')) {
    case 'object':
      return objectExample(schema, alternative, schemas, direction, depth)
    case 'array': {
      if (depth > 6) return []
      const item = schemaExample(asSchema(schema.items) ?? {}, schemas, direction, depth + 1)
      return Array.from({ length: Math.max(1, Math.min(3, Number(schema.minItems ?? 1))) }, () => item)
    }
    case 'integer':
    case 'number':
      return numberExample(schema)
    case 'boolean':
      return true
    case 'string':
      return stringExample(schema)
    default:
      return types.includes('null') ? null : {}
  }
}

function objectExample(
  schema: JsonObject,
  alternative: Schema | undefined,
  schemas: Schemas,
  direction: 'request' | 'response',
  depth: number,
): Json {
  const result: JsonObject = {}
  if (depth > 6) return result
  const required = new Set(Array.isArray(schema.required) ? schema.required : [])
  for (const [name, value] of Object.entries(isObject(schema.properties) ? schema.properties : {})) {
    const property = asSchema(value)
    if (property === undefined || property === false) continue
    const flat = flatten(property, schemas).schema
    if (direction === 'request' ? flat.readOnly === true : flat.writeOnly === true) continue
    // A request shows what must be there, and what its author gave an example for; an answer shows all.
    if (direction === 'request' && !required.has(name) && writtenExample(flat) === undefined) continue
    if (flat.deprecated === true && !required.has(name)) continue
    result[name] = schemaExample(property, schemas, direction, depth + 1)
  }
  const extra = alternative === undefined ? undefined : schemaExample(alternative, schemas, direction, depth + 1)
  return isObject(extra) ? { ...extra, ...result } : result
}

/** The example that stands in the schema itself. */
export function writtenExample(schema: JsonObject): Json | undefined {
  if (schema.example !== undefined) return schema.example
  if (Array.isArray(schema.examples) && schema.examples.length > 0) return schema.examples[0]
  if (schema.const !== undefined) return schema.const
  if (schema.default !== undefined && schema.default !== null) return schema.default
  if (Array.isArray(schema.enum)) return schema.enum.find((value) => value !== null)
  return undefined
}

function numberExample(schema: JsonObject): number {
  const low = typeof schema.minimum === 'number' ? schema.minimum : undefined
  const high = typeof schema.maximum === 'number' ? schema.maximum : undefined
  const step = typeof schema.multipleOf === 'number' ? schema.multipleOf : 1
  if (low !== undefined) return Math.ceil(low / step) * step || step
  if (typeof schema.exclusiveMinimum === 'number') return schema.exclusiveMinimum + step
  return high !== undefined && high < 1 ? high : step
}

function stringExample(schema: JsonObject): string {
  const known = typeof schema.format === 'string' ? byFormat[schema.format] : undefined
  if (known) return known
  const least = typeof schema.minLength === 'number' ? schema.minLength : 0
  const most = typeof schema.maxLength === 'number' ? schema.maxLength : Number.POSITIVE_INFINITY
  return 'string'.padEnd(Math.min(least, 200), 'x').slice(0, most)
}

/** The example of a body: named by the author, else made from the schema. Undefined: there is nothing to show. */
export function mediaExample(
  media: MediaTypeLike,
  schemas: Schemas,
  direction: 'request' | 'response',
): Json | undefined {
  const written = media.examples?.[0]
  if (written) return written.value as Json
  return media.schema === undefined ? undefined : schemaExample(media.schema as Schema, schemas, direction)
}
