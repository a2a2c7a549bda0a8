import type { JsonSchema, OperationDescription } from '@gatehouse/contracts/api-description'
import type { Json, JsonObject } from '@gatehouse/contracts/json'
import type { CompiledOperation } from '@gatehouse/contracts/snapshot'
import type { JudgedSchemas } from './judged-schemas.ts'

type CompiledBody = NonNullable<CompiledOperation['body']>
type CompiledContent = CompiledBody['content'][string]
type Encoding = NonNullable<CompiledContent['encoding']>[string]

/** The body of an operation as requests are judged by it: schemas without what only answers hold, fields of forms by their encoding. */
export function compileRequestBody(
  body: NonNullable<OperationDescription['requestBody']>,
  schemas: JudgedSchemas,
): CompiledBody {
  const content = Object.entries(body.content).map(([type, { schema, encoding }]): [string, CompiledContent] => {
    const fields = encoding === undefined || !isFormType(type) ? {} : compileEncoding(encoding)
    return [
      type,
      {
        ...(schema === undefined ? {} : { schema: schemas.judging(schema) }),
        ...(Object.keys(fields).length === 0 ? {} : { encoding: fields }),
      },
    ]
  })
  return { required: body.required, content: Object.fromEntries(content) }
}

/** `encoding` applies to these alone (OpenAPI 3.1, Media Type Object). */
function isFormType(type: string): boolean {
  return /^(?:application\/x-www-form-urlencoded|multipart\/.+|\*\/\*|application\/\*)(?:;|$)/i.test(type)
}

const styles: ReadonlySet<unknown> = new Set(['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'])

/** What is not as OpenAPI says it is left out: import has told it. */
function compileEncoding(encoding: JsonObject): Record<string, Encoding> {
  const fields: Record<string, Encoding> = {}
  for (const [name, source] of Object.entries(encoding)) {
    if (!isObject(source)) continue
    const { contentType, style, explode, allowReserved, headers } = source
    const field: Encoding = {
      ...(typeof contentType === 'string' && contentType !== '' && { contentType }),
      ...(styles.has(style) && { style: style as Encoding['style'] }),
      ...(typeof explode === 'boolean' && { explode }),
      ...(allowReserved === false && { allowReserved }),
      ...(isObject(headers) && { headers: compileHeaders(headers) }),
    }
    if (Object.keys(field).length === 0) continue
    Object.defineProperty(fields, name, { value: field, enumerable: true, configurable: true, writable: true })
  }
  return fields
}

function compileHeaders(headers: JsonObject): NonNullable<Encoding['headers']> {
  return Object.entries(headers).flatMap(([name, header]) => {
    // A part's Content-Type is `contentType`'s matter.
    if (!isObject(header) || name.toLowerCase() === 'content-type') return []
    const { schema } = header
    const judged = typeof schema === 'boolean' || isObject(schema)
    return [{ name, required: header.required === true, ...(judged && { schema: schema as JsonSchema }) }]
  })
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
