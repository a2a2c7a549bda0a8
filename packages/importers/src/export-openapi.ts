import {
  type ApiDescription,
  type OperationDescription,
  operationKey,
  type ParameterDescription,
  schemaReferenceName,
} from '@gatehouse/contracts/api-description'
import { addedKeyScheme, type ContractExtensions, extensionKey } from '@gatehouse/contracts/contract-extensions'
import type { Json, JsonObject } from '@gatehouse/contracts/json'
import { isObject, pointerToken } from './source-tree.ts'

type MediaTypes = NonNullable<OperationDescription['requestBody']>['content']
type Examples = NonNullable<ParameterDescription['examples']>

/**
 * The description as a document of OpenAPI 3.1, with what people added under `x-gatehouse`. Imported again it gives the same
 * description and the same additions; operations then stand path by path.
 */
export function exportOpenApi(given: ApiDescription, extensions?: ContractExtensions): JsonObject {
  const description = extensions ? withKeyScheme(given, extensions) : given
  const { title, summary, description: text, version, termsOfService, contact, license } = description
  const info = { title, summary, description: text, version, termsOfService, contact, license }
  const paths: Record<string, JsonObject> = {}
  for (const operation of description.operations) {
    const item = Object.hasOwn(paths, operation.path) ? paths[operation.path] : undefined
    const method = operation.method.toLowerCase()
    const settings = extensions?.operations[operationKey(operation)]
    const document = operationDocument(operation)
    if (settings !== undefined && Object.keys(settings).length > 0) document[extensionKey] = plain(settings)
    if (item) item[method] = document
    else paths[operation.path] = { [method]: document }
  }
  // A part without members says nothing, and a reader would ask why it is there.
  const components = {
    schemas: unlessEmpty(mapped(description.schemas, (schema) => exportedSchema(schema))),
    securitySchemes: unlessEmpty(description.securitySchemes),
  }
  return plain({
    openapi: '3.1.1',
    info,
    ...(extensions && { [extensionKey]: rootDocument(extensions) }),
    externalDocs: description.externalDocs,
    servers: description.servers,
    tags: description.tags,
    paths,
    components: unlessEmpty(plain(components)),
  })
}

function rootDocument({ operations: _operations, ...rest }: ContractExtensions): JsonObject {
  return plain({ format: 1, ...rest })
}

/** As the gateway reads keys where nobody said otherwise (contracts/key-locations.ts). */
const defaultKeyHeader = 'x-api-key'

/** Where the contract names no key of its own, the first place in which the gateway reads one stands as a scheme. */
function withKeyScheme(description: ApiDescription, { keyLocations, operations }: ContractExtensions): ApiDescription {
  const schemes = Object.values(description.securitySchemes)
  if (schemes.length > 0 || Object.hasOwn(description.securitySchemes, addedKeyScheme)) return description
  const [place] = keyLocations ?? [{ in: 'header' as const, name: defaultKeyHeader }]
  if (place === undefined) return description
  return {
    ...description,
    securitySchemes: { [addedKeyScheme]: { type: 'apiKey', ...place, description: 'Key of an application.' } },
    operations: description.operations.map((operation) =>
      operation.security.length > 0 || operations[operationKey(operation)]?.anonymous
        ? operation
        : { ...operation, security: [{ [addedKeyScheme]: [] }] },
    ),
  }
}

function unlessEmpty<T extends object>(members: T): T | undefined {
  return Object.keys(members).length > 0 ? members : undefined
}

/** A copy without members that are `undefined`. */
function plain(value: unknown): JsonObject {
  return JSON.parse(JSON.stringify(value))
}

function mapped<T, R>(members: Record<string, T>, change: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [name, change(value)]))
}

function operationDocument(operation: OperationDescription): JsonObject {
  const { method: _method, path: _path, parameters, requestBody, responses, deprecated, tags, ...rest } = operation
  return plain({
    ...rest,
    tags: tags.length > 0 ? tags : undefined,
    deprecated: deprecated || undefined,
    parameters: parameters.length > 0 ? parameters.map(parameterDocument) : undefined,
    requestBody: requestBody && { ...requestBody, content: contentDocument(requestBody.content) },
    responses: mapped(responses, (response) => ({
      ...response,
      headers:
        response.headers &&
        mapped(response.headers, (header) => ({ ...header, schema: exportedSchema(header.schema) })),
      content: response.content && contentDocument(response.content),
    })),
  })
}

function parameterDocument(parameter: ParameterDescription): JsonObject {
  const { schema, content, examples, ...rest } = parameter
  return plain({
    ...rest,
    schema: exportedSchema(schema),
    content: content && contentDocument(content),
    ...examplesDocument(examples),
  })
}

function contentDocument(content: MediaTypes): JsonObject {
  return plain(
    mapped(content, ({ schema, examples, encoding }) => ({
      schema: exportedSchema(schema),
      encoding,
      ...examplesDocument(examples),
    })),
  )
}

/** One without a name is `example`; of several, those without a name get one. */
function examplesDocument(examples: Examples | undefined): { example?: Json; examples?: JsonObject } {
  const [first, ...others] = examples ?? []
  if (first === undefined) return {}
  const named = first.name === undefined ? others : [first, ...others]
  return {
    ...(first.name === undefined && { example: first.value }),
    ...(named.length > 0 && {
      examples: plain(
        Object.fromEntries(
          named.map(({ name, summary, value }, index) => [name ?? `example-${index + 1}`, { summary, value }]),
        ),
      ),
    }),
  }
}

/** Keywords whose value is data, not a schema: a `$ref` in an example is no reference. */
const data = new Set(['const', 'enum', 'default', 'example', 'examples'])

function exportedSchema(schema: Json | undefined): Json | undefined {
  if (Array.isArray(schema)) return schema.map((inner) => exportedSchema(inner) ?? null)
  if (!isObject(schema)) return schema
  const out: JsonObject = {}
  for (const [key, value] of Object.entries(schema)) {
    if (key === '$ref' && typeof value === 'string') out.$ref = componentReference(value)
    else if (key === 'discriminator' && isObject(value)) out[key] = exportedDiscriminator(value)
    else if (data.has(key)) out[key] = value
    else if ((key === 'properties' || key === 'patternProperties' || key === 'dependentSchemas') && isObject(value))
      out[key] = mapped(value, (inner) => exportedSchema(inner) ?? null)
    else out[key] = exportedSchema(value) ?? null
  }
  return out
}

function exportedDiscriminator(discriminator: JsonObject): JsonObject {
  const { mapping } = discriminator
  if (!isObject(mapping)) return discriminator
  return {
    ...discriminator,
    mapping: mapped(mapping, (target) => (typeof target === 'string' ? componentReference(target) : target)),
  }
}

function componentReference(reference: string): string {
  const name = schemaReferenceName(reference)
  return name === undefined ? reference : `#/components/schemas/${encodeURIComponent(pointerToken(name))}`
}
