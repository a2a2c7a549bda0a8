import { describe, expect, test } from 'vitest'
import { requestSchema, responseSchema } from '../src/request-schema.ts'

const id = { type: 'string', readOnly: true }

describe('a schema that judges requests', () => {
  test('does not require what only the server sends, at any depth', () => {
    const schema = {
      type: 'object',
      required: ['id', 'name', 'owner'],
      properties: { id, name: { type: 'string' }, owner: { type: 'object', required: ['id'], properties: { id } } },
    }
    expect(requestSchema(schema, {})).toEqual({
      type: 'object',
      required: ['name', 'owner'],
      properties: { id, name: { type: 'string' }, owner: { type: 'object', properties: { id } } },
    })
  })

  test('sees readOnly through references and allOf, also where they go round in a circle', () => {
    const shared = { Id: id, Wrapped: { allOf: [{ $ref: '#/schemas/Id' }] }, Loop: { $ref: '#/schemas/Loop' } }
    const schema = {
      required: ['a', 'b', 'c'],
      properties: { a: { $ref: '#/schemas/Id' }, b: { $ref: '#/schemas/Wrapped' }, c: { $ref: '#/schemas/Loop' } },
    }
    expect(requestSchema(schema, shared)).toMatchObject({ required: ['c'] })
  })

  test('stays the same object where nothing is readOnly', () => {
    const schema = {
      oneOf: [{ required: ['a'], properties: { a: { type: 'string' } } }],
      enum: [{ required: ['id'], properties: { id } }],
    }
    expect(requestSchema(schema, {})).toBe(schema)
  })
})

describe('a schema that judges responses', () => {
  test('does not require what only the client sends, and asks for what only the server does', () => {
    const schema = {
      required: ['id', 'password'],
      properties: { id, password: { type: 'string', writeOnly: true } },
    }
    expect(responseSchema(schema, {})).toMatchObject({ required: ['id'] })
    expect(requestSchema(schema, {})).toMatchObject({ required: ['password'] })
  })
})
