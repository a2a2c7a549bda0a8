import type { CompiledResponse } from '@gatehouse/contracts/snapshot'
import { describe, expect, it } from 'vitest'
import { generateValidatorCode } from '../src/snapshot/validators.ts'
import { type JudgedAnswer, ResponseContract } from '../src/validation/response-contract.ts'

const order = {
  type: 'object',
  required: ['id', 'state'],
  properties: { id: { type: 'integer' }, state: { enum: ['open', 'paid'] }, lines: { $ref: '#/schemas/Lines' } },
  additionalProperties: false,
}
const shared = { Lines: { type: 'array', items: { type: 'object', required: ['price'] } } }

function contract(...responses: (Partial<CompiledResponse> & { status: string })[]): ResponseContract {
  const whole = responses.map((response) => ({ headers: [], content: {}, ...response }))
  return new ResponseContract(whole, shared, generateValidatorCode)
}

const orders = contract(
  {
    status: '200',
    headers: [
      { name: 'X-Total', required: true, schema: { type: 'integer', minimum: 0 } },
      { name: 'X-Tags', required: false, schema: { type: 'array', items: { enum: ['a', 'b'] } } },
    ],
    content: { 'application/json': { schema: order }, 'text/csv': {} },
  },
  { status: '4XX', content: { 'application/problem+json': { schema: { type: 'object', required: ['title'] } } } },
)

function answer(
  status: number,
  headers: Record<string, string>,
  text: string | null,
  more: Partial<JudgedAnswer> = {},
) {
  const body = text === null ? undefined : Buffer.from(text)
  return {
    status,
    rawHeaders: Object.entries(headers).flat(),
    mayHaveBody: text !== null,
    length: body?.length ?? 0,
    body,
    ...more,
  }
}

const json = { 'Content-Type': 'application/json; charset=utf-8', 'X-Total': '3' }
const briefly = (judged: JudgedAnswer, by = orders) =>
  by.judge(judged).map(({ in: place, pointer, rule, of }) => `${of} ${place} ${pointer} ${rule}`)

describe('the contract of a response', () => {
  it('accepts what it promises', () => {
    expect(briefly(answer(200, json, '{"id":1,"state":"open","lines":[{"price":1}]}'))).toEqual([])
    expect(briefly(answer(200, { 'content-type': 'text/csv', 'x-total': '0' }, 'id;state'))).toEqual([])
    expect(briefly(answer(404, { 'content-type': 'application/problem+json' }, '{"title":"Gone"}'))).toEqual([])
  })

  it('names each place that breaks it, and whose it is', () => {
    expect(briefly(answer(200, json, '{"id":"1","state":"lost","lines":[{}],"secret":7}'))).toEqual([
      'response body /secret additionalProperties',
      'response body /id type',
      'response body /state enum',
      'response body /lines/0 required',
    ])
    expect(briefly(answer(200, { ...json, 'X-Total': '-1', 'X-Tags': 'a, c' }, '{"id":1,"state":"open"}'))).toEqual([
      'response header /X-Total minimum',
      'response header /X-Tags/1 enum',
    ])
    expect(briefly(answer(200, { 'content-type': 'application/json' }, '{"id":1,"state":"open"}'))).toEqual([
      'response header /X-Total required',
    ])
    expect(briefly(answer(200, { ...json, 'Content-Type': 'text/html' }, '<p>'))).toEqual([
      'response header /content-type content-type',
    ])
    expect(briefly(answer(200, json, '{"id":1,'))).toEqual(['response body  json'])
    expect(briefly(answer(200, json, ''))).toEqual(['response body  required'])
    expect(orders.judge(answer(503, {}, 'x'))).toEqual([
      { in: 'header', pointer: '/:status', rule: 'status', expected: '200, 4XX', got: '503', of: 'response' },
    ])
  })

  it('takes exact statuses before ranges before the default', () => {
    const by = contract(
      { status: 'default', content: { 'text/plain': {} } },
      { status: '4XX', content: { 'text/html': {} } },
      { status: '404', content: { 'text/csv': {} } },
    )
    const type = (status: number, value: string) => briefly(answer(status, { 'content-type': value }, 'x'), by)
    expect(type(404, 'text/csv')).toEqual([])
    expect(type(400, 'text/html')).toEqual([])
    expect(type(500, 'text/plain')).toEqual([])
    expect(type(404, 'text/html')).not.toEqual([])
  })

  it('asks nothing of answers that have no body or stand for another', () => {
    expect(briefly(answer(304, {}, null))).toEqual([])
    expect(briefly(answer(200, { 'X-Total': '3' }, null))).toEqual([])
    expect(orders.judgesBody(200, ['Content-Type', 'application/json'])).toBe(true)
    expect(orders.judgesBody(206, ['Content-Type', 'application/json'])).toBe(false)
    expect(orders.judgesBody(200, ['Content-Type', 'text/csv'])).toBe(false)
    expect(briefly(answer(206, json, '{"id"', { body: undefined }))).toEqual([])
  })

  it('never repeats a value of the body', () => {
    const found = JSON.stringify(orders.judge(answer(200, json, '{"id":"s3cr3t value","state":"hidden words"}')))
    expect(found).not.toContain('s3cr3t')
    expect(found).not.toContain('hidden words')
  })
})
