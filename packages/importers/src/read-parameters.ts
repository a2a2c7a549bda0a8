import type { ParameterDescription } from '@gatehouse/contracts/api-description'
import type { Json, JsonObject } from '@gatehouse/contracts/json'
import { parameterContentUse } from './content-uses.ts'
import { enforced, type ImportContext, shown } from './import-context.ts'
import { parameterKey, templateParameters } from './path-template.ts'
import { readContent } from './read-content.ts'
import { readExamples } from './read-examples.ts'
import { dropKnown } from './read-info.ts'
import { resolved } from './resolve-reference.ts'
import { isObject, member } from './source-tree.ts'
import type { SchemaTranslator } from './translate-schema.ts'

type Place = ParameterDescription['in']
type Style = ParameterDescription['style']

const stylesOf: Record<Place, readonly Style[]> = {
  path: ['simple', 'label', 'matrix'],
  query: ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'],
  header: ['simple'],
  cookie: ['form'],
}

/** OpenAPI 3.x: parameter definitions of these headers are ignored; other parts of the description say the same. */
const ignoredHeaders: Record<string, string> = {
  accept: 'the media types of the responses say it',
  'content-type': 'the media types of the request body say it',
  authorization: 'the security schemes say it',
}

/** Why a header parameter of this name is ignored; undefined when it is not. */
export function ignoredHeader(name: string): string | undefined {
  return ignoredHeaders[name.toLowerCase()]
}

/** Parameters of one list of OpenAPI 3, of a path or of an operation. */
export function readParameters(
  ctx: ImportContext,
  schemas: SchemaTranslator,
  holder: JsonObject,
  path: string,
  origins?: Map<ParameterDescription, Json>,
): ParameterDescription[] {
  return readParameterList(ctx, holder, path, origins, () => (source) => readParameter(ctx, schemas, source))
}

/** Items of one list, each read by what `readerOf` gives for it; `other` are no parameters and left alone. */
export function readParameterList(
  ctx: ImportContext,
  holder: JsonObject,
  path: string,
  origins: Map<ParameterDescription, Json> | undefined,
  readerOf: (item: Json) => ((source: JsonObject) => ParameterDescription | undefined) | 'other',
): ParameterDescription[] {
  const list = ctx.list(holder, 'parameters', { ...enforced, construct: 'Parameters' }) ?? []
  const inPath = new Set(templateParameters(path))
  const found = new Map<string, ParameterDescription>()
  for (const item of list) {
    const read = readerOf(item)
    if (read === 'other') continue
    const source = resolved(ctx, item, enforced, 'parameter')
    if (source === undefined) continue
    const name = member(source, 'name')
    if (member(source, 'in') === 'path' && typeof name === 'string' && !inPath.has(name)) {
      leaveOut(ctx, item, `Path parameter \`${name}\``, `the path has no \`{${name}}\``)
      continue
    }
    const parameter = read(source)
    if (parameter === undefined) continue
    const key = parameterKey(parameter)
    origins?.set(parameter, item)
    if (!found.has(key)) found.set(key, parameter)
    else
      leaveOut(
        ctx,
        item,
        `Second ${parameter.in} parameter \`${parameter.name}\``,
        'the same parameter stands before it in the list',
      )
  }
  return [...found.values()]
}

/** Reports one item of a list as without effect, with all that stands in it. */
export function leaveOut(ctx: ImportContext, item: Json, construct: string, reason: string): void {
  if (!isObject(item)) return
  ctx.fates.forget(item)
  for (const key of Object.keys(item)) ctx.fates.override(item, key, { fate: 'dropped', construct, reason, deep: true })
}

function readParameter(
  ctx: ImportContext,
  schemas: SchemaTranslator,
  source: JsonObject,
): ParameterDescription | undefined {
  const place = member(source, 'in')
  const name = member(source, 'name')
  if (place === 'querystring' && ctx.version === '3.2') return readQueryString(ctx, schemas, source)
  if (typeof name !== 'string' || (place !== 'path' && place !== 'query' && place !== 'header' && place !== 'cookie')) {
    dropAll(
      ctx,
      source,
      'Parameter',
      typeof name === 'string'
        ? `\`in\` must be path, query, header or cookie${place === 'querystring' ? ' (querystring is read from OpenAPI 3.2 on)' : ''}${place === 'body' || place === 'formData' ? ' (a body is a `requestBody` since OpenAPI 3.0)' : ''}`
        : 'has no name',
    )
    return undefined
  }
  const ignored = place === 'header' ? ignoredHeader(name) : undefined
  if (ignored !== undefined) {
    dropAll(ctx, source, `Header parameter \`${name}\``, `OpenAPI ignores a parameter of this name: ${ignored}`)
    return undefined
  }
  const title = `${place} parameter \`${name}\``
  const check = { ...enforced, construct: `${place[0]?.toUpperCase()}${place.slice(1)} parameter` }
  ctx.text(source, 'in', check)
  ctx.text(source, 'name', check)
  const required = ctx.flag(source, 'required', check) ?? false
  const style = readStyle(ctx, source, place, title)
  const explode = ctx.flag(source, 'explode', check)
  const schema = schemas.inPlace(source, 'schema', enforced)
  const content =
    schema === undefined ? readContent(ctx, schemas, source, parameterContentUse, `Content of ${title}`) : undefined
  if (schema !== undefined && member(source, 'content') !== undefined)
    ctx.drop(source, 'content', `Content of ${title}`, 'a parameter has `schema` or `content`; the schema is used')
  const examples = readExamples(ctx, source)
  const description = ctx.text(source, 'description', shown(`Description of ${title}`))
  const deprecated = ctx.flag(source, 'deprecated', shown(`\`deprecated\` of ${title}`))
  const allowReserved = ctx.flag(source, 'allowReserved', shown(`\`allowReserved\` of ${title}`))
  const allowEmptyValue = ctx.flag(source, 'allowEmptyValue', check)
  return {
    in: place,
    name,
    // A path without the part is another path, so a path parameter is always there.
    required: place === 'path' ? true : required,
    style,
    explode: explode ?? style === 'form',
    ...(description !== undefined && { description }),
    ...(deprecated !== undefined && { deprecated }),
    ...(allowReserved !== undefined && { allowReserved }),
    ...(allowEmptyValue !== undefined && { allowEmptyValue }),
    ...(schema !== undefined && { schema }),
    ...(content && { content }),
    ...(examples && { examples }),
  }
}

/**
 * `in: querystring` (OpenAPI 3.2): the whole query as one value. As a form it is what an exploded object in the query is, so that is
 * what it becomes; the gateway reads no other type from a query.
 */
function readQueryString(
  ctx: ImportContext,
  schemas: SchemaTranslator,
  source: JsonObject,
): ParameterDescription | undefined {
  const name = member(source, 'name')
  const content = ctx.object(source, 'content', { ...enforced, construct: 'Query as a form' })
  const [[type, given] = []] = Object.entries(content ?? {})
  const media = given === undefined ? undefined : resolved(ctx, given, enforced, 'media type')
  if (
    content === undefined ||
    type === undefined ||
    media === undefined ||
    !/^application\/x-www-form-urlencoded/i.test(type)
  ) {
    ctx.fates.forget(source)
    dropAll(
      ctx,
      source,
      'Query parameter',
      `the gateway reads a whole query as a form only, not as \`${type ?? 'nothing'}\``,
    )
    return undefined
  }
  const check = { ...enforced, construct: 'Query as a form' }
  ctx.text(source, 'in', check)
  if (name !== undefined) ctx.text(source, 'name', shown('Name of the whole query'))
  ctx.use(content, type, enforced, 'Query as a form')
  const required = ctx.flag(source, 'required', check) ?? false
  const schema = schemas.inPlace(media, 'schema', enforced)
  const examples = readExamples(ctx, media)
  dropKnown(ctx, media, { encoding: 'each field is read as an exploded form' }, 'a query as a form')
  dropKnown(
    ctx,
    source,
    { example: 'shown at the media type', examples: 'shown at the media type' },
    'a query as a form',
  )
  const description = ctx.text(source, 'description', shown('Description of the whole query'))
  const deprecated = ctx.flag(source, 'deprecated', shown('`deprecated` of the whole query'))
  return {
    in: 'query',
    name: typeof name === 'string' ? name : 'query',
    required,
    style: 'form',
    explode: true,
    ...(description !== undefined && { description }),
    ...(deprecated !== undefined && { deprecated }),
    ...(schema !== undefined && { schema }),
    ...(examples && { examples }),
  }
}

function readStyle(ctx: ImportContext, source: JsonObject, place: Place, title: string): Style {
  const known = stylesOf[place]
  const fallback = known[0] ?? 'simple'
  const value: Json | undefined = member(source, 'style')
  if (value === undefined) return fallback
  const style = known.find((candidate) => candidate === value)
  if (style === undefined && value === 'cookie' && place === 'cookie' && ctx.version === '3.2') {
    ctx.drop(source, 'style', `Style of ${title}`, 'read as `form`: the values are taken as they are sent')
    return fallback
  }
  if (style === undefined)
    ctx.drop(
      source,
      'style',
      `Style of ${title}`,
      `a ${place} parameter has one of the styles ${known.join(', ')}; ${fallback} is used`,
    )
  else ctx.use(source, 'style', enforced, 'Parameter style')
  return style ?? fallback
}

export function dropAll(ctx: ImportContext, source: JsonObject, construct: string, reason: string): void {
  for (const key of Object.keys(source))
    if (!key.startsWith('x-')) ctx.drop(source, key, `${construct}: \`${key}\``, reason)
}
