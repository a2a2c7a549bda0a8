import { type JsonSchema, schemaReferenceName } from '@gatehouse/contracts/api-description'
import { canonicalJson, type Json } from '@gatehouse/contracts/json'
import { isObject, pointerToken } from './source-tree.ts'

/** A schema and where it stands in its description. */
export interface Located {
  schema: JsonSchema
  pointer: string
}

export interface Alternatives {
  keyword: 'oneOf' | 'anyOf'
  list: Located[]
  pointer: string
}

export const boundKinds = [
  'minimum',
  'maximum',
  'min-length',
  'max-length',
  'min-items',
  'max-items',
  'min-properties',
  'max-properties',
] as const
export type BoundKind = (typeof boundKinds)[number]

export interface Bound {
  value: number
  exclusive: boolean
}

/** One schema with its references followed and its `allOf` merged: what it says of a value, keyword by keyword. */
export interface SchemaView {
  /** Says nothing about the value. */
  any: boolean
  never: boolean
  types?: Set<string>
  enum?: Json[]
  formats: string[]
  patterns: string[]
  bounds: Partial<Record<BoundKind, Bound>>
  multipleOf?: number
  uniqueItems: boolean
  properties: Map<string, Located>
  required: Set<string>
  additional?: Located
  items?: Located
  alternatives: Alternatives[]
  /** Constraints that are compared as a whole. */
  others: Map<string, Json>
  marks: Map<'default' | 'deprecated' | 'readOnly' | 'writeOnly' | 'discriminator' | 'xml', Json>
  /** Titles, descriptions, examples: all that only readers see. */
  docs: string[]
  pointer: string
}

const boundOf: Record<string, { kind: BoundKind; exclusive?: true }> = {
  minimum: { kind: 'minimum' },
  exclusiveMinimum: { kind: 'minimum', exclusive: true },
  maximum: { kind: 'maximum' },
  exclusiveMaximum: { kind: 'maximum', exclusive: true },
  minLength: { kind: 'min-length' },
  maxLength: { kind: 'max-length' },
  minItems: { kind: 'min-items' },
  maxItems: { kind: 'max-items' },
  minProperties: { kind: 'min-properties' },
  maxProperties: { kind: 'max-properties' },
}

const docKeywords = new Set([
  'title',
  'description',
  'examples',
  'externalDocs',
  '$comment',
  'contentEncoding',
  'contentMediaType',
  'contentSchema',
])
const marks = new Set(['default', 'deprecated', 'readOnly', 'writeOnly', 'discriminator', 'xml'])

export function viewOf(located: Located, schemas: Record<string, JsonSchema>): SchemaView {
  const view: SchemaView = {
    any: true,
    never: false,
    formats: [],
    patterns: [],
    bounds: {},
    uniqueItems: false,
    properties: new Map(),
    required: new Set(),
    alternatives: [],
    others: new Map(),
    marks: new Map(),
    docs: [],
    pointer: located.pointer,
  }
  absorb(view, located, schemas, new Set())
  return view
}

function absorb(
  view: SchemaView,
  { schema, pointer }: Located,
  schemas: Record<string, JsonSchema>,
  followed: Set<string>,
): void {
  if (schema === false) view.never = true
  if (!isObject(schema)) return
  for (const [keyword, value] of Object.entries(schema)) {
    const at = `${pointer}/${pointerToken(keyword)}`
    if (keyword === '$ref' && typeof value === 'string') follow(view, value, schemas, followed)
    else if (keyword === 'allOf' && Array.isArray(value)) {
      for (const [index, inner] of value.entries())
        if (isSchema(inner)) absorb(view, { schema: inner, pointer: `${at}/${index}` }, schemas, followed)
    } else if (docKeywords.has(keyword)) view.docs.push(`${keyword} ${canonicalJson(value)}`)
    else if (marks.has(keyword)) addMark(view, keyword, value)
    else {
      view.any = false
      addConstraint(view, keyword, value, at)
    }
  }
}

function follow(view: SchemaView, reference: string, schemas: Record<string, JsonSchema>, followed: Set<string>): void {
  const name = schemaReferenceName(reference)
  if (name === undefined || followed.has(name)) return
  followed.add(name)
  const schema = Object.hasOwn(schemas, name) ? schemas[name] : undefined
  if (schema !== undefined) absorb(view, { schema, pointer: `/schemas/${pointerToken(name)}` }, schemas, followed)
  followed.delete(name)
}

function isSchema(value: Json | undefined): value is JsonSchema {
  return typeof value === 'boolean' || isObject(value)
}

function addMark(view: SchemaView, keyword: string, value: Json): void {
  if (
    keyword === 'default' ||
    keyword === 'deprecated' ||
    keyword === 'readOnly' ||
    keyword === 'writeOnly' ||
    keyword === 'discriminator' ||
    keyword === 'xml'
  )
    view.marks.set(keyword, value)
}

function addConstraint(view: SchemaView, keyword: string, value: Json, at: string): void {
  const bound = Object.hasOwn(boundOf, keyword) ? boundOf[keyword] : undefined
  if (bound && typeof value === 'number') addBound(view, bound.kind, { value, exclusive: bound.exclusive === true })
  else if (keyword === 'type')
    addTypes(view, typeof value === 'string' ? [value] : Array.isArray(value) ? value.map(String) : [])
  else if (keyword === 'enum' && Array.isArray(value)) addEnum(view, value)
  else if (keyword === 'const') addEnum(view, [value])
  else if (keyword === 'format' && typeof value === 'string') addOnce(view.formats, value)
  else if (keyword === 'pattern' && typeof value === 'string') addOnce(view.patterns, value)
  else if (keyword === 'multipleOf' && typeof value === 'number') view.multipleOf = value
  else if (keyword === 'uniqueItems' && typeof value === 'boolean') view.uniqueItems ||= value
  else if (keyword === 'required' && Array.isArray(value)) for (const name of value) view.required.add(String(name))
  else if (keyword === 'properties' && isObject(value)) {
    for (const [name, inner] of Object.entries(value))
      if (isSchema(inner)) addProperty(view, name, { schema: inner, pointer: `${at}/${pointerToken(name)}` })
  } else if (keyword === 'additionalProperties' && isSchema(value))
    view.additional = both(view.additional, { schema: value, pointer: at })
  else if (keyword === 'items' && isSchema(value)) view.items = both(view.items, { schema: value, pointer: at })
  else if ((keyword === 'oneOf' || keyword === 'anyOf') && Array.isArray(value)) {
    view.alternatives.push({
      keyword,
      pointer: at,
      list: value.flatMap((inner, index) => (isSchema(inner) ? [{ schema: inner, pointer: `${at}/${index}` }] : [])),
    })
  } else {
    const earlier = view.others.get(keyword)
    view.others.set(keyword, earlier === undefined ? value : [earlier, value])
  }
}

function addOnce(list: string[], value: string): void {
  if (!list.includes(value)) list.push(value)
}

function addProperty(view: SchemaView, name: string, property: Located): void {
  view.properties.set(name, both(view.properties.get(name), property))
}

/** A property that two members of an `allOf` describe is held to both. */
function both(first: Located | undefined, second: Located): Located {
  if (first === undefined) return second
  if (first.schema === false || second.schema === false) return { schema: false, pointer: second.pointer }
  return { schema: { allOf: [first.schema, second.schema] }, pointer: `${first.pointer}+${second.pointer}` }
}

function addBound(view: SchemaView, kind: BoundKind, bound: Bound): void {
  const earlier = view.bounds[kind]
  if (earlier === undefined || tighter(kind, bound, earlier)) view.bounds[kind] = bound
}

/** Whether `a` lets fewer values through than `b`. */
export function tighter(kind: BoundKind, a: Bound, b: Bound): boolean {
  if (a.value === b.value) return a.exclusive && !b.exclusive
  return kind.startsWith('min') ? a.value > b.value : a.value < b.value
}

function addTypes(view: SchemaView, names: string[]): void {
  const types = new Set(names)
  if (types.has('number')) types.add('integer')
  view.types = view.types === undefined ? types : new Set([...view.types].filter((type) => types.has(type)))
}

function addEnum(view: SchemaView, values: Json[]): void {
  const texts = new Set(values.map(canonicalJson))
  view.enum = view.enum === undefined ? values : view.enum.filter((value) => texts.has(canonicalJson(value)))
}
