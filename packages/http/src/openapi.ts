import type { Endpoint } from '@gatehouse/contracts/endpoint'
import type { Json, JsonObject } from '@gatehouse/contracts/json'
import { type ProblemCode, problem, problems } from '@gatehouse/contracts/problems'
import { z } from 'zod'
import type { Route } from './route.ts'

/** Problems that any operation can answer; the others follow from how the endpoint is declared. */
const always: readonly ProblemCode[] = [
  'invalid_input',
  'unauthenticated',
  'forbidden',
  'rate_exceeded',
  'internal',
  'unavailable',
]

/**
 * The management API's OpenAPI 3.1 document, made from the declarations: whatever a route accepts or answers stands in it.
 * Only endpoints of audience `management`.
 */
export function openApiDocument(routes: readonly Route[], options: { serverUrl: string }): JsonObject {
  const schemas: Schemas = { named: {}, input: new Map(), output: new Map() }
  const paths: Record<string, JsonObject> = {}
  const endpoints = routes.filter(({ endpoint }) => endpoint.audience === 'management')
  for (const { endpoint, mutates } of endpoints) {
    const path = paths[endpoint.path] ?? {}
    path[endpoint.method.toLowerCase()] = operation(endpoint, mutates, schemas)
    paths[endpoint.path] = path
  }
  const used = new Set<ProblemCode>([
    ...always,
    ...endpoints.flatMap(({ endpoint, mutates }) => problemsOf(endpoint, mutates)),
  ])
  return {
    openapi: '3.1.0',
    info: {
      title: 'Gatehouse management API',
      version: '1',
      description:
        'Everything that the console does. Lists page by cursor, writes take `Idempotency-Key`, concurrent edits use `ETag` and `If-Match`.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: `${options.serverUrl}/api/v1` }],
    security: [{ managementKey: [] }],
    tags: [...new Set(endpoints.map(({ endpoint }) => endpoint.tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        managementKey: { type: 'http', scheme: 'bearer', description: 'A management key of a service account.' },
      },
      parameters: {
        idempotencyKey: {
          name: 'Idempotency-Key',
          in: 'header',
          description: 'The same key with the same input has one effect and one answer, for 24 hours.',
          schema: { type: 'string', minLength: 1, maxLength: 257 },
        },
        ifMatch: {
          name: 'If-Match',
          in: 'header',
          required: true,
          description: 'The ETag of the state that was edited.',
          schema: { type: 'string', pattern: '^"[0-9]{1,9}"$' },
        },
      },
      responses: Object.fromEntries([...used].map((code) => [code, problemResponse(code)])),
      schemas: { ...schemas.named, Problem: schemaOf(problem, 'output', 'Problem', schemas) },
    },
  }
}

function operation(endpoint: Endpoint, mutates: boolean, schemas: Schemas): JsonObject {
  const name = endpoint.id.replace(/(?:^|\.)(\w)/g, (_, letter: string) => letter.toUpperCase())
  const parameters: Json[] = [
    ...parametersOf(endpoint.params, 'path', name, schemas),
    ...parametersOf(endpoint.query, 'query', name, schemas),
    ...(mutates ? [{ $ref: '#/components/parameters/idempotencyKey' }] : []),
    ...(mutates && endpoint.etag === 'required' ? [{ $ref: '#/components/parameters/ifMatch' }] : []),
  ]
  const permission = endpoint.permission ? `Needs the permission \`${endpoint.permission}\`.` : ''
  const description = [endpoint.description ?? '', permission].filter(Boolean).join('\n\n')
  return {
    operationId: endpoint.id,
    tags: [endpoint.tag],
    summary: endpoint.summary,
    ...(description === '' ? {} : { description }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...bodyOf(endpoint, name, schemas),
    responses: { [String(endpoint.status ?? 200)]: success(endpoint, name, schemas), ...refusals(endpoint, mutates) },
  }
}

function parametersOf(schema: z.ZodType, place: 'path' | 'query', name: string, schemas: Schemas): JsonObject[] {
  if (!(schema instanceof z.ZodObject)) return []
  return Object.entries(schema.shape as Record<string, z.ZodType>).map(([parameter, member]) => ({
    name: parameter,
    in: place,
    required: place === 'path' || !member.safeParse(undefined).success,
    schema: schemaOf(member, 'input', name, schemas),
  }))
}

function bodyOf(endpoint: Endpoint, name: string, schemas: Schemas): JsonObject {
  if (endpoint.method === 'GET' || endpoint.method === 'DELETE' || isEmpty(endpoint.body)) return {}
  const schema = shared(endpoint.body, 'input', `${name}Request`, schemas)
  const required = !endpoint.body.safeParse({}).success
  return { requestBody: { required, content: { 'application/json': { schema } } } }
}

function success(endpoint: Endpoint, name: string, schemas: Schemas): JsonObject {
  const headers = endpoint.etag ? { headers: { ETag: { schema: { type: 'string' } } } } : {}
  if (endpoint.status === 204) return { description: 'Done.' }
  if (endpoint.download) {
    const content = Object.fromEntries(endpoint.download.map((type) => [type, { schema: { type: 'string' } }]))
    return { description: endpoint.summary, content }
  }
  const schema = shared(endpoint.response, 'output', `${name}Response`, schemas)
  return { description: endpoint.summary, ...headers, content: { 'application/json': { schema } } }
}

function isEmpty(schema: z.ZodType): boolean {
  return schema instanceof z.ZodObject && Object.keys(schema.shape).length === 0
}

function problemsOf(endpoint: Endpoint, mutates: boolean): ProblemCode[] {
  const codes: ProblemCode[] = []
  if (!isEmpty(endpoint.params)) codes.push('not_found')
  if (!mutates) return codes
  codes.push('not_possible', 'idempotency_reused', 'input_too_large', 'unsupported_media_type')
  if (endpoint.etag === 'required') codes.push('changed_meanwhile', 'precondition_required')
  return codes
}

/** One shared response per status; where several codes share a status, the first stands for them. */
function refusals(endpoint: Endpoint, mutates: boolean): JsonObject {
  const byStatus: JsonObject = {}
  for (const code of [...always, ...problemsOf(endpoint, mutates)]) {
    byStatus[String(problems[code].status)] ??= { $ref: `#/components/responses/${code}` }
  }
  return byStatus
}

function problemResponse(code: ProblemCode): JsonObject {
  const schema = { $ref: '#/components/schemas/Problem' }
  return { description: problems[code].title, content: { 'application/problem+json': { schema } } }
}

/** Shared schemas by name, and by the zod schema that each was made of: endpoints that answer the same share it. */
type Schemas = { named: JsonObject; input: Map<z.ZodType, string>; output: Map<z.ZodType, string> }

function shared(schema: z.ZodType, io: 'input' | 'output', name: string, schemas: Schemas): JsonObject {
  const known = schemas[io].get(schema)
  if (known === undefined) {
    schemas[io].set(schema, name)
    schemas.named[name] = schemaOf(schema, io, name, schemas)
  }
  return { $ref: `#/components/schemas/${known ?? name}` }
}

/** JSON Schema of a zod schema; what it defines for itself moves to the shared schemas, so that each `$ref` holds in the document. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output', owner: string, schemas: Schemas): JsonObject {
  const { $schema: _, $defs, ...made } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as JsonObject
  const rename = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(rename)
    if (value === null || typeof value !== 'object') return value
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => {
        if (key !== '$ref' || typeof member !== 'string') return [key, rename(member)]
        return [key, member.replace('#/$defs/', `#/components/schemas/${owner}_${io}_`)]
      }),
    )
  }
  for (const [key, definition] of Object.entries(($defs ?? {}) as JsonObject)) {
    schemas.named[`${owner}_${io}_${key}`] = rename(definition)
  }
  return rename(made) as JsonObject
}
