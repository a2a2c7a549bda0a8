import type { ApiDescription } from '@gatehouse/contracts/api-description'
import { describe, expect, it } from 'vitest'
import { limitWords, type Schemas, typeWords } from '../src/features/reference/json-schema.ts'
import { sampleRequest } from '../src/features/reference/operation-sample.ts'
import { renderSample } from '../src/features/reference/render-sample.ts'
import { sampleLanguages } from '../src/features/reference/sample-languages.ts'
import { schemaExample } from '../src/features/reference/schema-example.ts'

const schemas: Schemas = {
  Node: {
    type: 'object',
    required: ['id'],
    properties: { id: { type: 'string', format: 'uuid' }, next: { $ref: '#/schemas/Node' } },
  },
  Base: { type: 'object', required: ['kind'], properties: { kind: { enum: ['a', 'b'] } } },
  Pet: {
    allOf: [
      { $ref: '#/schemas/Base' },
      { type: 'object', required: ['name'], properties: { name: { type: 'string' } } },
    ],
  },
}

describe('schemas in words', () => {
  it('names types as a reader says them', () => {
    expect(typeWords({ type: 'array', items: { $ref: '#/schemas/Node' } }, schemas)).toBe('array of Node')
    expect(typeWords({ type: ['string', 'null'], format: 'date' }, schemas)).toBe('string · date or null')
    expect(typeWords({ oneOf: [{ $ref: '#/schemas/Pet' }, { $ref: '#/schemas/Node' }] }, schemas)).toBe('Pet or Node')
    expect(limitWords({ minLength: 1, maxLength: 80 })).toEqual(['1 to 80 characters'])
  })

  it('ends on schemas that contain themselves', () => {
    expect(schemaExample({ $ref: '#/schemas/Node' }, schemas, 'response')).toHaveProperty('next.next')
    expect(schemaExample({ $ref: '#/schemas/Loop' }, { Loop: { $ref: '#/schemas/Loop' } }, 'request')).toEqual({})
  })

  it('gives a request what is required and nothing read-only', () => {
    const schema = {
      type: 'object',
      required: ['a', 'b'],
      properties: { a: { type: 'integer' }, b: { type: 'string', readOnly: true }, c: { type: 'string' } },
    }
    expect(schemaExample(schema, {}, 'request')).toEqual({ a: 1 })
    expect(schemaExample({ $ref: '#/schemas/Pet' }, schemas, 'request')).toEqual({ kind: 'a', name: 'string' })
  })
})

const operation: ApiDescription['operations'][number] = {
  method: 'POST',
  path: '/orders/{order id}',
  tags: [],
  deprecated: false,
  parameters: [
    {
      in: 'path',
      name: 'order id',
      required: true,
      style: 'simple',
      explode: false,
      schema: { type: 'string', example: 'a/b c' },
    },
    {
      in: 'query',
      name: 'q',
      required: true,
      style: 'form',
      explode: true,
      schema: { type: 'string', example: "x&y='z" },
    },
  ],
  requestBody: {
    required: true,
    content: {
      'application/json': {
        schema: { type: 'object', required: ['t'], properties: { t: { type: 'string', example: "it's" } } },
      },
    },
  },
  responses: {},
  security: [],
}

describe('samples', () => {
  const request = sampleRequest(operation, {
    schemas: {},
    baseUrl: 'https://api.example.com/v1/',
    key: 'KEY',
    keyLocation: { in: 'header', name: 'x-api-key' },
  })

  it('encode every value for the address', () => {
    expect(request.url).toBe("https://api.example.com/v1/orders/a%2Fb%20c?q=x%26y%3D'z")
  })

  it.each(sampleLanguages.map(({ id }) => id))('exist in %s, with address, key and body', (id) => {
    const code = renderSample(request, id)
    expect(code).toContain('KEY')
    expect(code).toMatch(/orders/)
    expect(code.length).toBeGreaterThan(60)
  })

  it('quote for the shell', () => {
    const code = renderSample(request, 'shell/curl')
    const quotes = code.replaceAll("'\\''", '').match(/'/g)?.length ?? 0
    expect(quotes % 2).toBe(0)
    expect(code).not.toMatch(/it's(?!')/)
  })
})
