import { type JsonSchema, schemaReferenceName } from '@gatehouse/contracts/api-description'
import type { SchemaRow } from '@gatehouse/ui/schema-tree'

type Schemas = Readonly<Record<string, unknown>>
type Plain = Readonly<Record<string, unknown>>

/** Nested deeper than this, a reader opens the schema's own page; recursion ends here too. */
const deepest = 7

const asObject = (value: unknown): Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Plain) : {}
const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const asText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** Follows references and merges `allOf`, so that a reader sees one object. */
function resolve(schema: unknown, schemas: Schemas, depth = 0): { schema: Plain; name?: string } {
  if (schema === true || schema === false || depth > 20) return { schema: {} }
  const plain = asObject(schema)
  const reference = asText(plain.$ref)
  if (reference !== undefined) {
    const name = schemaReferenceName(reference)
    const target = name === undefined ? undefined : schemas[name]
    const inner = resolve(target, schemas, depth + 1)
    const { $ref: _ref, ...beside } = plain
    return { schema: { ...inner.schema, ...beside }, ...(name === undefined ? {} : { name }) }
  }
  const parts = asList(plain.allOf)
  if (parts.length === 0) return { schema: plain }
  const merged = parts.map((part) => resolve(part, schemas, depth + 1).schema)
  const { allOf: _all, ...own } = plain
  const all = [...merged, own]
  return {
    schema: {
      ...Object.assign({}, ...all),
      properties: Object.assign({}, ...all.map((part) => asObject(part.properties))),
      required: all.flatMap((part) => asList(part.required)),
    },
  }
}

/** `string · uuid`, `array of Order`, `one of 3`. */
export function typeText(schema: unknown, schemas: Schemas): string {
  const { schema: plain, name } = resolve(schema, schemas)
  const choices = [...asList(plain.oneOf), ...asList(plain.anyOf)]
  if (choices.length > 0 && plain.type === undefined) return `one of ${choices.length}`
  const types = (Array.isArray(plain.type) ? plain.type : [plain.type]).filter((one) => one !== undefined).map(String)
  const nullable = types.includes('null') && types.length > 1
  const main = types.filter((one) => one !== 'null' || types.length === 1)
  if (main.length === 1 && main[0] === 'array') {
    return `array of ${typeText(plain.items ?? true, schemas)}${nullable ? ' or null' : ''}`
  }
  const base = main.length > 0 ? main.join(' or ') : plain.properties ? 'object' : plain.enum ? 'value' : 'anything'
  const shown = base === 'object' && name ? name : base
  const format = asText(plain.format)
  return `${shown}${format ? ` · ${format}` : ''}${nullable ? ' or null' : ''}`
}

const limits: readonly [string, string][] = [
  ['minLength', 'at least {} characters'],
  ['maxLength', 'at most {} characters'],
  ['minimum', '≥ {}'],
  ['maximum', '≤ {}'],
  ['exclusiveMinimum', '> {}'],
  ['exclusiveMaximum', '< {}'],
  ['multipleOf', 'a multiple of {}'],
  ['minItems', 'at least {} items'],
  ['maxItems', 'at most {} items'],
  ['pattern', 'matches {}'],
]

function metaText(plain: Plain): string {
  const words = limits
    .filter(([key]) => plain[key] !== undefined)
    .map(([key, text]) => text.replace('{}', String(plain[key])))
  const values = asList(plain.enum)
  if (values.length > 0)
    words.unshift(
      `one of ${values
        .slice(0, 12)
        .map((one) => JSON.stringify(one))
        .join(', ')}${values.length > 12 ? ' …' : ''}`,
    )
  if (plain.const !== undefined) words.unshift(`always ${JSON.stringify(plain.const)}`)
  if (plain.default !== undefined) words.push(`default ${JSON.stringify(plain.default)}`)
  if (plain.uniqueItems === true) words.push('no two alike')
  if (plain.additionalProperties === false) words.push('other properties are refused')
  return words.join(' · ')
}

/** One named value as a row with what is inside it. `path` makes its anchor unique. */
export function schemaRow(
  name: string,
  schema: JsonSchema | undefined,
  schemas: Schemas,
  more: { path: string; required?: boolean; description?: string; deprecated?: boolean; depth?: number },
): SchemaRow {
  const depth = more.depth ?? 0
  const { schema: plain } = resolve(schema ?? true, schemas)
  const children = depth < deepest ? childRows(schema ?? true, schemas, more.path, depth) : []
  const description = more.description ?? asText(plain.description)
  const meta = metaText(plain)
  return {
    id: more.path,
    name,
    type: typeText(schema ?? true, schemas),
    ...(more.required ? { required: true } : {}),
    ...(more.deprecated || plain.deprecated === true ? { deprecated: true } : {}),
    ...(description ? { description } : {}),
    ...(meta ? { meta } : {}),
    ...(children.length > 0 ? { children, open: depth < 1 } : {}),
  }
}

/** Rows of what is inside a schema: properties (required first), items, choices. */
export function childRows(schema: unknown, schemas: Schemas, path: string, depth: number): SchemaRow[] {
  const { schema: plain } = resolve(schema, schemas)
  const properties = Object.entries(asObject(plain.properties))
  if (properties.length > 0) {
    const required = new Set(asList(plain.required).map(String))
    return properties
      .sort(([a], [b]) => Number(required.has(b)) - Number(required.has(a)))
      .map(([name, one]) =>
        schemaRow(name, one as JsonSchema, schemas, {
          path: `${path}.${name}`,
          required: required.has(name),
          depth: depth + 1,
        }),
      )
  }
  if (plain.items !== undefined) {
    const inside = childRows(plain.items, schemas, `${path}[]`, depth)
    if (inside.length > 0) return inside
  }
  return [...asList(plain.oneOf), ...asList(plain.anyOf)].map((choice, index) => {
    const name = resolve(choice, schemas).name ?? `Choice ${index + 1}`
    return schemaRow(name, choice as JsonSchema, schemas, { path: `${path}|${index}`, depth: depth + 1 })
  })
}
