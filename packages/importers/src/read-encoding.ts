import type { JsonObject } from '@gatehouse/contracts/json'
import { isFormMediaType } from './content-uses.ts'
import type { ImportContext, Use } from './import-context.ts'
import { dropKnown } from './read-info.ts'
import { resolved } from './resolve-reference.ts'
import { isObject, member } from './source-tree.ts'
import type { SchemaTranslator } from './translate-schema.ts'

const notAForm: Use = { fate: 'documented', reason: 'fields have an encoding in form and multipart bodies only' }

/** `encoding` of a media type: how each field of a form or multipart body is written. */
export function readEncoding(
  ctx: ImportContext,
  schemas: SchemaTranslator,
  source: JsonObject,
  mediaType: string,
  bodyUse: Use,
): JsonObject | undefined {
  const use = isFormMediaType(mediaType) ? bodyUse : notAForm
  const encoding = ctx.object(source, 'encoding', { ...use, construct: 'Encoding' })
  if (encoding === undefined) return undefined
  const out: JsonObject = {}
  for (const [field, value] of Object.entries(encoding)) {
    if (!isObject(value)) continue
    ctx.use(encoding, field, use, 'Encoding of a field')
    const kept: JsonObject = {}
    for (const key of ['contentType', 'style', 'explode', 'allowReserved']) {
      const inner = member(value, key)
      if (inner === undefined) continue
      kept[key] = inner
      ctx.use(value, key, use, `\`${key}\` of a field`)
    }
    const headers = readPartHeaders(ctx, schemas, value, use)
    if (headers !== undefined) kept.headers = headers
    const inner = 'parts inside a part are not described'
    dropKnown(ctx, value, { encoding: inner, itemEncoding: inner, prefixEncoding: inner }, `encoding of \`${field}\``)
    out[field] = kept
  }
  return out
}

/** Headers of one part. Their schemas stand in place: what is shared, a description's schemas, ends at the media type. */
function readPartHeaders(
  ctx: ImportContext,
  schemas: SchemaTranslator,
  source: JsonObject,
  use: Use,
): JsonObject | undefined {
  const headers = ctx.object(source, 'headers', { ...use, construct: 'Headers of a part' })
  if (headers === undefined) return undefined
  const out: JsonObject = {}
  for (const [name, value] of Object.entries(headers)) {
    const header = resolved(ctx, value, use, 'header')
    if (header === undefined) continue
    ctx.use(headers, name, use, 'Header of a part')
    const required = ctx.flag(header, 'required', { ...use, construct: '`required` of the header of a part' })
    const schema = schemas.inPlace(header, 'schema', use)
    const shared = JSON.stringify(schema ?? true).includes('"$ref"')
    if (shared)
      ctx.fates.override(header, 'schema', {
        fate: 'dropped',
        construct: `Schema of the header \`${name}\` of a part`,
        reason: 'refers to a shared schema, which headers of parts cannot',
      })
    const reason = 'headers of parts are kept with schema and `required`'
    dropKnown(
      ctx,
      header,
      {
        description: reason,
        style: reason,
        explode: reason,
        example: reason,
        examples: reason,
        deprecated: reason,
        content: reason,
      },
      `header \`${name}\` of a part`,
    )
    out[name] = { ...(required !== undefined && { required }), ...(schema !== undefined && !shared && { schema }) }
  }
  return out
}
