import { z } from 'zod'
import { json, jsonObject } from './json.ts'

/**
 * What every importer gives, whatever the source format: the contract in one shape. Schemas are JSON Schema 2020-12; shared ones
 * stand in `schemas` and are referenced as `#/schemas/NAME` (recursive types stay references), all else is in place.
 */

export const httpMethods = ['GET', 'PUT', 'POST', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'TRACE', 'QUERY'] as const
export const httpMethod = z.enum(httpMethods)
export type HttpMethod = z.infer<typeof httpMethod>

/** A JSON Schema: an object or `true`/`false`. */
export const jsonSchema = z.union([z.boolean(), jsonObject])
export type JsonSchema = z.infer<typeof jsonSchema>

export const exampleDescription = z.strictObject({
  name: z.string().optional(),
  summary: z.string().optional(),
  value: json,
})

export const mediaTypeDescription = z.strictObject({
  schema: jsonSchema.optional(),
  examples: z.array(exampleDescription).optional(),
  /** OpenAPI `encoding`, kept for form and multipart bodies. */
  encoding: jsonObject.optional(),
})

export const parameterDescription = z.strictObject({
  in: z.enum(['path', 'query', 'header', 'cookie']),
  name: z.string(),
  required: z.boolean(),
  description: z.string().optional(),
  deprecated: z.boolean().optional(),
  style: z.enum(['matrix', 'label', 'simple', 'form', 'spaceDelimited', 'pipeDelimited', 'deepObject']),
  explode: z.boolean(),
  allowReserved: z.boolean().optional(),
  allowEmptyValue: z.boolean().optional(),
  /** Exactly one of `schema` and `content`, or neither: then anything passes. */
  schema: jsonSchema.optional(),
  content: z.record(z.string(), mediaTypeDescription).optional(),
  examples: z.array(exampleDescription).optional(),
})
export type ParameterDescription = z.infer<typeof parameterDescription>

export const requestBodyDescription = z.strictObject({
  required: z.boolean(),
  description: z.string().optional(),
  content: z.record(z.string(), mediaTypeDescription),
})

export const responseDescription = z.strictObject({
  description: z.string(),
  headers: z
    .record(
      z.string(),
      z.strictObject({
        description: z.string().optional(),
        required: z.boolean().optional(),
        schema: jsonSchema.optional(),
      }),
    )
    .optional(),
  content: z.record(z.string(), mediaTypeDescription).optional(),
})

export const securitySchemeDescription = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('apiKey'),
    in: z.enum(['query', 'header', 'cookie']),
    name: z.string(),
    description: z.string().optional(),
  }),
  z.strictObject({
    type: z.literal('http'),
    scheme: z.string(),
    bearerFormat: z.string().optional(),
    description: z.string().optional(),
  }),
  z.strictObject({ type: z.literal('oauth2'), flows: jsonObject, description: z.string().optional() }),
  z.strictObject({
    type: z.literal('openIdConnect'),
    openIdConnectUrl: z.string(),
    description: z.string().optional(),
  }),
  z.strictObject({ type: z.literal('mutualTLS'), description: z.string().optional() }),
])

/** Alternatives (OR) of sets (AND) of scheme name → scopes; an empty list: none declared; an empty set: anonymous is one choice. */
export const securityRequirements = z.array(z.record(z.string(), z.array(z.string())))

export const operationDescription = z.strictObject({
  method: httpMethod,
  /** Path template as the source writes it, `/orders/{orderId}`; begins with a slash. */
  path: z.string(),
  operationId: z.string().optional(),
  summary: z.string().optional(),
  description: z.string().optional(),
  tags: z.array(z.string()),
  deprecated: z.boolean(),
  parameters: z.array(parameterDescription),
  requestBody: requestBodyDescription.optional(),
  /** By status code, `4XX`, or `default`. */
  responses: z.record(z.string(), responseDescription),
  security: securityRequirements,
  externalDocs: z.strictObject({ url: z.string(), description: z.string().optional() }).optional(),
})
export type OperationDescription = z.infer<typeof operationDescription>

export const apiDescription = z.strictObject({
  title: z.string(),
  summary: z.string().optional(),
  description: z.string().optional(),
  /** The source's own version text (`info.version`); not the Version of the API in Gatehouse. */
  version: z.string(),
  termsOfService: z.string().optional(),
  contact: z
    .strictObject({ name: z.string().optional(), url: z.string().optional(), email: z.string().optional() })
    .optional(),
  license: z
    .strictObject({ name: z.string(), url: z.string().optional(), identifier: z.string().optional() })
    .optional(),
  externalDocs: z.strictObject({ url: z.string(), description: z.string().optional() }).optional(),
  servers: z.array(z.strictObject({ url: z.string(), description: z.string().optional() })),
  tags: z.array(z.strictObject({ name: z.string(), description: z.string().optional() })),
  securitySchemes: z.record(z.string(), securitySchemeDescription),
  /** Ordered as in the source; (method, path) is unique. */
  operations: z.array(operationDescription),
  schemas: z.record(z.string(), jsonSchema),
})
export type ApiDescription = z.infer<typeof apiDescription>

/** `GET /orders/{orderId}`: names an operation inside one description. */
export function operationKey(operation: { method: string; path: string }): string {
  return `${operation.method} ${operation.path}`
}

/** `#/schemas/NAME`, escaped as a JSON Pointer in a URI fragment (RFC 6901 §6). */
export function schemaReference(name: string): string {
  const token = name.replaceAll('~', '~0').replaceAll('/', '~1')
  return `#/schemas/${encodeURIComponent(token)}`
}

/** The name behind `#/schemas/NAME`; undefined for any other reference. */
export function schemaReferenceName(reference: string): string | undefined {
  const token = /^#\/schemas\/([^/]*)$/.exec(reference)?.[1]
  if (token === undefined) return undefined
  try {
    return decodeURIComponent(token).replaceAll('~1', '/').replaceAll('~0', '~')
  } catch {
    return undefined
  }
}
