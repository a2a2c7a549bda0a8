import type { JsonSchema } from '@gatehouse/contracts/api-description'
import { describe, expect, it } from 'vitest'
import { generateValidatorCode } from '../src/snapshot/validators.ts'
import { ParameterSet } from '../src/validation/parameters.ts'
import { type Parameter, parameter } from './fixtures.ts'

const numbers: JsonSchema = { type: 'array', items: { type: 'integer' }, minItems: 2 }
const point: JsonSchema = {
  type: 'object',
  properties: { x: { type: 'integer' }, y: { type: 'integer' }, tags: { type: 'array', items: { type: 'string' } } },
  required: ['x'],
  additionalProperties: false,
}

function check(one: Parameter, request: { path?: string; query?: string; headers?: string[] }): string[] {
  const set = new ParameterSet({ parameters: [one] }, ['p'], {}, generateValidatorCode)
  const target = `/t${request.query === undefined ? '' : `?${request.query}`}`
  const found = set.check({ target, pathEnd: 2, captures: [request.path ?? ''], rawHeaders: request.headers ?? [] })
  return (found ?? []).map(({ pointer, rule }) => `${pointer} ${rule}`)
}

type Row = [style: Parameter['style'], explode: boolean, schema: JsonSchema, good: string, bad: string, finding: string]

describe('path styles (RFC 6570 as OpenAPI uses it)', () => {
  it.each<Row>([
    ['simple', false, { type: 'integer' }, '5', 'x', '/p type'],
    ['simple', false, numbers, '1,2', '1,b', '/p/1 type'],
    ['simple', true, numbers, '1,2', '1', '/p minItems'],
    ['simple', false, point, 'x,1,y,2', 'x,a', '/p/x type'],
    ['simple', true, point, 'x=1,y=2', 'y=1', '/p required'],
    ['label', false, { type: 'integer' }, '.5', '5', '/p style'],
    ['label', false, numbers, '.1,2', '.1', '/p minItems'],
    ['label', true, numbers, '.1.2', '.1.z', '/p/1 type'],
    ['label', false, point, '.x,1', '.z,1', '/p required'],
    ['label', true, point, '.x=1.y=2', '.x=1.y=z', '/p/y type'],
    ['matrix', false, { type: 'integer' }, ';p=5', ';q=5', '/p style'],
    ['matrix', false, numbers, ';p=1,2', ';p=1', '/p minItems'],
    ['matrix', true, numbers, ';p=1;p=2', ';p=1;q=2', '/p style'],
    ['matrix', false, point, ';p=x,1,y,2', ';p=y,2', '/p required'],
    ['matrix', true, point, ';x=1;y=2', ';x=u', '/p/x type'],
  ])('%s explode=%s %j: %s passes, %s is named', (style, explode, schema, good, bad, finding) => {
    const one = parameter({ in: 'path', name: 'p', style, explode, schema })
    expect(check(one, { path: good })).toEqual([])
    expect(check(one, { path: bad })).toContain(finding)
  })

  it('splits before it decodes: an encoded comma is part of the value', () => {
    const one = parameter({ in: 'path', name: 'p', schema: { type: 'array', items: { type: 'string' }, maxItems: 1 } })
    expect(check(one, { path: 'a%2Cb' })).toEqual([])
    expect(check(one, { path: 'a,b' })).toEqual(['/p maxItems'])
  })
})

describe('query styles', () => {
  it.each<Row>([
    ['form', true, { type: 'integer' }, 'p=5', 'p=x', '/p type'],
    ['form', true, { type: 'string', maxLength: 3 }, 'p=a+b', 'p=a%20bc', '/p maxLength'],
    ['form', true, numbers, 'p=1&p=2', 'p=1', '/p minItems'],
    ['form', false, numbers, 'p=1,2', 'p=1,b', '/p/1 type'],
    ['spaceDelimited', false, numbers, 'p=1%202', 'p=1,2', '/p/0 type'],
    ['spaceDelimited', false, numbers, 'p=1+2', 'p=1', '/p minItems'],
    ['pipeDelimited', false, numbers, 'p=1|2', 'p=1,2', '/p minItems'],
    ['pipeDelimited', false, numbers, 'p=1%7C2', 'p=1%7Cz', '/p/1 type'],
    ['pipeDelimited', true, numbers, 'p=1&p=2', 'p=1|2', '/p minItems'],
    ['form', true, point, 'x=1&y=2', 'x=1&y=b', '/p/y type'],
    ['form', true, point, 'x=1&tags=a&tags=b', 'x=z', '/p/x type'],
    ['form', false, point, 'p=x,1,y,2', 'p=y,2', '/p required'],
    ['deepObject', true, point, 'p[x]=1&p[y]=2', 'p[y]=2', '/p required'],
    ['deepObject', true, point, 'p%5Bx%5D=1', 'p[x]=1&p[z]=1', '/p/z additionalProperties'],
  ])('%s explode=%s %j: %s passes, %s is named', (style, explode, schema, good, bad, finding) => {
    const one = parameter({ in: 'query', name: 'p', style, explode, schema, required: true })
    expect(check(one, { query: good })).toEqual([])
    expect(check(one, { query: bad })).toContain(finding)
  })

  it('a required one must be there; unknown ones pass; one value means one', () => {
    const one = parameter({ in: 'query', name: 'p', schema: { type: 'integer' }, required: true })
    expect(check(one, {})).toEqual(['/p required'])
    expect(check(one, { query: 'q=1' })).toEqual(['/p required'])
    expect(check(one, { query: 'p=1&q=zzz' })).toEqual([])
    expect(check(one, { query: 'p=1&p=2' })).toEqual(['/p repeated'])
    expect(check(one, { query: 'p=1&%70=2' })).toEqual(['/p repeated'])
    expect(check({ ...one, required: false }, {})).toEqual([])
  })

  it('an empty value passes only where allowed', () => {
    const one = parameter({ in: 'query', name: 'p', schema: { type: 'integer' } })
    expect(check(one, { query: 'p=' })).toEqual(['/p type'])
    expect(check(one, { query: 'p' })).toEqual(['/p type'])
    expect(check({ ...one, allowEmptyValue: true }, { query: 'p' })).toEqual([])
  })

  it('content parameters are JSON inside the value', () => {
    const one = parameter({ in: 'query', name: 'p', schema: point, mediaType: 'application/json' })
    expect(check(one, { query: `p=${encodeURIComponent('{"x":1}')}` })).toEqual([])
    expect(check(one, { query: `p=${encodeURIComponent('{"x":"1"}')}` })).toEqual(['/p/x type'])
    expect(check(one, { query: 'p={x' })).toEqual(['/p json'])
    expect(check({ ...one, mediaType: 'application/xml' }, { query: 'p=<x' })).toEqual([])
  })

  it('several types: any reading of the text may fit', () => {
    const one = parameter({ in: 'query', name: 'p', schema: { type: ['integer', 'string'], enum: [1, '2', 'all'] } })
    for (const text of ['1', '2', 'all']) expect(check(one, { query: `p=${text}` }), text).toEqual([])
    expect(check(one, { query: 'p=3' })).toEqual(['/p enum'])
    const nullable = parameter({ in: 'query', name: 'p', schema: { type: ['integer', 'null'], minimum: 3 } })
    for (const text of ['3', '', 'null']) expect(check(nullable, { query: `p=${text}` }), text).toEqual([])
    expect(check(nullable, { query: 'p=1' })).toEqual(['/p minimum'])
    const either = parameter({
      in: 'query',
      name: 'p',
      schema: { anyOf: [{ type: 'integer', maximum: 5 }, { const: 'all' }] },
    })
    for (const text of ['5', 'all']) expect(check(either, { query: `p=${text}` }), text).toEqual([])
    expect(check(either, { query: 'p=6' })).not.toEqual([])
  })
})

describe('headers and cookies', () => {
  it('headers: any case, lines joined, lists trimmed', () => {
    const one = parameter({ in: 'header', name: 'X-Ids', schema: numbers, required: true })
    expect(check(one, { headers: ['x-IDS', '1 ,\t2'] })).toEqual([])
    expect(check(one, { headers: ['X-Ids', '1', 'x-ids', '2'] })).toEqual([])
    expect(check(one, { headers: ['X-Ids', '1'] })).toEqual(['/X-Ids minItems'])
    expect(check(one, {})).toEqual(['/X-Ids required'])
  })

  it.each(['Accept', 'Content-Type', 'authorization'])('a parameter called %s is ignored, as OpenAPI says', (name) => {
    expect(check(parameter({ in: 'header', name, schema: { type: 'integer' }, required: true }), {})).toEqual([])
  })

  it('cookies: by name, decoded, one value means one', () => {
    const one = parameter({
      in: 'cookie',
      name: 'sid',
      schema: { type: 'string', minLength: 2, maxLength: 3 },
      required: true,
    })
    expect(check(one, { headers: ['cookie', 'a=1; sid=a%20b; z=2'] })).toEqual([])
    expect(check(one, { headers: ['cookie', 'xsid=abc'] })).toEqual(['/sid required'])
    expect(check(one, { headers: ['cookie', 'sid=abcd'] })).toEqual(['/sid maxLength'])
    expect(check(one, { headers: ['cookie', 'sid=abc', 'Cookie', 'sid=abd'] })).toEqual(['/sid repeated'])
  })
})

it('query names change no prototype', () => {
  const one = parameter({
    in: 'query',
    name: 'p',
    style: 'deepObject',
    explode: true,
    schema: { type: 'object', additionalProperties: { type: 'string' } },
  })
  check(one, { query: 'p[__proto__]=x&p[__proto__][polluted]=1&p[constructor]=y&__proto__[polluted]=1' })
  expect(({} as Record<string, unknown>).polluted).toBeUndefined()
})
