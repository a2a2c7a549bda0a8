import type { Json, JsonObject } from '@gatehouse/contracts/json'

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

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The schema with each schema right below it as `change` gives it; the same object where nothing changed. */
export function withSubschemas(schema: JsonObject, change: (inner: Json) => Json): JsonObject {
  let copy: JsonObject | undefined
  for (const [key, member] of Object.entries(schema)) {
    const changed = changedMember(key, member, change)
    if (changed === member) continue
    copy ??= { ...schema }
    copy[key] = changed
  }
  return copy ?? schema
}

function changedMember(key: string, member: Json, change: (inner: Json) => Json): Json {
  if (one.has(key)) return change(member)
  if (lists.has(key) && Array.isArray(member)) {
    const items = member.map(change)
    return items.every((item, i) => item === member[i]) ? member : items
  }
  if (maps.has(key) && isObject(member)) {
    const entries = Object.entries(member).map(([name, item]) => [name, change(item)] as const)
    return entries.every(([name, item]) => item === member[name]) ? member : Object.fromEntries(entries)
  }
  return member
}
