import type { JsonSchema } from '@gatehouse/contracts/api-description'
import type { Json, JsonObject } from '@gatehouse/contracts/json'

/** Keywords whose value is data, not a schema. */
const data = new Set(['const', 'enum', 'default', 'example', 'examples'])
const named = new Set(['properties', 'patternProperties', 'dependentSchemas', '$defs'])

/**
 * A schema as contracts hold it: `example` of OpenAPI 3.0 is one of JSON Schema's `examples`, as an import makes it, so that a schema
 * written by hand and the same one from a file are equal.
 */
export function normalSchema(schema: JsonSchema): JsonSchema {
  return isObject(schema) ? normalObject(schema) : schema
}

function normalObject({ example, ...schema }: JsonObject): JsonObject {
  const out: JsonObject = {}
  for (const [keyword, value] of Object.entries(schema)) out[keyword] = normalMember(keyword, value)
  if (example !== undefined && out.examples === undefined) out.examples = [example]
  return out
}

function normalMember(keyword: string, value: Json): Json {
  if (data.has(keyword)) return value
  if (named.has(keyword) && isObject(value))
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, normal(inner)]))
  return normal(value)
}

function normal(value: Json): Json {
  if (Array.isArray(value)) return value.map(normal)
  return isObject(value) ? normalObject(value) : value
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
