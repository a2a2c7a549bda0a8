import type { JsonSchema } from '@gatehouse/contracts/api-description'
import { schemaReferenceName } from '@gatehouse/contracts/api-description'
import type { Json, JsonObject } from '@gatehouse/contracts/json'

type Schemas = Readonly<Record<string, JsonSchema>>

/** Keywords whose value is one schema, a list of schemas, or schemas by name (JSON Schema 2020-12 §10, §11). */
const one = new Set([
  'additionalProperties',
  'contains',
  'else',
  'if',
  'items',
  'not',
  'propertyNames',
  'then',
  'unevaluatedItems',
  'unevaluatedProperties',
  'contentSchema',
])
const lists = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems'])
const maps = new Set(['$defs', 'dependentSchemas', 'patternProperties', 'properties'])

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * A schema as it judges requests: a property that is `readOnly` is the server's to send, so it cannot be required of the client
 * (OpenAPI 3.1, Schema Object; 3.0 says it in words). Elsewhere the schema stays as it is; what does not change is not copied.
 */
export function requestSchema(schema: JsonSchema, shared: Schemas): JsonSchema {
  return isObject(schema) ? (relax(schema, shared, 'readOnly') as JsonObject) : schema
}

/** The mirror for answers: a property that is `writeOnly` is the client's to send, so it cannot be required of the server. */
export function responseSchema(schema: JsonSchema, shared: Schemas): JsonSchema {
  return isObject(schema) ? (relax(schema, shared, 'writeOnly') as JsonObject) : schema
}

/** The keyword that says whose a property is alone. */
type Mark = 'readOnly' | 'writeOnly'

function relax(value: Json, shared: Schemas, mark: Mark): Json {
  if (!isObject(value)) return value
  let copy: JsonObject | undefined
  for (const [key, member] of Object.entries(value)) {
    const relaxed = relaxMember(key, member, shared, mark)
    if (relaxed === member) continue
    copy ??= { ...value }
    copy[key] = relaxed
  }
  const required = stillRequired(value, shared, mark)
  if (required === undefined) return copy ?? value
  const { required: _dropped, ...rest } = copy ?? value
  return required.length === 0 ? rest : { ...rest, required }
}

function relaxMember(key: string, member: Json, shared: Schemas, mark: Mark): Json {
  if (one.has(key)) return relax(member, shared, mark)
  if (lists.has(key) && Array.isArray(member)) {
    const items = member.map((item) => relax(item, shared, mark))
    return items.every((item, i) => item === member[i]) ? member : items
  }
  if (maps.has(key) && isObject(member)) {
    const entries = Object.entries(member).map(([name, item]) => [name, relax(item, shared, mark)] as const)
    return entries.every(([name, item]) => item === member[name]) ? member : Object.fromEntries(entries)
  }
  return member
}

/** What stays of `required`, or undefined when nothing is taken away. */
function stillRequired(schema: JsonObject, shared: Schemas, mark: Mark): string[] | undefined {
  const { required, properties } = schema
  if (!Array.isArray(required) || !isObject(properties)) return undefined
  const kept = required.filter(
    (name) =>
      typeof name === 'string' && !(Object.hasOwn(properties, name) && isMarked(properties[name], shared, mark, 0)),
  )
  return kept.length === required.length ? undefined : (kept as string[])
}

const maxReferences = 20

function isMarked(schema: Json | undefined, shared: Schemas, mark: Mark, depth: number): boolean {
  if (!isObject(schema) || depth > maxReferences) return false
  if (schema[mark] === true) return true
  if (typeof schema.$ref === 'string') {
    const name = schemaReferenceName(schema.$ref)
    if (name !== undefined && Object.hasOwn(shared, name) && isMarked(shared[name] as Json, shared, mark, depth + 1))
      return true
  }
  return Array.isArray(schema.allOf) && schema.allOf.some((part) => isMarked(part, shared, mark, depth + 1))
}
