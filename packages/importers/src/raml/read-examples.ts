import type { ParameterDescription } from '@gatehouse/contracts/api-description'
import type { Json, JsonObject } from '@gatehouse/contracts/json'
import { isObject } from '../source-tree.ts'
import { entriesOf, memberOf, type RamlEntry, type RamlNode, textOf, toJson } from './raml-node.ts'

export type Example = NonNullable<ParameterDescription['examples']>[number]

/** `example` and `examples` of a type, as `examples` of its schema. */
export function readTypeExamples(entry: RamlEntry, schema: JsonObject, out: JsonObject): void {
  const values = namedExamples(entry, schema).map(({ value }) => value)
  if (values.length > 0) out.examples = [...(Array.isArray(out.examples) ? out.examples : []), ...values]
}

/** The examples of a body, with their names. */
export function namedExamples(entry: RamlEntry, schema: JsonObject): Example[] {
  if (entry.key === 'example') return [example(undefined, entry.value, schema)]
  if (entry.value.kind === 'list') return entry.value.items.map((item) => example(undefined, item, schema))
  return entriesOf(entry.value).map((inner) => example(inner.key, inner.value, schema))
}

function example(name: string | undefined, node: RamlNode, schema: JsonObject): Example {
  const explicit = memberOf(node, 'value')
  const summary = explicit && (textOf(memberOf(node, 'displayName')) ?? textOf(memberOf(node, 'description')))
  return {
    ...(name !== undefined && { name }),
    ...(summary !== undefined && { summary }),
    value: exampleValue(explicit ?? node, schema),
  }
}

/** An example of a structured type may be written as the JSON text of its value; that of a text is the text. */
function exampleValue(node: RamlNode, schema: JsonObject): Json {
  const text = textOf(node)
  if (schema.type === 'string') return text ?? toJson(node)
  if (node.kind !== 'scalar' || text === undefined || !/^\s*[{["]/.test(text)) return toJson(node)
  try {
    const value: unknown = JSON.parse(text, (key, inner) => (key === '__proto__' ? undefined : inner))
    return typeof value === 'object' && value !== null ? jsonOf(value) : toJson(node)
  } catch {
    return toJson(node)
  }
}

/** Own members again, so that no name reaches a prototype. */
function jsonOf(value: unknown): Json {
  if (Array.isArray(value)) return value.map(jsonOf)
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, jsonOf(inner)]))
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null
}
