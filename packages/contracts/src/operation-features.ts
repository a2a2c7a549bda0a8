import { type JsonSchema, type OperationDescription, schemaReferenceName } from './api-description.ts'
import type { JsonObject } from './json.ts'

/**
 * What callers can use of an operation, as texts of one grammar; impact analysis counts them by application.
 *
 *   query:NAME · header:name · cookie:NAME          a parameter; header names in lower case
 *   query:NAME=value · path:NAME=value · …          a value of its enum, also as an item of a list
 *   body:/customer/name                             a property; each item of an array is a step `*`
 *   body:/status=open · body:/tags/*=new            a value of its enum
 *   body:?                                          a body that nobody looked into (not judged, or no JSON and no form)
 *   media:application/json                          a media type of the body, as the contract names it
 *
 * Names are written as in JSON Pointers, with `~2` for `=` besides. A value is a text as it stands, anything else as JSON. Bounds: three
 * levels of properties, 64 values of one enum (of a longer one none is told apart), 200 characters, and 512 per operation: parameters
 * and media types first, then the body from the top.
 */
export const maxFeatures = 512
const maxDepth = 3
const maxValues = 64
const maxLength = 200
/** Schemas that one value may have to fit, by `allOf`, `oneOf` and references. */
const maxViews = 64

/** A body that nobody looked into: what it held is not known. */
export const unreadBody = 'body:?'

export type FeaturePlace = 'query' | 'header' | 'cookie' | 'path'
export type Feature =
  | { kind: 'parameter'; in: FeaturePlace; name: string; value: string | undefined }
  | { kind: 'property'; path: readonly string[]; value: string | undefined }
  | { kind: 'media'; type: string }
  | { kind: 'unread' }

type Shared = Readonly<Record<string, JsonSchema>>

export function parameterFeature(place: FeaturePlace, name: string, value?: string): string {
  return `${place}:${escapeName(place === 'header' ? name.toLowerCase() : name)}${value === undefined ? '' : `=${value}`}`
}

/** `*` for an item of an array; the empty path has no feature of its own. */
export function propertyFeature(path: readonly string[], value?: string): string {
  return `body:${path.map((name) => `/${name === '*' ? name : escapeName(name)}`).join('')}${value === undefined ? '' : `=${value}`}`
}

/** Without parameters, in lower case; ranges (`image/*`) as they stand. */
export function mediaFeature(type: string): string {
  return `media:${(type.split(';')[0] ?? '').trim().toLowerCase()}`
}

/** A value as features write it. */
export function valueText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}

/** Undefined for a text of another grammar, as a newer control plane may send it. */
export function parseFeature(text: string): Feature | undefined {
  if (text === unreadBody) return { kind: 'unread' }
  const found = /^(query|header|cookie|path|body|media):([^=]*)(?:=([\s\S]*))?$/.exec(text)
  if (found === null) return undefined
  const [, place, name = '', value] = found
  if (place === 'media') return { kind: 'media', type: name }
  if (place === 'body') {
    if (name !== '' && !name.startsWith('/')) return undefined
    return { kind: 'property', path: name.split('/').slice(1).map(unescapeName), value }
  }
  return { kind: 'parameter', in: place as FeaturePlace, name: unescapeName(name), value }
}

/** How many properties deep a path goes; `*` counts for none. */
export function depthOf(path: readonly string[]): number {
  return path.reduce((depth, name) => (name === '*' ? depth : depth + 1), 0)
}

/** The part of a path that features can tell: cut behind its third property. */
export function knownPath(path: readonly string[]): string[] {
  const known: string[] = []
  for (const name of path) {
    if (name !== '*' && depthOf(known) === maxDepth) break
    known.push(name)
  }
  return known
}

/** Headers that are described elsewhere and never a parameter (OpenAPI, Parameter Object). */
const ignoredHeaders = new Set(['accept', 'content-type', 'authorization'])

/** The features of one operation, in a stable order, each once. */
export function featuresOf(
  operation: Pick<OperationDescription, 'parameters' | 'requestBody'>,
  schemas: Shared,
): string[] {
  const features = new Set<string>()
  const add = (text: string) => {
    if (features.size < maxFeatures && text.length <= maxLength) features.add(text)
  }
  for (const parameter of operation.parameters) {
    if (parameter.in === 'header' && ignoredHeaders.has(parameter.name.toLowerCase())) continue
    // A path without one of its parameters is another path: that it is there says nothing.
    if (parameter.in !== 'path') add(parameterFeature(parameter.in, parameter.name))
    for (const value of parameterValues(parameter.schema, schemas)) {
      add(parameterFeature(parameter.in, parameter.name, value))
    }
  }
  if (operation.requestBody === undefined) return [...features]
  const content = Object.entries(operation.requestBody.content)
  for (const [type] of content) add(mediaFeature(type))
  if (content.length > 0) add(unreadBody)
  addProperties(
    content.flatMap(([, { schema }]) => (schema === undefined ? [] : [schema])),
    schemas,
    add,
  )
  return [...features]
}

/** Breadth first, so that what is cut is what lies deepest. */
function addProperties(roots: readonly JsonSchema[], schemas: Shared, add: (text: string) => void): void {
  let level: { path: string[]; schemas: JsonSchema[] }[] = [{ path: [], schemas: [...roots] }]
  let left = maxFeatures
  while (level.length > 0 && left > 0) {
    const next: typeof level = []
    for (const { path, schemas: own } of level) {
      left -= 1
      const views = viewsOf(own, schemas)
      for (const value of valuesOf(views)) add(propertyFeature(path, value))
      const items = views.flatMap(itemsOf)
      if (items.length > 0 && path.filter((name) => name === '*').length < maxDepth)
        next.push({ path: [...path, '*'], schemas: items })
      if (depthOf(path) === maxDepth) continue
      for (const [name, properties] of propertiesOf(views)) {
        const inner = [...path, name]
        add(propertyFeature(inner))
        next.push({ path: inner, schemas: properties })
      }
    }
    level = next
  }
}

function parameterValues(schema: JsonSchema | undefined, schemas: Shared): string[] {
  if (schema === undefined) return []
  const views = viewsOf([schema], schemas)
  return [...new Set([...valuesOf(views), ...valuesOf(viewsOf(views.flatMap(itemsOf), schemas))])]
}

function valuesOf(views: readonly JsonObject[]): string[] {
  const values = new Set<string>()
  for (const view of views) {
    if (Array.isArray(view.enum)) for (const value of view.enum) values.add(valueText(value))
    if (view.const !== undefined) values.add(valueText(view.const))
  }
  return values.size > maxValues ? [] : [...values]
}

function itemsOf(view: JsonObject): JsonSchema[] {
  const items = [view.items, ...(Array.isArray(view.prefixItems) ? view.prefixItems : [])]
  return items.filter(isSchema)
}

function propertiesOf(views: readonly JsonObject[]): Map<string, JsonSchema[]> {
  const properties = new Map<string, JsonSchema[]>()
  for (const { properties: own } of views) {
    if (!isObject(own)) continue
    for (const [name, schema] of Object.entries(own)) {
      // An item of an array and a property of that name would be one.
      if (name === '*' || !isSchema(schema)) continue
      properties.set(name, [...(properties.get(name) ?? []), schema])
    }
  }
  return properties
}

/** Every schema object that may judge one value: references followed, alternatives and conditions included; loops end. */
export function viewsOf(schemas: readonly JsonSchema[], shared: Shared): JsonObject[] {
  const seen = new Set<JsonSchema>()
  const views: JsonObject[] = []
  const queue = [...schemas]
  for (let schema = queue.shift(); schema !== undefined && views.length < maxViews; schema = queue.shift()) {
    if (typeof schema !== 'object' || seen.has(schema)) continue
    seen.add(schema)
    views.push(schema)
    const name = typeof schema.$ref === 'string' ? schemaReferenceName(schema.$ref) : undefined
    const target = name !== undefined && Object.hasOwn(shared, name) ? shared[name] : undefined
    if (target !== undefined) queue.push(target)
    for (const keyword of ['allOf', 'oneOf', 'anyOf'] as const) {
      const parts = schema[keyword]
      if (Array.isArray(parts)) queue.push(...parts.filter(isSchema))
    }
    queue.push(...[schema.then, schema.else].filter(isSchema))
  }
  return views
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'boolean' || isObject(value)
}

function escapeName(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1').replaceAll('=', '~2')
}

function unescapeName(name: string): string {
  return name.replaceAll('~2', '=').replaceAll('~1', '/').replaceAll('~0', '~')
}
