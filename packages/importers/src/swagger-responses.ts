import type { OperationDescription } from '@gatehouse/contracts/api-description'
import type { JsonObject } from '@gatehouse/contracts/json'
import { responseUse } from './content-uses.ts'
import { type ImportContext, shown } from './import-context.ts'
import { readResponseSource, statusOf } from './read-content.ts'
import { resolved } from './resolve-reference.ts'
import { member } from './source-tree.ts'
import { mediaTypes } from './swagger-media-types.ts'
import { readOwnSchema } from './swagger-parameters.ts'
import type { SchemaTranslator } from './translate-schema.ts'

type Responses = OperationDescription['responses']
type Response = Responses[string]

/** `responses` of OpenAPI 2.0: one schema for all media types that the operation `produces`. */
export function readSwaggerResponses(ctx: ImportContext, schemas: SchemaTranslator, operation: JsonObject): Responses {
  const responses = ctx.object(operation, 'responses', { ...responseUse, construct: 'Responses' })
  const out: Responses = {}
  for (const [key, value] of Object.entries(responses ?? {})) {
    if (responses === undefined || key.startsWith('x-')) continue
    const status = statusOf(key)
    if (status === undefined) {
      ctx.drop(responses, key, `Response \`${key}\``, 'must be a status code or `default`')
      continue
    }
    const source = readResponseSource(ctx, responses, key, value)
    if (source === undefined) continue
    const description = ctx.text(source, 'description', { ...responseUse, construct: 'Description of a response' })
    const headers = readHeaders(ctx, schemas, source)
    const content = readContent(ctx, schemas, operation, source)
    out[status] = { description: description ?? '', ...(headers && { headers }), ...(content && { content }) }
  }
  return out
}

function readContent(
  ctx: ImportContext,
  schemas: SchemaTranslator,
  operation: JsonObject,
  source: JsonObject,
): Response['content'] {
  const schema = schemas.inPlace(source, 'schema', responseUse)
  const examples = ctx.object(source, 'examples', shown('Examples'))
  if (schema === undefined && examples === undefined) return undefined
  const holder = member(operation, 'produces') === undefined ? ctx.root : operation
  const claim = { ...responseUse, construct: 'Media types of responses (`produces`)' }
  const produced = mediaTypes(ctx.list(holder, 'produces', claim))
  const shownTypes = Object.keys(examples ?? {}).filter((type) => !type.startsWith('x-'))
  const types = new Set(schema === undefined ? shownTypes : [...produced, ...shownTypes])
  if (types.size === 0) types.add('application/json')
  const content: NonNullable<Response['content']> = {}
  for (const type of types) {
    const example = examples === undefined ? undefined : member(examples, type)
    if (examples !== undefined && example !== undefined)
      ctx.document(examples, type, `Example of \`${type}\``, 'shown in the reference, decides nothing', true)
    content[type] = {
      ...(schema !== undefined && { schema }),
      ...(example !== undefined && { examples: [{ value: example }] }),
    }
  }
  return content
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
    ctx.drop(
      header,
      'collectionFormat',
      `Form of response header \`${name}\``,
      'response headers are shown with description and schema',
    )
    const schema = readOwnSchema(ctx, schemas, header, responseUse)
    out[name] = { ...(description !== undefined && { description }), ...(schema !== undefined && { schema }) }
  }
  return out
}
