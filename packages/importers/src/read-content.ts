import type { OperationDescription } from '@gatehouse/contracts/api-description'
import type { Json, JsonObject } from '@gatehouse/contracts/json'
import { bodyUse, isJsonMediaType, responseUse, streamUse } from './content-uses.ts'
import { type ImportContext, shown, type Use } from './import-context.ts'
import { readEncoding } from './read-encoding.ts'
import { readExamples } from './read-examples.ts'
import { dropKnown } from './read-info.ts'
import { resolved } from './resolve-reference.ts'
import { isObject, member } from './source-tree.ts'
import type { SchemaTranslator } from './translate-schema.ts'

type RequestBody = NonNullable<OperationDescription['requestBody']>
type MediaTypes = RequestBody['content']
type MediaType = MediaTypes[string]
type Response = OperationDescription['responses'][string]

function readMediaType(
  ctx: ImportContext,
  schemas: SchemaTranslator,
  source: JsonObject,
  use: Use,
  name: string,
): MediaType {
  const schema = schemas.inPlace(source, 'schema', use) ?? readItems(ctx, schemas, source, name)
  if (ctx.version === '3.2')
    dropKnown(
      ctx,
      source,
      {
        itemSchema: '`schema` says the same of the whole list',
        itemEncoding: 'parts without a name are not described',
        prefixEncoding: 'parts without a name are not described',
      },
      `media type \`${name}\``,
    )
  const examples = readExamples(ctx, source)
  const encoding = readEncoding(ctx, schemas, source, name, use)
  return { ...(schema !== undefined && { schema }), ...(examples && { examples }), ...(encoding && { encoding }) }
}

/** `itemSchema` (OpenAPI 3.2) of a stream of items: as data the stream is the list of them. A JSON document is no stream. */
function readItems(
  ctx: ImportContext,
  schemas: SchemaTranslator,
  source: JsonObject,
  name: string,
): JsonObject | undefined {
  if (ctx.version !== '3.2' || member(source, 'itemSchema') === undefined) return undefined
  if (isJsonMediaType(name)) {
    ctx.drop(
      source,
      'itemSchema',
      `Schema of the items of \`${name}\``,
      'only media types that are a stream have items',
    )
    return undefined
  }
  const items = schemas.inPlace(source, 'itemSchema', streamUse)
  return items === undefined ? undefined : { type: 'array', items }
}

/** `content`: `useOf` says per media type whether its schema is enforced. */
export function readContent(
  ctx: ImportContext,
  schemas: SchemaTranslator,
  holder: JsonObject,
  useOf: (mediaType: string) => Use,
  construct: string,
): MediaTypes | undefined {
  const value = member(holder, 'content')
  if (value === undefined) return undefined
  if (!isObject(value)) {
    ctx.drop(holder, 'content', construct, 'must be an object')
    return undefined
  }
  const out: MediaTypes = {}
  for (const [name, media] of Object.entries(value)) {
    const use = useOf(name)
    ctx.use(holder, 'content', use, construct)
    if (!isObject(media)) {
      ctx.drop(value, name, `Media type \`${name}\``, 'must be an object')
      continue
    }
    ctx.use(value, name, use, use.fate === 'enforced' ? 'Media type of bodies' : `Media type \`${name}\``)
    const target = typeof member(media, '$ref') === 'string' ? resolved(ctx, media, use, 'media type') : media
    if (target) out[name] = readMediaType(ctx, schemas, target, use, name)
  }
  if (Object.keys(value).length === 0) ctx.use(holder, 'content', useOf('application/json'), construct)
  return out
}

export function readRequestBody(
  ctx: ImportContext,
  schemas: SchemaTranslator,
  operation: JsonObject,
): RequestBody | undefined {
  if (member(operation, 'requestBody') === undefined) return undefined
  if (!isObject(operation.requestBody)) {
    ctx.drop(operation, 'requestBody', 'Request body', 'must be an object')
    return undefined
  }
  ctx.use(operation, 'requestBody', { fate: 'enforced' }, 'Request body')
  const source = resolved(ctx, operation.requestBody, { fate: 'enforced' }, 'request body')
  if (source === undefined) return undefined
  const required = ctx.flag(source, 'required', { fate: 'enforced', construct: '`required` of a request body' })
  const description = ctx.text(source, 'description', shown('Description of a request body'))
  const content = readContent(ctx, schemas, source, bodyUse, 'Content of a request body') ?? {}
  return { required: required ?? false, ...(description !== undefined && { description }), content }
}

function readHeaders(ctx: ImportContext, schemas: SchemaTranslator, response: JsonObject): Response['headers'] {
  const headers = ctx.object(response, 'headers', { ...responseUse, construct: 'Response headers' })
  if (headers === undefined) return undefined
  const out: NonNullable<Response['headers']> = {}
  for (const [name, value] of Object.entries(headers)) {
    const header = resolved(ctx, value, responseUse, 'header')
    if (header === undefined) continue
    ctx.use(headers, name, responseUse, `Response header \`${name}\``)
    const description = ctx.text(header, 'description', shown(`Description of response header \`${name}\``))
    const required = ctx.flag(header, 'required', {
      ...responseUse,
      construct: `\`required\` of response header \`${name}\``,
    })
    const schema =
      schemas.inPlace(header, 'schema', responseUse) ??
      Object.values(
        readContent(ctx, schemas, header, () => responseUse, `Content of response header \`${name}\``) ?? {},
      )[0]?.schema
    const reason = 'response headers are shown with description and schema'
    dropKnown(
      ctx,
      header,
      {
        example: reason,
        examples: reason,
        deprecated: reason,
        style: reason,
        explode: reason,
        allowReserved: reason,
        allowEmptyValue: reason,
      },
      `response header \`${name}\``,
    )
    out[name] = {
      ...(description !== undefined && { description }),
      ...(required !== undefined && { required }),
      ...(schema !== undefined && { schema }),
    }
  }
  return out
}

export function readResponses(
  ctx: ImportContext,
  schemas: SchemaTranslator,
  operation: JsonObject,
): OperationDescription['responses'] {
  const responses = ctx.object(operation, 'responses', { ...responseUse, construct: 'Responses' })
  const out: OperationDescription['responses'] = {}
  for (const [key, value] of Object.entries(responses ?? {})) {
    if (responses === undefined || key.startsWith('x-')) continue
    const status = statusOf(key)
    if (status === undefined) {
      ctx.drop(responses, key, `Response \`${key}\``, 'must be a status code, a range like `4XX`, or `default`')
      continue
    }
    const source = readResponseSource(ctx, responses, key, value)
    if (source === undefined) continue
    const description =
      ctx.text(source, 'description', { ...responseUse, construct: 'Description of a response' }) ??
      // The short text of 3.2 where there is no other.
      (ctx.version === '3.2'
        ? ctx.text(source, 'summary', { ...responseUse, construct: 'Summary of a response' })
        : undefined)
    const headers = readHeaders(ctx, schemas, source)
    const content = readContent(ctx, schemas, source, () => responseUse, 'Content of a response')
    dropKnown(
      ctx,
      source,
      { links: 'links between operations are not shown', summary: 'responses are shown with their description' },
      `response \`${key}\``,
    )
    out[status] = { description: description ?? '', ...(headers && { headers }), ...(content && { content }) }
  }
  return out
}

export function readResponseSource(
  ctx: ImportContext,
  responses: JsonObject,
  key: string,
  value: Json,
): JsonObject | undefined {
  if (!isObject(value)) {
    ctx.drop(responses, key, `Response \`${key}\``, 'must be an object')
    return undefined
  }
  ctx.use(responses, key, responseUse, `Response \`${key}\``)
  return resolved(ctx, value, responseUse, 'response')
}

export function statusOf(key: string): string | undefined {
  if (/^default$/i.test(key)) return 'default'
  return /^[1-5](\d\d|XX)$/i.test(key) ? key.toUpperCase() : undefined
}
