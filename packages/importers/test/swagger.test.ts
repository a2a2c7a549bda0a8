import type { OperationDescription } from '@gatehouse/contracts/api-description'
import type { JsonObject } from '@gatehouse/contracts/json'
import { describe, expect, it } from 'vitest'
import { importOpenApi, importOpenApiWithFates } from '../src/import-openapi.ts'

const head = { swagger: '2.0', info: { title: 'T', version: '1' } }

function imported(document: JsonObject) {
  const result = importOpenApi({ text: JSON.stringify({ ...head, paths: {}, ...document }, null, 1) })
  if (!result.ok) throw new Error(JSON.stringify(result.issues))
  return result
}

function operation(source: JsonObject, rest: JsonObject = {}): OperationDescription {
  const [first] = imported({ ...rest, paths: { '/a/{id}': { post: source } } }).description.operations
  if (first === undefined) throw new Error('no operation')
  return first
}

function fateOf(document: JsonObject, pointer: string) {
  const { fates } = importOpenApiWithFates({ text: JSON.stringify({ ...head, paths: {}, ...document }) })
  return fates.find((fate) => fate.pointer === pointer)?.fate
}

describe('Swagger 2.0: where it runs', () => {
  it.each<[JsonObject, string[]]>([
    [
      { host: 'api.example.com', basePath: '/v1', schemes: ['https', 'http'] },
      ['https://api.example.com/v1', 'http://api.example.com/v1'],
    ],
    [{ host: 'api.example.com', basePath: '/' }, ['https://api.example.com']],
    [{ host: 'api.example.com', basePath: 'v1' }, ['https://api.example.com/v1']],
    [{ basePath: '/v1', schemes: ['https'] }, ['/v1']],
    [{}, []],
  ])('%j', (document, urls) => {
    expect(imported(document).description.servers.map(({ url }) => url)).toEqual(urls)
  })
})

describe('Swagger 2.0: form fields', () => {
  it.each<[JsonObject, JsonObject]>([
    [
      { type: 'string', allowEmptyValue: false },
      { type: 'string', minLength: 1 },
    ],
    [
      { type: 'string', allowEmptyValue: false, minLength: 2 },
      { type: 'string', minLength: 2 },
    ],
    [{ type: 'string', allowEmptyValue: true }, { type: 'string' }],
    [{ type: 'integer', allowEmptyValue: false }, { type: 'integer' }],
  ])('that may be empty or not: %j', (field, schema) => {
    const body = operation({ parameters: [{ in: 'formData', name: 'a', ...field }] }).requestBody
    expect(body?.content['application/x-www-form-urlencoded']?.schema).toEqual({
      type: 'object',
      properties: { a: schema },
    })
  })
})

describe('Swagger 2.0: parameters', () => {
  const parameter = (source: JsonObject) =>
    operation({ parameters: [source] }).parameters.filter(({ name }) => name === 'p')[0]
  const table: [name: string, source: JsonObject, wanted: JsonObject][] = [
    [
      'a number with limits',
      { type: 'integer', minimum: 1, exclusiveMinimum: true, maximum: 9 },
      { schema: { type: 'integer', exclusiveMinimum: 1, maximum: 9 } },
    ],
    [
      'a default, an enum and a format',
      { type: 'string', format: 'date', enum: ['a'], default: 'a' },
      { schema: { type: 'string', format: 'date', enum: ['a'], default: 'a' } },
    ],
    [
      'a list with commas',
      { type: 'array', items: { type: 'string' } },
      { style: 'form', explode: false, schema: { type: 'array', items: { type: 'string' } } },
    ],
    [
      'a list, one name each',
      { type: 'array', collectionFormat: 'multi', items: {} },
      { style: 'form', explode: true },
    ],
    [
      'a list with spaces',
      { type: 'array', collectionFormat: 'ssv', items: {} },
      { style: 'spaceDelimited', explode: false },
    ],
    [
      'a list with bars',
      { type: 'array', collectionFormat: 'pipes', items: {} },
      { style: 'pipeDelimited', explode: false },
    ],
    [
      'a list with tabs, which is shown and not checked',
      { type: 'array', collectionFormat: 'tsv', items: { type: 'string' } },
      { content: { 'text/tab-separated-values': { schema: { type: 'array', items: { type: 'string' } } } } },
    ],
    ['a value that may be empty', { type: 'string', allowEmptyValue: true }, { allowEmptyValue: true }],
    ['a value that may be null', { type: 'string', 'x-nullable': true }, { schema: { type: ['string', 'null'] } }],
    ['a schema where authors wrote one', { schema: { type: 'string' } }, { schema: { type: 'string' } }],
  ]
  it.each(table)('%s', (_, source, wanted) => {
    expect(parameter({ in: 'query', name: 'p', ...source })).toMatchObject(wanted)
  })

  it('of a path and a header have simple lists', () => {
    const { parameters } = operation({
      parameters: [
        { in: 'path', name: 'id', required: true, type: 'array', items: { type: 'integer' }, collectionFormat: 'csv' },
        { in: 'header', name: 'X-A', type: 'array', items: {}, collectionFormat: 'pipes' },
      ],
    })
    expect(parameters).toMatchObject([
      { in: 'path', style: 'simple', explode: false, schema: { type: 'array', items: { type: 'integer' } } },
      { in: 'header', style: 'simple', explode: false, content: { 'text/x-pipes': { schema: { type: 'array' } } } },
    ])
  })

  it('are shared by name, and by the path for all its operations', () => {
    const { description, report } = imported({
      parameters: {
        limit: { in: 'query', name: 'limit', type: 'integer' },
        unused: { in: 'query', name: 'x', type: 'string' },
      },
      paths: {
        '/a': {
          parameters: [{ $ref: '#/parameters/limit' }],
          get: {},
          put: { parameters: [{ in: 'query', name: 'limit', type: 'string' }] },
        },
      },
    })
    expect(description.operations.map(({ parameters }) => parameters[0]?.schema)).toEqual([
      { type: 'integer' },
      { type: 'string' },
    ])
    expect(report.items.find(({ pointer }) => pointer === '/parameters/unused')).toMatchObject({
      fate: 'dropped',
      reason: 'no operation uses it',
    })
    expect(
      fateOf(
        {
          parameters: { a: { in: 'query', name: 'a', type: 'string' } },
          paths: { '/a': { get: { parameters: [{ $ref: '#/parameters/a' }] } } },
        },
        '/parameters/a/type',
      ),
    ).toBe('enforced')
  })
})

describe('Swagger 2.0: bodies', () => {
  it('have the media types that the operation consumes, else those of the description, else JSON', () => {
    const body = { in: 'body', name: 'b', required: true, description: 'D', schema: { type: 'object' } }
    expect(operation({ parameters: [body] }).requestBody).toEqual({
      required: true,
      description: 'D',
      content: { 'application/json': { schema: { type: 'object' } } },
    })
    const types = (source: JsonObject, rest: JsonObject) =>
      Object.keys(operation({ parameters: [body], ...source }, rest).requestBody?.content ?? {})
    expect(types({}, { consumes: ['application/json', 'application/xml'] })).toEqual([
      'application/json',
      'application/xml',
    ])
    expect(types({ consumes: ['text/plain'] }, { consumes: ['application/json'] })).toEqual(['text/plain'])
  })

  it('are forms where fields stand among the parameters', () => {
    const { requestBody } = operation({
      parameters: [
        { in: 'formData', name: 'tags', type: 'array', items: { type: 'string' }, collectionFormat: 'pipes' },
        { in: 'formData', name: 'age', type: 'integer', required: true, description: 'Years' },
      ],
    })
    expect(requestBody).toEqual({
      required: true,
      content: {
        'application/x-www-form-urlencoded': {
          schema: {
            type: 'object',
            properties: {
              tags: { type: 'array', items: { type: 'string' } },
              age: { type: 'integer', description: 'Years' },
            },
            required: ['age'],
          },
          encoding: { tags: { style: 'pipeDelimited', explode: false } },
        },
      },
    })
  })

  it('are multipart with a file, and may be declared at the path', () => {
    const { description } = imported({
      paths: {
        '/a': {
          parameters: [{ in: 'formData', name: 'f', type: 'file' }],
          post: {},
          put: { parameters: [{ in: 'body', name: 'b', schema: {} }] },
        },
      },
    })
    expect(description.operations.map(({ method, requestBody }) => [method, requestBody?.content])).toEqual([
      ['PUT', { 'application/json': { schema: {} } }],
      [
        'POST',
        {
          'multipart/form-data': {
            schema: { type: 'object', properties: { f: { type: 'string', format: 'binary' } } },
          },
        },
      ],
    ])
  })
})

describe('Swagger 2.0: responses', () => {
  it('have the media types that the operation produces, with examples and headers', () => {
    const { responses } = operation(
      {
        responses: {
          200: {
            description: 'ok',
            schema: { $ref: '#/definitions/A' },
            examples: { 'application/json': { a: 1 } },
            headers: { 'X-Rate': { type: 'integer', description: 'Left' } },
          },
          404: { $ref: '#/responses/missing' },
        },
      },
      {
        produces: ['application/json', 'text/csv'],
        definitions: { A: { type: 'object' } },
        responses: { missing: { description: 'No' } },
      },
    )
    expect(responses).toEqual({
      200: {
        description: 'ok',
        headers: { 'X-Rate': { description: 'Left', schema: { type: 'integer' } } },
        content: {
          'application/json': { schema: { $ref: '#/schemas/A' }, examples: [{ value: { a: 1 } }] },
          'text/csv': { schema: { $ref: '#/schemas/A' } },
        },
      },
      404: { description: 'No' },
    })
  })
})

describe('Swagger 2.0: security', () => {
  it('has schemes and flows by the names of 3.x', () => {
    const url = 'https://id.example.com/'
    const { securitySchemes } = imported({
      securityDefinitions: {
        b: { type: 'basic' },
        k: { type: 'apiKey', in: 'header', name: 'X-Key', description: 'D' },
        i: { type: 'oauth2', flow: 'implicit', authorizationUrl: url, scopes: { r: 'read' } },
        p: { type: 'oauth2', flow: 'password', tokenUrl: url, scopes: {} },
        a: { type: 'oauth2', flow: 'application', tokenUrl: url, scopes: {} },
        c: { type: 'oauth2', flow: 'accessCode', authorizationUrl: url, tokenUrl: url, scopes: {} },
        odd: { type: 'magic' },
      },
    }).description
    expect(securitySchemes).toEqual({
      b: { type: 'http', scheme: 'basic' },
      k: { type: 'apiKey', in: 'header', name: 'X-Key', description: 'D' },
      i: { type: 'oauth2', flows: { implicit: { authorizationUrl: url, scopes: { r: 'read' } } } },
      p: { type: 'oauth2', flows: { password: { tokenUrl: url, scopes: {} } } },
      a: { type: 'oauth2', flows: { clientCredentials: { tokenUrl: url, scopes: {} } } },
      c: { type: 'oauth2', flows: { authorizationCode: { authorizationUrl: url, tokenUrl: url, scopes: {} } } },
    })
  })
})

describe('Swagger 2.0: schemas', () => {
  const table: [name: string, source: JsonObject, wanted: JsonObject][] = [
    ['x-nullable widens the type', { type: 'string', 'x-nullable': true }, { type: ['string', 'null'] }],
    [
      'a discriminator is a text',
      { type: 'object', discriminator: 'kind' },
      { type: 'object', discriminator: { propertyName: 'kind' } },
    ],
    ['a file is bytes', { type: 'file' }, { type: 'string', format: 'binary' }],
    [
      'an exclusive limit takes the place of the limit',
      { maximum: 5, exclusiveMaximum: true },
      { exclusiveMaximum: 5 },
    ],
    ['references are to definitions', { items: { $ref: '#/definitions/B' } }, { items: { $ref: '#/schemas/B' } }],
    ['words of later versions are left out', { type: 'string', nullable: true, const: 'a' }, { type: 'string' }],
  ]
  it.each(table)('%s', (_, source, wanted) => {
    expect(imported({ definitions: { A: source, B: {} } }).description.schemas.A).toEqual(wanted)
  })
})

describe('Swagger 2.0: the report', () => {
  it('gives each key one fate, at the line of the source', () => {
    const document = {
      ...head,
      host: 'a.example',
      schemes: ['https'],
      consumes: ['application/json'],
      paths: { '/a': { get: { schemes: ['http'], consumes: ['x/y'], produces: ['x/y'], responses: {}, wrong: 1 } } },
      'x-own': { deep: true },
    }
    const text = JSON.stringify(document, null, 1)
    const { result, fates } = importOpenApiWithFates({ text })
    if (!result.ok) throw new Error(JSON.stringify(result.issues))
    expect(result.report.format).toBe('openapi-2.0')
    const keys = [...text.matchAll(/"[^"]+":/g)].length
    expect(fates).toHaveLength(keys)
    expect(new Set(fates.map(({ pointer }) => pointer)).size).toBe(keys)
    const lines = text.split('\n')
    for (const { pointer, line } of result.report.items)
      expect(lines[(line ?? 0) - 1], pointer).toContain(pointer.split('/').at(-1)?.replaceAll('~1', '/'))
    const reasons = new Map(result.report.items.map(({ pointer, reason }) => [pointer, reason]))
    expect(reasons.get('/paths/~1a/get/schemes')).toContain('set per stage')
    expect(reasons.get('/paths/~1a/get/consumes')).toContain('has no body')
    expect(reasons.get('/paths/~1a/get/wrong')).toContain('does not know this key')
  })
})
