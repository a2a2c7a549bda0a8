import type { JsonSchema } from '@gatehouse/contracts/api-description'
import { schemaReferenceName } from '@gatehouse/contracts/api-description'
import type { Json, JsonObject } from '@gatehouse/contracts/json'
import { isObject, withSubschemas } from './subschemas.ts'

type Schemas = Readonly<Record<string, JsonSchema>>

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
  const relaxed = withSubschemas(value, (inner) => relax(inner, shared, mark))
  const required = stillRequired(value, shared, mark)
  if (required === undefined) return relaxed
  const { required: _dropped, ...rest } = relaxed
  return required.length === 0 ? rest : { ...rest, required }
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
