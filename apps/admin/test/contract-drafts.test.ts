import type { JsonSchema } from '@gatehouse/contracts/api-description'
import type { Json } from '@gatehouse/contracts/json'
import { describe, expect, test } from 'vitest'
import * as yaml from 'yaml'
import { previewMapping } from '../src/features/contracts/mapping-preview.ts'
import { openProblem } from '../src/features/contracts/open-errors.ts'
import { newOperation, newParameter, readDefinition, withPath } from '../src/features/contracts/operation-draft.ts'
import {
  hiddenKeywords,
  kindOf,
  propertiesOf,
  withKeyword,
  withKind,
  withNullable,
  withProperties,
} from '../src/features/contracts/schema-draft.ts'
import { lineOfPointer, readSource, writeSource } from '../src/features/contracts/source-text.ts'

describe('the form of a schema', () => {
  const strange: JsonSchema = {
    type: 'object',
    'x-own': 1,
    required: ['ghost', 'id'],
    properties: { id: { type: 'string', contentEncoding: 'base64' } },
    patternProperties: { '^x-': true },
  }

  test('never loses what it does not show', () => {
    expect(hiddenKeywords(strange)).toEqual(['x-own', 'patternProperties'])
    const [id] = propertiesOf(strange)
    if (!id) throw new Error('no property')
    const edited = withProperties(withKeyword(strange, 'description', 'An order'), [
      { ...id, required: false, schema: withKeyword(id.schema, 'format', 'uuid') },
      { name: 'total', schema: { type: 'number' }, required: true },
    ])
    expect(edited).toEqual({
      type: 'object',
      'x-own': 1,
      required: ['total', 'ghost'],
      properties: {
        id: { type: 'string', contentEncoding: 'base64', format: 'uuid' },
        total: { type: 'number' },
      },
      patternProperties: { '^x-': true },
      description: 'An order',
    })
  })

  test('takes away with a type only what means nothing for the next one', () => {
    const text: JsonSchema = { type: ['string', 'null'], minLength: 3, enum: ['1'], description: 'D', 'x-own': 1 }
    expect(kindOf(text)).toBe('string')
    expect(withKind(text, 'integer')).toEqual({ type: ['integer', 'null'], enum: ['1'], description: 'D', 'x-own': 1 })
    expect(withKind(text, 'reference', '#/schemas/Order')).toEqual({
      $ref: '#/schemas/Order',
      description: 'D',
      'x-own': 1,
    })
    expect(withNullable({ type: 'string' }, true)).toEqual({ type: ['string', 'null'] })
    expect(
      [{ oneOf: [] }, { type: ['string', 'number'] }, false, true, { enum: [1] }].map((one) => kindOf(one)),
    ).toEqual(['other', 'other', 'other', 'any', 'other'])
  })
})

describe('the source', () => {
  test.each(['json', 'yaml'] as const)('as %s says the same again, and names the line of a place', (format) => {
    const value = {
      path: '/a',
      parameters: [{ name: 'x' }, { name: 'on', schema: { type: 'string', pattern: '^\\d+$' } }],
    }
    const text = writeSource(value, format, yaml)
    expect(readSource(text, format, yaml)).toEqual({ ok: true, value })
    const line = lineOfPointer(text, '/parameters/1/schema/pattern/not-there', yaml) ?? 0
    expect(text.split('\n')[line - 1]).toContain('pattern')
  })

  test('that cannot be read names its line', () => {
    expect(readSource('{\n  "a": 1,\n  "b": oops\n}', 'json', yaml)).toMatchObject({ ok: false, line: 3 })
    expect(readSource('{\n  "a": 1', 'json', yaml)).toMatchObject({ ok: false, line: 2 })
    expect(readSource('a: 1\nb: [1\nc: 2', 'yaml', yaml)).toMatchObject({ ok: false })
    expect(readSource('a: 1\na: 2', 'yaml', yaml)).toMatchObject({ ok: false, line: 2 })
    expect(readSource('a: &x [1]\nb: *x', 'yaml', yaml)).toMatchObject({ ok: false })
  })

  test('that is no operation names the places', () => {
    expect(readDefinition({ method: 'FETCH', path: '/a' })).toMatchObject({
      ok: false,
      errors: [{ pointer: '/method' }],
    })
    expect(readDefinition({ method: 'GET', path: '/a', parameters: [{ in: 'query', name: 'q' }] })).toMatchObject({
      ok: true,
      definition: { parameters: [{ name: 'q', style: 'form', explode: true, required: false }], tags: [] },
    })
  })
})

test('an error of the last save goes when its place is changed, and no other does', () => {
  const problem = {
    type: 't',
    title: 'T',
    status: 400,
    code: 'invalid_input' as const,
    errors: [
      { in: 'body' as const, pointer: '/definition/path', rule: 'a', expected: 'x' },
      { in: 'body' as const, pointer: '/definition/parameters/0/name', rule: 'b', expected: 'y' },
    ],
  }
  const sent = { path: '/a', parameters: [{ name: 'q' }] }
  const left = (now: Json) => openProblem(problem, '/definition', sent, now)?.errors?.map(({ rule }) => rule)
  expect(left(sent)).toEqual(['a', 'b'])
  expect(left({ ...sent, path: '/b' })).toEqual(['b'])
  expect(left({ path: '/b', parameters: [] })).toBe(undefined)
})

test('a path parameter that is renamed in the path is renamed in the list', () => {
  const operation = {
    ...newOperation,
    path: '/a/{id}',
    parameters: [newParameter('path', 'id'), newParameter('query', 'id')],
  }
  expect(withPath(operation, '/a/{orderId}').parameters.map(({ name }) => name)).toEqual(['orderId', 'id'])
  expect(withPath(operation, '/a').parameters).toHaveLength(2)
})

describe('the mapping', () => {
  const preview = (upstreamPath: string) =>
    previewMapping({
      basePath: '/shop/v1',
      address: 'http://shop.internal/api/',
      method: 'GET',
      path: '/orders/{orderId}/{part}',
      upstreamMethod: 'POST',
      upstreamPath,
      callersQuery: ['page'],
    })

  test('shows what the backend gets', () => {
    expect(preview('/v2/{part}/items/{orderId}')).toEqual({
      from: 'GET /shop/v1/orders/41/part',
      to: 'POST http://shop.internal/api/v2/part/items/41',
    })
  })

  test('shows the values that it writes into the query', () => {
    expect(preview('/order?id={orderId}&kind={part}&again={orderId}')).toMatchObject({
      to: 'POST http://shop.internal/api/order?id=41&kind=part&again=41',
    })
  })

  test.each([
    ...['v2', '/v2/{other}', '/v2/{part}/{part}', '/v2/{part', '/v2#a', '/v2?', '/v2?a={other}', '/v2?a={part'],
    ...['/v2?=1', '/v2?{part}=1', '/v2?page={part}'],
  ])('says what is wrong with %s', (path) => {
    expect(preview(path)).toHaveProperty('problem')
  })
})
