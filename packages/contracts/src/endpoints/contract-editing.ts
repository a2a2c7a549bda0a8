import { z } from 'zod'
import {
  apiDescription,
  httpMethod,
  jsonSchema,
  operationDescription,
  parameterDescription,
} from '../api-description.ts'
import { endpoint, etag, pageOf, pageQuery } from '../endpoint.ts'
import { json } from '../json.ts'
import { operationView, workingCopyView } from './contracts.ts'
import { versionPath } from './version-path.ts'

/** A description of several hundred operations is edited one operation at a time; one with large examples fits, too. */
const editBody = 4 * 1024 * 1024

/** A parameter as a person writes it: `style` and `explode` follow from its place where they are left out (OpenAPI 3.1). */
export const parameterDefinition = z.strictObject({
  ...parameterDescription.shape,
  name: z.string().min(1).max(200),
  required: z.boolean().optional(),
  style: parameterDescription.shape.style.optional(),
  explode: z.boolean().optional(),
})

/** An operation as a person writes it; what is left out is empty. */
export const operationDefinition = z.strictObject({
  ...operationDescription.shape,
  method: httpMethod,
  path: z.string().min(1).max(1_000),
  tags: z.array(z.string().min(1).max(200)).max(100).default([]),
  deprecated: z.boolean().default(false),
  parameters: z.array(parameterDefinition).max(500).default([]),
  responses: operationDescription.shape.responses.default({}),
  security: operationDescription.shape.security.default([]),
})
export type OperationDefinition = z.output<typeof operationDefinition>

const at = '/apis/{api}/versions/{version}/working-copy'
const operationPath = z.strictObject({ ...versionPath.shape, operation: z.string().min(1).max(120) })
const schemaName = z.string().regex(/^[A-Za-z0-9._-]{1,120}$/, 'letters, digits, “.”, “_” and “-”, as OpenAPI has them')
const schemaPath = z.strictObject({ ...versionPath.shape, schemaName: z.string().min(1).max(400) })

export const addOperation = endpoint({
  id: 'working-copy.add-operation',
  method: 'POST',
  path: `${at}/operations`,
  tag: 'Contracts',
  summary: 'Add an operation to the contract by hand',
  description:
    'Everything is checked before it is saved; each problem names its place. It runs from the next deploy on.',
  audience: 'management',
  permission: 'api.edit',
  params: versionPath,
  body: z.strictObject({ definition: operationDefinition }),
  response: z.strictObject({ operation: operationView, etag }),
  status: 201,
  etag: 'required',
  maxBody: editBody,
})

export const putOperationDefinition = endpoint({
  id: 'working-copy.define-operation',
  method: 'PUT',
  path: `${at}/operations/{operation}/definition`,
  tag: 'Contracts',
  summary: 'Change what the contract says of an operation',
  description:
    'Replaces the whole definition. Its id stays when method or path change, and with it products, usage and settings; a mapping to the backend follows renamed path parameters.',
  audience: 'management',
  permission: 'api.edit',
  params: operationPath,
  body: z.strictObject({
    definition: operationDefinition,
    /** Where method or path change: the backend is still called at the old ones. Without effect where a mapping is set. */
    keepUpstream: z.boolean().default(false),
  }),
  response: z.strictObject({ operation: operationView, etag }),
  etag: 'required',
  maxBody: editBody,
})

export const removeOperation = endpoint({
  id: 'working-copy.remove-operation',
  method: 'DELETE',
  path: `${at}/operations/{operation}`,
  tag: 'Contracts',
  summary: 'Remove an operation from the contract',
  description:
    'What runs goes on with it until the next deploy. Added again with the same method and path it is the same operation.',
  audience: 'management',
  permission: 'api.edit',
  params: operationPath,
  response: z.strictObject({ key: z.string(), etag }),
  etag: 'required',
})

export const schemaView = z.strictObject({
  name: z.string(),
  schema: json,
  /** Places that refer to it, as `GET /orders` or `Schema Order`; at most 50. */
  usedBy: z.array(z.string()),
  uses: z.number().int(),
})
export type SchemaView = z.infer<typeof schemaView>

export const listSchemas = endpoint({
  id: 'schemas.list',
  method: 'GET',
  path: `${at}/schemas`,
  tag: 'Contracts',
  summary: 'Shared schemas of the working copy, by name',
  audience: 'management',
  permission: 'api.read',
  params: versionPath,
  query: z.strictObject({ ...pageQuery.shape, q: z.string().max(200).optional() }),
  response: z.strictObject({
    ...pageOf(schemaView.omit({ schema: true }).extend({ type: z.string() })).shape,
    total: z.number().int(),
    workingCopyEtag: etag,
  }),
})

export const getSchema = endpoint({
  id: 'schemas.get',
  method: 'GET',
  path: `${at}/schemas/{schemaName}`,
  tag: 'Contracts',
  summary: 'A shared schema with those that it refers to',
  audience: 'management',
  permission: 'api.read',
  params: schemaPath,
  response: z.strictObject({ ...schemaView.shape, schemas: z.record(z.string(), json), workingCopyEtag: etag }),
})

export const putSchema = endpoint({
  id: 'schemas.put',
  method: 'PUT',
  path: `${at}/schemas/{schemaName}`,
  tag: 'Contracts',
  summary: 'Add, change or rename a shared schema',
  description: 'With `rename` every reference follows to the new name. `create` refuses a name that is taken.',
  audience: 'management',
  permission: 'api.edit',
  params: schemaPath,
  body: z.strictObject({
    /** Absent: it stays as it is, and is only renamed. */
    schema: jsonSchema.optional(),
    /** Another name for it. */
    rename: schemaName.optional(),
    create: z.boolean().default(false),
  }),
  response: z.strictObject({ ...schemaView.shape, etag }),
  etag: 'required',
  maxBody: editBody,
})

export const removeSchema = endpoint({
  id: 'schemas.remove',
  method: 'DELETE',
  path: `${at}/schemas/{schemaName}`,
  tag: 'Contracts',
  summary: 'Remove a shared schema that nothing refers to',
  audience: 'management',
  permission: 'api.edit',
  params: schemaPath,
  response: z.strictObject({ name: z.string(), etag }),
  etag: 'required',
})

const { summary, description, version, termsOfService, contact, license, externalDocs, tags, servers } =
  apiDescription.shape

/** Head and docs of a contract; null takes a part away. */
export const contractInfo = z
  .strictObject({
    title: z.string().trim().min(1).max(200),
    summary: summary.unwrap().nullable(),
    description: description.unwrap().max(1_000_000).nullable(),
    version,
    termsOfService: termsOfService.unwrap().nullable(),
    contact: contact.unwrap().nullable(),
    license: license.unwrap().nullable(),
    externalDocs: externalDocs.unwrap().nullable(),
    tags,
    servers,
  })
  .partial()

export const putContractInfo = endpoint({
  id: 'working-copy.info',
  method: 'PUT',
  path: `${at}/info`,
  tag: 'Contracts',
  summary: 'Change title, docs and tags of the contract',
  description: 'What is not sent stays.',
  audience: 'management',
  permission: 'api.edit',
  params: versionPath,
  body: z.strictObject({ info: contractInfo }),
  response: workingCopyView,
  etag: 'required',
  maxBody: editBody,
})

/** `working-copy`, `revision:12` or `stage:production`. */
const state = z.string().regex(/^(working-copy|revision:\d{1,9}|stage:[a-z0-9_-]{1,120})$/)

export const exportContract = endpoint({
  id: 'contracts.export',
  method: 'GET',
  path: '/apis/{api}/versions/{version}/export',
  tag: 'Contracts',
  summary: 'The contract as OpenAPI 3.1, with what people added',
  description:
    'Mapping, backends, validation, limits, policies and anonymous marks stand under `x-gatehouse`; an import reads them back, so exporting and importing changes nothing.',
  audience: 'management',
  permission: 'api.read',
  params: versionPath,
  query: z.strictObject({
    of: state.default('working-copy'),
    format: z.enum(['json', 'yaml']).default('json'),
    /** Without: the bare contract, as developers may have it. */
    extensions: z.enum(['with', 'without']).default('with'),
  }),
  response: z.strictObject({ fileName: z.string(), mediaType: z.string(), source: z.string() }),
})
