import { type JsonSchema, schemaReferenceName } from '@gatehouse/contracts/api-description'
import type { Json, JsonObject } from '@gatehouse/contracts/json'

/**
 * Schemas as the form edits them. Each change goes on from the schema that is there and touches one keyword, so what the form does not
 * show is never lost.
 */

export const plainTypes = ['string', 'integer', 'number', 'boolean', 'array', 'object'] as const
export type PlainType = (typeof plainTypes)[number]
/** `other`: written as source, such as `oneOf` or several types. */
export type SchemaKind = PlainType | 'any' | 'reference' | 'other'

export function asObject(schema: JsonSchema | undefined): JsonObject {
  return typeof schema === 'object' ? schema : {}
}

const combining = ['oneOf', 'anyOf', 'allOf', 'not', 'if', '$dynamicRef']

export function kindOf(schema: JsonSchema | undefined): SchemaKind {
  if (schema === undefined || schema === true) return 'any'
  if (schema === false) return 'other'
  if (typeof schema.$ref === 'string') return 'reference'
  const types = typesOf(schema)
  const [type] = types
  if (types.length === 1 && isPlain(type)) return type
  if (types.length > 1 || combining.some((keyword) => schema[keyword] !== undefined)) return 'other'
  if (schema.properties !== undefined) return 'object'
  return type === undefined && schema.const === undefined && schema.enum === undefined ? 'any' : 'other'
}

function isPlain(type: Json | undefined): type is PlainType {
  return plainTypes.some((plain) => plain === type)
}

/** Without `null`. */
function typesOf(schema: JsonObject): Json[] {
  const { type } = schema
  const types = Array.isArray(type) ? type : type === undefined ? [] : [type]
  return types.filter((one) => one !== 'null')
}

export function isNullable(schema: JsonSchema | undefined): boolean {
  const { type } = asObject(schema)
  return Array.isArray(type) && type.includes('null')
}

export function referenceOf(schema: JsonSchema | undefined): string | undefined {
  const { $ref } = asObject(schema)
  return typeof $ref === 'string' ? schemaReferenceName($ref) : undefined
}

/** One keyword set, or taken away with `undefined`. */
export function withKeyword(schema: JsonSchema | undefined, keyword: string, value: Json | undefined): JsonObject {
  const { [keyword]: before, ...rest } = asObject(schema)
  if (value === undefined) return rest
  // A keyword that is there keeps its place, so that the source beside the form does not jump.
  return before === undefined ? { ...rest, [keyword]: value } : { ...asObject(schema), [keyword]: value }
}

/** Keywords that the form shows for a type, and that mean nothing for another. */
export const shownFor: Readonly<Record<PlainType, readonly string[]>> = {
  string: ['format', 'minLength', 'maxLength', 'pattern', 'enum'],
  integer: ['format', 'minimum', 'maximum', 'multipleOf', 'enum'],
  number: ['format', 'minimum', 'maximum', 'multipleOf', 'enum'],
  boolean: [],
  array: ['items', 'minItems', 'maxItems', 'uniqueItems'],
  object: ['properties', 'required', 'additionalProperties'],
}
const shownAlways = ['type', '$ref', 'description', 'example', 'examples', 'default', 'title']

export function withKind(schema: JsonSchema | undefined, kind: SchemaKind, reference?: string): JsonSchema {
  const now = kindOf(schema)
  const gone = new Set<string>(['type', '$ref', ...(isPlain(now) ? shownFor[now] : [])])
  for (const keyword of isPlain(kind) ? shownFor[kind] : []) gone.delete(keyword)
  if (kind === 'any' || kind === 'reference') for (const keyword of combining) gone.add(keyword)
  const rest = Object.fromEntries(Object.entries(asObject(schema)).filter(([keyword]) => !gone.has(keyword)))
  if (kind === 'reference') return { $ref: reference ?? '', ...rest }
  if (kind === 'any') return rest
  if (kind === 'other') return schema ?? {}
  return {
    type: isNullable(schema) ? [kind, 'null'] : kind,
    ...rest,
    ...(kind === 'array' && !rest.items ? { items: {} } : {}),
  }
}

export function withNullable(schema: JsonSchema | undefined, nullable: boolean): JsonObject {
  const types = typesOf(asObject(schema))
  return withKeyword(schema, 'type', nullable ? [...types, 'null'] : (types[0] ?? 'string'))
}

/** Keywords that only the source shows. */
export function hiddenKeywords(schema: JsonSchema | undefined): string[] {
  const kind = kindOf(schema)
  const shown = new Set([...shownAlways, ...(isPlain(kind) ? shownFor[kind] : [])])
  return Object.keys(asObject(schema)).filter((keyword) => !shown.has(keyword))
}

export type PropertyDraft = { name: string; schema: JsonSchema; required: boolean }

export function propertiesOf(schema: JsonSchema | undefined): PropertyDraft[] {
  const { properties, required } = asObject(schema)
  const names = new Set(Array.isArray(required) ? required : [])
  return Object.entries(isRecord(properties) ? properties : {}).map(([name, value]) => ({
    name,
    schema: typeof value === 'boolean' || isRecord(value) ? value : {},
    required: names.has(name),
  }))
}

export function withProperties(schema: JsonSchema | undefined, drafts: readonly PropertyDraft[]): JsonObject {
  const known = new Set(propertiesOf(schema).map(({ name }) => name))
  const { required } = asObject(schema)
  // Names that are required without being described are the source's business.
  const others = (Array.isArray(required) ? required : []).filter((name) => !known.has(String(name)))
  const names = [...drafts.filter((draft) => draft.required).map(({ name }) => name), ...others]
  const properties = Object.fromEntries(drafts.map((draft) => [draft.name, draft.schema]))
  return withKeyword(withKeyword(schema, 'properties', properties), 'required', names.length > 0 ? names : undefined)
}

function isRecord(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A value as a person types it: JSON where it is some, else text, as the type asks. */
export function valueOfText(text: string, kind: SchemaKind): Json | undefined {
  const trimmed = text.trim()
  if (trimmed === '') return undefined
  if (kind === 'string') return text
  try {
    return JSON.parse(trimmed) as Json
  } catch {
    return text
  }
}

export function textOfValue(value: Json | undefined): string {
  return value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value)
}
