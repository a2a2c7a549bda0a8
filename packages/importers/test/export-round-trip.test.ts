import { type ApiDescription, type OperationDescription, operationKey } from '@gatehouse/contracts/api-description'
import type { ContractExtensions, OperationExtension } from '@gatehouse/contracts/contract-extensions'
import type { Json, JsonObject } from '@gatehouse/contracts/json'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { exportOpenApi } from '../src/export-openapi.ts'
import { importOpenApi } from '../src/import-openapi.ts'
import { yamlText } from '../src/yaml-text.ts'

const text = fc.string({ minLength: 1, maxLength: 12 }).filter((one) => one.trim() === one)
const word = fc.stringMatching(/^[a-z][a-z0-9]{0,7}$/)
const optional = <T>(member: string, value: fc.Arbitrary<T>) =>
  fc.option(value, { nil: undefined }).map((one) => (one === undefined ? {} : { [member]: one }))

const schema: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.constant<JsonObject>({ $ref: '#/schemas/Order' }),
  fc.constant<JsonObject>({ type: 'string', minLength: 1 }),
  fc.constant<JsonObject>({ type: ['integer', 'null'], minimum: 0, examples: [{ $ref: '#/schemas/Nobody' }] }),
  fc.constant<JsonObject>({
    type: 'object',
    properties: { $ref: { type: 'string' }, next: { $ref: '#/schemas/Order' } },
  }),
  fc.constant<JsonObject>({
    oneOf: [{ $ref: '#/schemas/Order' }, { type: 'null' }],
    discriminator: { propertyName: 'kind', mapping: { a: '#/schemas/Order' } },
  }),
)
const content = fc.dictionary(
  fc.constantFrom('application/json', 'application/xml', 'text/plain'),
  fc.record({ schema }),
  { maxKeys: 2 },
)

const operation: fc.Arbitrary<OperationDescription> = fc
  .tuple(
    fc.constantFrom('GET', 'PUT', 'POST', 'DELETE', 'PATCH'),
    fc.array(word, { minLength: 1, maxLength: 3 }),
    fc.boolean(),
    fc.boolean(),
    fc.tuple(optional('summary', text), optional('description', text)),
    fc.uniqueArray(text, { maxLength: 2 }),
    fc.uniqueArray(word, { maxLength: 3 }),
    content,
    schema,
  )
  .map(([method, segments, templated, deprecated, docs, tags, queries, body, inPath]) => ({
    method: method as 'GET',
    path: `/${segments.join('/')}${templated ? '/{id}' : ''}`,
    tags,
    deprecated,
    ...docs[0],
    ...docs[1],
    parameters: [
      ...(templated
        ? [
            {
              in: 'path' as const,
              name: 'id',
              required: true,
              style: 'simple' as const,
              explode: false,
              schema: inPath,
            },
          ]
        : []),
      ...queries.map((name) => ({
        in: 'query' as const,
        name,
        required: false,
        style: 'form' as const,
        explode: true,
        schema: { type: 'string' },
      })),
    ],
    ...(method === 'GET' || Object.keys(body).length === 0 ? {} : { requestBody: { required: true, content: body } }),
    responses: {
      200: { description: 'OK', ...(Object.keys(body).length === 0 ? {} : { content: body }) },
      default: { description: 'Else' },
    },
    security: [],
  }))

const settings: fc.Arbitrary<OperationExtension> = fc
  .tuple(
    optional('backend', fc.constant('other')),
    optional(
      'upstream',
      word.map((name) => ({ method: 'POST' as const, path: `/v2/${name}` })),
    ),
    optional('requestValidation', fc.constantFrom('off', 'report')),
    optional('limits', fc.record({ bodyBytes: fc.integer({ min: 1, max: 9_999 }) })),
    optional('undeclared', fc.constant({ query: 'refuse' })),
    optional('policies', fc.constant([{ policy: 'rate-limit', options: { limit: 3, nested: { a: [null, true] } } }])),
  )
  .map((parts) => Object.assign({}, ...parts) as OperationExtension)

const copy = fc
  .tuple(
    fc.uniqueArray(operation, { maxLength: 6, selector: (one) => `${one.method} ${one.path.replace('{id}', '{}')}` }),
    fc.array(settings, { minLength: 6, maxLength: 6 }),
    fc.tuple(text, optional('description', text), optional('summary', text)),
    optional('keyLocations', fc.constant([{ in: 'query' as const, name: 'token' }])),
    fc.boolean(),
  )
  .map(([operations, added, [title, description, summary], places, declared]) => {
    const contract: ApiDescription = {
      title,
      ...description,
      ...summary,
      version: '1',
      servers: [],
      tags: [],
      securitySchemes: declared ? { key: { type: 'apiKey', in: 'header', name: 'x-key' } } : {},
      operations: declared ? operations.map((one) => ({ ...one, security: [{ key: [] }] })) : operations,
      schemas:
        operations.length === 0
          ? {}
          : { Order: { type: 'object', properties: { parent: { $ref: '#/schemas/Order' } } } },
    }
    const extensions: ContractExtensions = {
      backends: [{ name: 'default' }, { name: 'other', description: 'Of old' }],
      ...places,
      operations: Object.fromEntries(
        operations.flatMap((one, index) => {
          const own = added[index] ?? {}
          return Object.keys(own).length > 0 ? [[operationKey(one), own]] : []
        }),
      ),
    }
    return { contract, extensions }
  })

/** Path by path, as a document holds them. */
function sorted(description: ApiDescription): ApiDescription {
  const operations = [...description.operations].sort((a, b) => (operationKey(a) < operationKey(b) ? -1 : 1))
  return { ...description, operations }
}

test('an exported working copy imported again says the same, as JSON and as YAML, and nothing of it is dropped', () => {
  fc.assert(
    fc.property(copy, fc.boolean(), ({ contract, extensions }, yaml) => {
      const document = exportOpenApi(contract, extensions)
      const source = yaml ? yamlText(document as Json) : JSON.stringify(document)
      const read = importOpenApi({ text: source })
      if (!read.ok) throw new Error(JSON.stringify(read.issues))
      expect(sorted(read.description)).toEqual(sorted(contract))
      expect(read.extensions).toEqual(extensions)
      expect(read.report.items.filter(({ fate }) => fate === 'dropped')).toEqual([])
    }),
    { numRuns: 60 },
  )
}, 60_000)

test('no file opens an operation to callers without a credential: the mark is dropped, and the reason says who decides', () => {
  const document = {
    openapi: '3.1.1',
    info: { title: 'Open', version: '1' },
    'x-gatehouse': { format: 1 },
    paths: {
      '/a': {
        get: { responses: { 200: { description: 'ok' } }, 'x-gatehouse': { anonymous: { reason: 'Open data' } } },
      },
    },
  }
  const read = importOpenApi({ text: JSON.stringify(document) })
  if (!read.ok) throw new Error(JSON.stringify(read.issues))
  expect(read.extensions?.operations['GET /a']?.anonymous).toBeUndefined()
  expect(read.report.items.filter(({ fate }) => fate === 'dropped')).toMatchObject([
    { pointer: '/paths/~1a/get/x-gatehouse/anonymous', reason: expect.stringContaining('a person’s word') },
  ])
})

test('settings that do not fit are dropped with a reason, and the contract is imported without them', () => {
  const document = {
    openapi: '3.1.1',
    info: { title: 'T', version: '1' },
    'x-gatehouse': { format: 1, backends: [{ name: 'main' }] },
    paths: {
      '/a/{id}': {
        get: {
          parameters: [{ in: 'path', name: 'id', required: true, schema: { type: 'string' } }],
          responses: { 200: { description: '' } },
          'x-gatehouse': { upstream: { method: 'GET', path: '/b/{other}' } },
        },
        put: {
          parameters: [{ in: 'path', name: 'id', required: true, schema: { type: 'string' } }],
          responses: { 200: { description: '' } },
          'x-gatehouse': { backend: 'elsewhere' },
        },
        delete: {
          parameters: [{ in: 'path', name: 'id', required: true, schema: { type: 'string' } }],
          responses: { 200: { description: '' } },
          'x-gatehouse': { id: 'op_1' },
        },
      },
    },
  }
  const read = importOpenApi({ text: JSON.stringify(document) })
  expect(read.ok && read.extensions).toEqual({ backends: [{ name: 'main' }], operations: {} })
  expect(read.ok && read.report.items.filter(({ fate }) => fate === 'dropped').map(({ reason }) => reason)).toEqual([
    'the mapping names a parameter that the path does not have',
    'there is no backend “elsewhere”',
    'not as this version of Gatehouse writes them',
  ])
  const other = importOpenApi({ text: JSON.stringify({ ...document, 'x-gatehouse': { format: 2 } }) })
  expect(other.ok && other.extensions).toBe(undefined)
})
