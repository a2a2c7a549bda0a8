import type { ParameterDescription } from '@gatehouse/contracts/api-description'
import type { Json, JsonObject } from '@gatehouse/contracts/json'
import { enforced, type ImportContext, shown, type Use } from './import-context.ts'
import { dropAll, ignoredHeader, readParameterList } from './read-parameters.ts'
import { peek } from './resolve-reference.ts'
import { isObject, member } from './source-tree.ts'
import type { SchemaTranslator } from './translate-schema.ts'

type Place = ParameterDescription['in']
type Style = ParameterDescription['style']

/** True for items that are parts of the request body in OpenAPI 2.0. */
export function isBodyPart(ctx: ImportContext, item: Json): boolean {
  const source = peek(ctx, item)
  return isObject(source) && (member(source, 'in') === 'body' || member(source, 'in') === 'formData')
}

/** Parameters of a list of OpenAPI 2.0 but those that make the body. */
export function readSwaggerParameters(
  ctx: ImportContext,
  schemas: SchemaTranslator,
  holder: JsonObject,
  path: string,
  origins?: Map<ParameterDescription, Json>,
): ParameterDescription[] {
  return readParameterList(ctx, holder, path, origins, (item) =>
    isBodyPart(ctx, item) ? 'other' : (source) => readParameter(ctx, schemas, source),
  )
}

function readParameter(
  ctx: ImportContext,
  schemas: SchemaTranslator,
  source: JsonObject,
): ParameterDescription | undefined {
  const place = member(source, 'in')
  const name = member(source, 'name')
  if (typeof name !== 'string' || (place !== 'path' && place !== 'query' && place !== 'header')) {
    const reason = typeof name === 'string' ? '`in` must be path, query, header, formData or body' : 'has no name'
    dropAll(ctx, source, 'Parameter', reason)
    return undefined
  }
  const ignored = place === 'header' ? ignoredHeader(name) : undefined
  if (ignored !== undefined) {
    dropAll(ctx, source, `Header parameter \`${name}\``, `a parameter of this name is not checked: ${ignored}`)
    return undefined
  }
  const title = `${place} parameter \`${name}\``
  const check = { ...enforced, construct: `${place[0]?.toUpperCase()}${place.slice(1)} parameter` }
  ctx.text(source, 'in', check)
  ctx.text(source, 'name', check)
  const required = ctx.flag(source, 'required', check) ?? false
  const { style, explode, unread } = readCollectionFormat(ctx, source, place, title)
  const use: Use = unread === undefined ? enforced : { fate: 'documented', reason: unread }
  const schema = readOwnSchema(ctx, schemas, source, use)
  const description = ctx.text(source, 'description', shown(`Description of ${title}`))
  const allowEmptyValue = ctx.flag(source, 'allowEmptyValue', check)
  return {
    in: place,
    name,
    required: place === 'path' ? true : required,
    style,
    explode,
    ...(description !== undefined && { description }),
    ...(allowEmptyValue !== undefined && { allowEmptyValue }),
    ...(schema !== undefined && (unread === undefined ? { schema } : { content: unreadList(source, schema) })),
  }
}

/** A list in a form that nobody can take apart is shown as a text of its own type: such content of a parameter is not judged. */
function unreadList(source: JsonObject, schema: JsonObject | boolean): ParameterDescription['content'] {
  const form = member(source, 'collectionFormat')
  return { [form === 'tsv' ? 'text/tab-separated-values' : `text/x-${String(form)}`]: { schema } }
}

/** The schema whose keywords stand among the keys of a parameter or header; or, where authors wrote one, its `schema`. */
export function readOwnSchema(
  ctx: ImportContext,
  schemas: SchemaTranslator,
  source: JsonObject,
  use: Use,
): JsonObject | boolean | undefined {
  const schema = schemas.among(source, use)
  if (schema !== undefined) {
    if (member(source, 'schema') !== undefined)
      ctx.drop(source, 'schema', '`schema` of a parameter', 'only the body has one; `type` is used')
    return schema
  }
  return schemas.inPlace(source, 'schema', use)
}

const listStyles: Record<Place, Partial<Record<string, { style: Style; explode: boolean }>>> = {
  query: {
    csv: { style: 'form', explode: false },
    multi: { style: 'form', explode: true },
    ssv: { style: 'spaceDelimited', explode: false },
    pipes: { style: 'pipeDelimited', explode: false },
  },
  path: { csv: { style: 'simple', explode: false } },
  header: { csv: { style: 'simple', explode: false } },
  cookie: {},
}

/** `collectionFormat` as style and explode; `unread`: why the gateway cannot take such a list apart. */
export function readCollectionFormat(
  ctx: ImportContext,
  source: JsonObject,
  place: 'path' | 'query' | 'header',
  title: string,
): { style: Style; explode: boolean; unread?: string } {
  const plain = { style: place === 'query' ? ('form' as const) : ('simple' as const), explode: place === 'query' }
  const given = member(source, 'collectionFormat')
  if (member(source, 'type') !== 'array') {
    if (given !== undefined) ctx.drop(source, 'collectionFormat', `Form of ${title}`, 'only lists have one')
    return plain
  }
  const found = listStyles[place][typeof given === 'string' ? given : 'csv']
  if (found !== undefined) {
    if (given !== undefined) ctx.use(source, 'collectionFormat', enforced, 'Form of a list (`collectionFormat`)')
    return found
  }
  const unread =
    given === 'tsv' || given === 'ssv' || given === 'pipes'
      ? `the gateway does not take lists of the form \`${given}\` in a ${place} apart; any text passes`
      : undefined
  const csv = listStyles[place].csv ?? plain
  if (unread === undefined) {
    const known = Object.keys(listStyles[place]).join(', ')
    ctx.drop(source, 'collectionFormat', `Form of ${title}`, `must be one of ${known}; csv is used`)
    return csv
  }
  ctx.drop(source, 'collectionFormat', `Form of ${title}`, unread)
  return { ...csv, unread }
}
