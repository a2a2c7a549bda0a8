import type { JsonObject } from '@gatehouse/contracts/json'
import { describe, expect, it } from 'vitest'
import { importOpenApi } from '../src/import-openapi.ts'

function imported(document: JsonObject, version = '3.2.0') {
  const result = importOpenApi({
    text: JSON.stringify({ openapi: version, info: { title: 'T', version: '1' }, paths: {}, ...document }, null, 1),
  })
  if (!result.ok) throw new Error(JSON.stringify(result.issues))
  const item = (pointer: string) => result.report.items.find((one) => one.pointer === pointer)
  return { ...result, item }
}

describe('OpenAPI 3.2', () => {
  it('is read as such', () => {
    expect(imported({}).report.format).toBe('openapi-3.2')
    expect(imported({}, '3.2').report.format).toBe('openapi-3.2')
  })

  it('has the method QUERY, and additional methods of which those that the gateway serves are taken', () => {
    const { description, item } = imported({
      paths: {
        '/a': {
          query: { requestBody: { content: { 'application/json': { schema: { type: 'object' } } } } },
          additionalOperations: { COPY: {}, QUERY: {} },
        },
        '/b': { additionalOperations: { QUERY: { summary: 'S' } } },
      },
    })
    expect(description.operations.map(({ method, path }) => `${method} ${path}`)).toEqual(['QUERY /a', 'QUERY /b'])
    expect(item('/paths/~1a/additionalOperations/COPY')).toMatchObject({
      fate: 'dropped',
      reason: 'the gateway serves no such method',
    })
    expect(item('/paths/~1a/additionalOperations/QUERY')?.reason).toContain('of its own')
  })

  it('reads the whole query as a form as an exploded object, and drops other types of it', () => {
    const schema = { type: 'object', properties: { a: { type: 'integer' } } }
    const { description, item } = imported({
      paths: {
        '/a': {
          get: {
            parameters: [
              {
                in: 'querystring',
                name: 'q',
                required: true,
                content: { 'application/x-www-form-urlencoded': { schema } },
              },
            ],
          },
        },
        '/b': { get: { parameters: [{ in: 'querystring', name: 'q', content: { 'application/json': { schema } } }] } },
      },
    })
    expect(description.operations.map(({ parameters }) => parameters)).toEqual([
      [{ in: 'query', name: 'q', required: true, style: 'form', explode: true, schema }],
      [],
    ])
    expect(item('/paths/~1b/get/parameters/0/in')).toMatchObject({
      fate: 'dropped',
      reason: expect.stringContaining('as a form only'),
    })
  })

  it('takes the new style of cookies as the old one, saying so', () => {
    const { description, item } = imported({
      paths: { '/a': { get: { parameters: [{ in: 'cookie', name: 'c', style: 'cookie', schema: {} }] } } },
    })
    expect(description.operations[0]?.parameters[0]?.style).toBe('form')
    expect(item('/paths/~1a/get/parameters/0/style')).toMatchObject({
      fate: 'dropped',
      reason: expect.stringContaining('read as `form`'),
    })
  })

  it('shows names and summaries where there is no description, and drops the order of tags', () => {
    const { description, item } = imported({
      servers: [{ url: 'https://a.example', name: 'Main' }],
      tags: [
        { name: 'a', summary: 'Short', parent: 'b', kind: 'nav' },
        { name: 'b', summary: 'Short', description: 'Long' },
      ],
      paths: { '/a': { get: { responses: { 200: { summary: 'Fine' } } } } },
    })
    expect(description.servers).toEqual([{ url: 'https://a.example', description: 'Main' }])
    expect(description.tags).toEqual([
      { name: 'a', description: 'Short' },
      { name: 'b', description: 'Long' },
    ])
    expect(description.operations[0]?.responses['200']?.description).toBe('Fine')
    for (const pointer of ['/tags/0/parent', '/tags/0/kind', '/tags/1/summary'])
      expect(item(pointer)?.fate).toBe('dropped')
  })

  it('shows the items of a stream as a list, and drops items of what is no stream', () => {
    const { description, item } = imported({
      paths: {
        '/a': {
          get: {
            responses: {
              200: {
                description: '',
                content: {
                  'application/jsonl': { itemSchema: { type: 'object' } },
                  'application/json': { itemSchema: { type: 'object' } },
                },
              },
            },
          },
          post: { requestBody: { content: { 'multipart/mixed': { prefixEncoding: [{}], itemEncoding: {} } } } },
        },
      },
    })
    const [get] = description.operations
    expect(get?.responses['200']?.content).toEqual({
      'application/jsonl': { schema: { type: 'array', items: { type: 'object' } } },
      'application/json': {},
    })
    const content = '/paths/~1a/post/requestBody/content/multipart~1mixed'
    expect(item(`${content}/itemEncoding`)?.fate).toBe('dropped')
    expect(item(`${content}/prefixEncoding`)?.fate).toBe('dropped')
  })

  it('shows one value of an example', () => {
    const { description, item } = imported({
      paths: {
        '/a': {
          get: {
            parameters: [
              {
                in: 'query',
                name: 'p',
                schema: {},
                examples: { d: { dataValue: [1], serializedValue: '1' }, s: { serializedValue: 'x' } },
              },
            ],
          },
        },
      },
    })
    expect(description.operations[0]?.parameters[0]?.examples).toEqual([
      { name: 'd', value: [1] },
      { name: 's', value: 'x' },
    ])
    expect(item('/paths/~1a/get/parameters/0/examples/d/serializedValue')?.reason).toContain('another form')
  })

  it('follows shared media types, its own address, and the default of a discriminator', () => {
    const { description } = imported({
      $self: 'https://specs.example/api.json',
      paths: {
        '/a': { post: { requestBody: { content: { 'application/json': { $ref: '#/components/mediaTypes/M' } } } } },
      },
      components: {
        mediaTypes: { M: { schema: { $ref: 'https://specs.example/api.json#/components/schemas/A' } } },
        schemas: { A: { type: 'object', discriminator: { propertyName: 'k', defaultMapping: 'B' } }, B: {} },
      },
    })
    expect(description.operations[0]?.requestBody?.content['application/json']?.schema).toEqual({ $ref: '#/schemas/A' })
    expect(description.schemas.A).toMatchObject({ discriminator: { propertyName: 'k', defaultMapping: '#/schemas/B' } })
  })

  it('shows the device flow, and drops what Gatehouse says itself', () => {
    const flows = {
      deviceAuthorization: {
        deviceAuthorizationUrl: 'https://id.example/d',
        tokenUrl: 'https://id.example/t',
        scopes: {},
      },
    }
    const { description, item } = imported({
      components: {
        securitySchemes: {
          o: { type: 'oauth2', flows, oauth2MetadataUrl: 'https://id.example/.well-known', deprecated: true },
        },
      },
    })
    expect(description.securitySchemes.o).toEqual({ type: 'oauth2', flows })
    expect(item('/components/securitySchemes/o/oauth2MetadataUrl')?.fate).toBe('dropped')
    expect(item('/components/securitySchemes/o/deprecated')?.fate).toBe('dropped')
  })

  it('is not read in older versions', () => {
    const { item } = imported(
      { tags: [{ name: 'a', kind: 'nav' }], paths: { '/a': { additionalOperations: { QUERY: {} } } } },
      '3.1.1',
    )
    expect(item('/paths/~1a/additionalOperations')?.reason).toBe('read from OpenAPI 3.2 on')
    expect(item('/tags/0/kind')?.fate).toBe('dropped')
  })
})
