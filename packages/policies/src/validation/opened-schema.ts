import type { JsonSchema } from '@gatehouse/contracts/api-description'
import type { Json, JsonObject } from '@gatehouse/contracts/json'

export type Shared = Readonly<Record<string, JsonSchema>>

const closing = new Set(['additionalProperties', 'unevaluatedProperties'])
/** Values in here are data, not schemas; under `not` more would mean less. */
const untouched = new Set(['const', 'enum', 'default', 'example', 'examples', 'not'])

/**
 * The schema without `additionalProperties: false` and its like, at each depth: which branch a value means must not depend on the very
 * properties that are undeclared.
 */
export function openedSchema(schema: JsonSchema): JsonSchema {
  return opened(schema as Json, false) as JsonSchema
}

const known = new WeakMap<Shared, Shared>()

/** All shared schemas, opened; once per part. */
export function openedShared(shared: Shared): Shared {
  const before = known.get(shared)
  if (before !== undefined) return before
  const made = Object.fromEntries(Object.entries(shared).map(([name, schema]) => [name, openedSchema(schema)]))
  known.set(shared, made)
  return made
}

/** `named`: the object's keys are names of properties, not keywords. */
function opened(value: Json, named: boolean): Json {
  if (Array.isArray(value)) return value.map((item) => opened(item, false))
  if (typeof value !== 'object' || value === null) return value
  const copy: JsonObject = {}
  for (const [key, member] of Object.entries(value)) {
    if (!named && closing.has(key) && member === false) continue
    const next = !named && untouched.has(key) ? member : opened(member, !named && naming.has(key))
    Object.defineProperty(copy, key, { value: next, enumerable: true, configurable: true, writable: true })
  }
  return copy
}

const naming = new Set(['properties', 'patternProperties', 'dependentSchemas', '$defs'])
