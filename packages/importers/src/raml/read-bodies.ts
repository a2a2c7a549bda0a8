import type { OperationDescription } from '@gatehouse/contracts/api-description'
import type { JsonObject } from '@gatehouse/contracts/json'
import type { Use } from '../import-context.ts'
import { isObject } from '../source-tree.ts'
import type { RamlContext } from './raml-context.ts'
import {
  asMap,
  entriesOf,
  isNull,
  isUnsafeName,
  listOf,
  type RamlEntry,
  type RamlMap,
  type RamlNode,
  textOf,
  toJson,
} from './raml-node.ts'
import { namedExamples } from './read-examples.ts'
import { namedParameter } from './read-parameters.ts'
import type { TypeTranslator } from './translate-type.ts'

type MediaTypes = NonNullable<OperationDescription['requestBody']>['content']
type MediaType = MediaTypes[string]

/** A media type is a key with a slash; all other keys of a body declare its type for the default media types. */
function isMediaType(key: string): boolean {
  return /^[\w.+*-]+\/[\w.+*-]+(\s*;.*)?$/.test(key)
}

export interface BodyReader {
  types: TypeTranslator
  /** `mediaType` of the root. */
  defaults: readonly string[]
  useOf(mediaType: string): Use
}

/** The bodies of a request or response by media type; undefined when none is declared. */
export function readBodies(reader: BodyReader, holder: RamlMap): MediaTypes | undefined {
  const entry = holder.entries.get('body')
  if (entry === undefined) return undefined
  const { ctx } = reader.types
  const fallback = reader.defaults.length > 0 ? reader.defaults : ['application/json']
  const out: MediaTypes = {}
  const byMedia = entriesOf(entry.value).filter(({ key }) => isMediaType(key))
  ctx.use(entry, reader.useOf(byMedia[0]?.key ?? fallback[0] ?? ''), 'Body')
  const plain = withoutMedia(entry.value, byMedia)
  if (plain !== undefined) for (const name of fallback) out[name] = readMediaType(reader, name, plain)
  for (const member of byMedia) {
    if (isUnsafeName(member.key)) continue
    ctx.use(member, reader.useOf(member.key), 'Media type of a body')
    out[member.key] = readMediaType(reader, member.key, member.value)
  }
  return out
}

function withoutMedia(node: RamlNode, byMedia: RamlEntry[]): RamlNode | undefined {
  if (node.kind !== 'map') return isNull(node) && byMedia.length === 0 ? undefined : node
  if (byMedia.length === 0) return node.entries.size === 0 ? undefined : node
  const entries = new Map([...node.entries].filter(([key]) => !isMediaType(key)))
  return entries.size === 0 ? undefined : { ...node, entries }
}

function readMediaType(reader: BodyReader, name: string, node: RamlNode): MediaType {
  const { types } = reader
  const use = reader.useOf(name)
  if (isNull(node)) return {}
  if (types.ctx.version === '0.8' && node.kind === 'map') return body08(reader, name, node, use)
  const { examples: values, ...schema } = types.translate(node, use, 'any')
  const examples = examplesOf(node, types.resolved(schema, use))
  const encoding = encodingOf(types, name, types.resolved(schema, use), use)
  return {
    ...(Object.keys(schema).length > 0 && { schema }),
    ...(examples.length > 0 ? { examples } : Array.isArray(values) && { examples: values.map((value) => ({ value })) }),
    ...(encoding && { encoding }),
  }
}

function examplesOf(node: RamlNode, schema: JsonObject) {
  return entriesOf(node)
    .filter(({ key, value }) => (key === 'example' || key === 'examples') && !isNull(value))
    .flatMap((entry) => namedExamples(entry, schema))
}

/** RAML 0.8: `schema` names one of the root's or is one, `formParameters` declare the fields of a form. */
function body08({ types }: BodyReader, name: string, map: RamlMap, use: Use): MediaType {
  const out: MediaType = {}
  const declared = map.entries.get('schema')
  if (declared && !isNull(declared.value)) {
    const schema = types.translate(declared.value, use, 'any')
    const shownOnly = typeof schema.description === 'string' && /^\s*</.test(textOf(declared.value) ?? '')
    if (shownOnly)
      types.ctx.show(declared, 'XML Schema of a body', 'XML Schema is shown; the gateway does not check bodies by it')
    else types.ctx.use(declared, use, 'Schema of a body')
    out.schema = schema
  }
  const form = map.entries.get('formParameters')
  const fields = asMap(form?.value)
  if (form && fields) {
    types.ctx.use(form, use, 'Form parameters')
    const schema = formSchema(types, fields, use)
    out.schema = schema
    const encoding = encodingOf(types, name, schema, use)
    if (encoding) out.encoding = encoding
  }
  for (const entry of map.entries.values()) {
    if (entry.key !== 'example') continue
    types.ctx.show(entry, 'Example')
    out.examples = namedExamples(entry, types.resolved(isObject(out.schema) ? out.schema : {}, use))
  }
  types.ctx.rest(map, new Set(['schema', 'formParameters', 'example']), 'of a body')
  return out
}

function formSchema(types: TypeTranslator, fields: RamlMap, use: Use): JsonObject {
  const properties: JsonObject = {}
  const required: string[] = []
  for (const field of fields.entries.values()) {
    if (isUnsafeName(field.key)) continue
    types.ctx.use(field, use, 'Form parameter')
    const { schema, description, examples } = namedParameter(types, field.value, use)
    const inner = field.value.kind === 'map' ? field.value.entries.get('required') : undefined
    if (inner && toJson(types.ctx.plain(inner, { ...use, construct: 'Facet `required`' })) === true)
      required.push(field.key)
    properties[field.key] = {
      ...schema,
      ...(description !== undefined && { description }),
      ...(examples && { examples: examples.map(({ value }) => value) }),
    }
  }
  return { type: 'object', properties, ...(required.length > 0 && { required }) }
}

/** The media types of a form's files, as OpenAPI writes them. */
function encodingOf(types: TypeTranslator, mediaType: string, schema: JsonObject, use: Use): JsonObject | undefined {
  if (!/^multipart\//i.test(mediaType) || !isObject(schema.properties)) return undefined
  const out: JsonObject = {}
  for (const [name, property] of Object.entries(schema.properties)) {
    if (!isObject(property)) continue
    const whole = types.resolved(property, use)
    const file = isObject(whole.items) ? types.resolved(whole.items, use) : whole
    if (file.format === 'binary' && typeof file.contentMediaType === 'string')
      out[name] = { contentType: file.contentMediaType }
  }
  return Object.keys(out).length === 0 ? undefined : out
}

/** `mediaType` of the root: one in RAML 0.8, one or several in 1.0. */
export function readDefaultMediaTypes(ctx: RamlContext, root: RamlMap): string[] {
  const entry = root.entries.get('mediaType')
  if (entry === undefined) return []
  const list = listOf(ctx.plain(entry, { fate: 'enforced', construct: 'Default media type' }))
  return list.map(textOf).filter((text) => text !== undefined)
}
