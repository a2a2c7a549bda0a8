import type { JsonSchema } from '@gatehouse/contracts/api-description'
import type { UndeclaredRules } from '@gatehouse/contracts/snapshot'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutMembers, cutTree } from '../src/validation/json-cut.ts'
import { parameter } from './fixtures.ts'
import {
  content,
  formType,
  forwarded,
  jsonBody,
  judging,
  multipart,
  multipartType,
  verdictOf,
} from './judge-fixture.ts'

const object = (properties: Record<string, JsonSchema>, more: object = {}): JsonSchema => ({
  type: 'object',
  properties,
  ...more,
})
const text = { type: 'string' }

/** Schema, body, what is left of it after stripping. */
const bodies: [why: string, schema: JsonSchema, body: string, left: string][] = [
  ['at the top', object({ a: text }), '{"a":"1","b":2}', '{"a":"1"}'],
  ['at each depth', object({ a: object({ b: text }) }), '{"a":{"b":"1","c":{"d":1}},"e":1}', '{"a":{"b":"1"}}'],
  [
    'in items',
    object({ l: { type: 'array', items: object({ a: text }) } }),
    '{"l":[{"a":"1","x":1},{"y":2}]}',
    '{"l":[{"a":"1"},{}]}',
  ],
  ['in items of a bare array', { type: 'array', items: object({ a: text }) }, '[{"x":1,"a":"1"}]', '[{"a":"1"}]'],
  ['by prefixItems', { type: 'array', prefixItems: [object({ a: text })] }, '[{"x":1},{"x":1}]', '[{},{"x":1}]'],
  [
    'over all of allOf',
    { allOf: [object({ a: text }), object({ b: text })] },
    '{"a":"1","b":"2","c":3}',
    '{"a":"1","b":"2"}',
  ],
  [
    'over nested properties that two parts of allOf describe',
    { allOf: [object({ o: object({ a: text }) }), object({ o: object({ b: text }) })] },
    '{"o":{"a":"1","b":"2","c":3}}',
    '{"o":{"a":"1","b":"2"}}',
  ],
  [
    'by the branch of oneOf that accepts the value',
    {
      oneOf: [
        object({ kind: { const: 'cat' }, meow: text }, { required: ['kind'] }),
        object({ kind: { const: 'dog' }, bark: text }, { required: ['kind'] }),
      ],
    },
    '{"kind":"cat","meow":"1","bark":"2"}',
    '{"kind":"cat","meow":"1"}',
  ],
  [
    'by all branches of anyOf that accept it',
    { anyOf: [object({ a: text }), object({ b: text })] },
    '{"a":"1","b":"2","c":3}',
    '{"a":"1","b":"2"}',
  ],
  [
    'though the branch itself is closed',
    {
      oneOf: [
        object({ a: text }, { required: ['a'], additionalProperties: false }),
        object({ b: text }, { required: ['b'], additionalProperties: false }),
      ],
    },
    '{"a":"1","c":3}',
    '{"a":"1"}',
  ],
  [
    'where additionalProperties says no',
    object({ a: text }, { additionalProperties: false }),
    '{"a":"1","b":1}',
    '{"a":"1"}',
  ],
  [
    'not where additionalProperties says yes',
    object({ a: text }, { additionalProperties: true }),
    '{"a":"1","b":1}',
    '{"a":"1","b":1}',
  ],
  [
    'inside what additionalProperties describes',
    object({}, { additionalProperties: object({ a: text }) }),
    '{"x":{"a":"1","b":2}}',
    '{"x":{"a":"1"}}',
  ],
  [
    'not what a pattern names',
    object({ a: text }, { patternProperties: { '^x-': {} } }),
    '{"a":"1","x-1":2,"y":3}',
    '{"a":"1","x-1":2}',
  ],
  [
    'not what unevaluatedProperties describes',
    { allOf: [object({ a: text })], unevaluatedProperties: { type: 'integer' } },
    '{"a":"1","b":2}',
    '{"a":"1","b":2}',
  ],
  [
    'not in a free-form object',
    object({ meta: { type: 'object' } }),
    '{"meta":{"any":{"thing":1}},"x":1}',
    '{"meta":{"any":{"thing":1}}}',
  ],
  [
    'by then, where if holds',
    JSON.parse(
      `{"properties":{"k":{}},"if":{"properties":{"k":{"const":"a"}}},
        "then":{"properties":{"p":{}}},"else":{"properties":{"q":{}}}}`,
    ),
    '{"k":"a","p":"1","q":"2"}',
    '{"k":"a","p":"1"}',
  ],
  [
    'by dependentSchemas',
    object({ a: text }, { dependentSchemas: { a: object({ b: text }) } }),
    '{"a":"1","b":"2","c":1}',
    '{"a":"1","b":"2"}',
  ],
  [
    'through references that recurse',
    { $ref: '#/schemas/Node' },
    '{"v":"1","next":{"v":"2","x":1,"next":{"y":1}},"z":1}',
    '{"v":"1","next":{"v":"2","next":{}}}',
  ],
]
const schemas = { Node: object({ v: text, next: { $ref: '#/schemas/Node' } }) }
const type = 'application/json'

describe('I8: undeclared body properties', () => {
  it.each(bodies)('are stripped %s', (_why, schema, body, left) => {
    const ask = judging({ schemas, body: jsonBody(schema), undeclared: { body: 'strip' } })
    expect(forwarded(ask({ type, body }), body)).toBe(left)
  })

  it.each(bodies)('are refused %s', (_why, schema, body, left) => {
    const ask = judging({ schemas, body: jsonBody(schema), undeclared: { body: 'refuse' } })
    const decision = ask({ type, body })
    expect(decision.kind).toBe(body === left ? 'allow' : 'refuse')
    if (body !== left) expect(new Set(decision.findings.map(({ rule }) => rule))).toEqual(new Set(['undeclared']))
  })

  it('pass where nothing is said', () => {
    const ask = judging({ body: jsonBody(object({ a: text })) })
    const body = '{"a":"1","b":2}'
    expect(forwarded(ask({ type, body }), body)).toBe(body)
  })

  it('are named by pointer', () => {
    const ask = judging({ body: jsonBody(object({ a: object({ b: text }) })), undeclared: { body: 'refuse' } })
    expect(verdictOf(ask({ type, body: '{"a":{"c/d":1},"e~":[]}' }))).toBe(
      'body/a/c~1d undeclared, body/e~0 undeclared',
    )
  })

  it('leave each other byte as it was', () => {
    const ask = judging({ body: jsonBody(object({ n: { type: 'number' }, s: text })), undeclared: { body: 'strip' } })
    const body =
      '{ "x" : [1, {"y":"}"}] ,\n "n" : 12345678901234567890.10 , "\\u0078\\"": null, "s":"\\u00e9\\/" , "z":1 }'
    expect(forwarded(ask({ type, body }), body)).toBe('{ "n" : 12345678901234567890.10, "s":"\\u00e9\\/" }')
  })

  it('give for every JSON text and every choice of members what taking them out of the value gives', () => {
    const tree = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom(1, 1.5e30, 'a"}', true, null, ''),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(fc.constantFrom('a', 'b', 'é"', 'x\\', '__proto__', ''), tie('value'), { maxKeys: 4 }),
      ),
    })).value
    fc.assert(
      fc.property(tree, fc.infiniteStream(fc.boolean()), fc.constantFrom('', ' ', '\n  '), (value, coin, space) => {
        const paths: (string | number)[][] = []
        const kept = (at: unknown, path: (string | number)[]): unknown => {
          if (typeof at !== 'object' || at === null) return at
          if (Array.isArray(at)) return at.map((item, i) => kept(item, [...path, i]))
          const entries = Object.entries(at).flatMap(([key, member]): [string, unknown][] => {
            if (coin.next().value === true) {
              paths.push([...path, key])
              return []
            }
            return [[key, kept(member, [...path, key])]]
          })
          return Object.fromEntries(entries)
        }
        const left = kept(value, [])
        const sent = Buffer.from(JSON.stringify(value, null, space))
        expect(JSON.parse(cutMembers(sent, cutTree(paths)).toString('utf8'))).toEqual(left)
      }),
      { numRuns: 1000 },
    )
  })

  it('are stripped in report and off as well, and what cannot be read does not go on', () => {
    for (const requestValidation of ['report', 'off'] as const) {
      const ask = judging({ requestValidation, body: jsonBody(object({ a: text })), undeclared: { body: 'strip' } })
      expect(forwarded(ask({ type, body: '{"a":5,"b":1}' }), '')).toBe('{"a":5}')
      expect(verdictOf(ask({ type, body: '{"b":1' }))).toBe('body_not_json')
    }
  })

  it('are only reported where validation reports', () => {
    const ask = judging({
      requestValidation: 'report',
      body: jsonBody(object({ a: text })),
      undeclared: { body: 'refuse', query: 'refuse' },
    })
    const decision = ask({ type, body: '{"b":1}', target: '/orders/v1/orders?x=1' })
    expect(decision).toMatchObject({ kind: 'allow', rewrittenBody: null })
    expect(decision.findings.map(({ in: place, pointer }) => place + pointer)).toEqual(['query/x', 'body/b'])
  })
})

describe('I8: undeclared form fields', () => {
  const schema = object({ a: text, o: object({ p: text }), l: { type: 'array', items: text } })
  const form = (undeclared: UndeclaredRules) => judging({ body: content(formType, schema), undeclared })
  const ask = form({ form: 'strip', body: 'strip' })
  it.each([
    ['a=1&b=2', 'a=1'],
    ['b=2&a=1&c=3', 'a=1'],
    ['b=2', ''],
    ['x%20y=%zz&a=%41', 'a=%41'],
    ['é=1&a=é', 'a=é'],
    ['o[p]=1&o[q]=2&a=1', 'o[p]=1&a=1'],
    ['o={"p":"1","q":12345678901234567890}&a=1', 'o=%7B%22p%22%3A%221%22%7D&a=1'],
    ['l=1&l=2&m=3', 'l=1&l=2'],
  ])('are stripped: %s → %s', (body, left) => {
    expect(forwarded(ask({ type: formType, body }), body)).toBe(left)
  })
  it('are refused by name', () => {
    expect(verdictOf(form({ form: 'refuse' })({ type: formType, body: 'a=1&b=2&c=3' }))).toBe(
      'body/b undeclared, body/c undeclared',
    )
  })
  it('and properties inside a field’s JSON follow the rule of bodies', () => {
    const body = 'o={"q":1}&b=2'
    expect(verdictOf(form({ body: 'refuse' })({ type: formType, body }))).toBe('body/o/q undeclared')
    expect(forwarded(form({ form: 'strip' })({ type: formType, body }), body)).toBe('o={"q":1}')
  })
  it('a field that cannot be looked into does not go on where it should be stripped', () => {
    for (const requestValidation of ['report', 'off'] as const) {
      const lax = judging({ requestValidation, body: content(formType, schema), undeclared: { body: 'strip' } })
      expect(verdictOf(lax({ type: formType, body: 'o={"p":1,}' }))).toBe('body_not_form')
      expect(verdictOf(lax({ type: formType, body: 'o[p]=1&o={"q":1}' }))).toBe('body_not_form')
    }
    expect(verdictOf(ask({ type: formType, body: 'o[p]=1&o={"q":1}' }))).toBe('body/o repeated')
  })
  it('are stripped from multipart with their parts', () => {
    const parts = judging({
      body: content('multipart/form-data', schema),
      undeclared: { form: 'strip', body: 'strip' },
    })
    const body = multipart(
      ['name="x"; filename="x"', 'data'],
      ['name="a"', '1'],
      ['name="o"', '{"p":"1", "q":2}'],
      ['name="y"', '2'],
    )
    expect(forwarded(parts({ type: multipartType, body }), body)).toBe(
      multipart(['name="a"', '1'], ['name="o"', '{"p":"1"}']),
    )
  })
})

describe('I8: undeclared query parameters, headers and cookies', () => {
  const over = (undeclared: UndeclaredRules) =>
    judging({
      undeclared,
      parameters: [
        parameter({ in: 'query', name: 'limit', schema: { type: 'integer' } }),
        parameter({ in: 'query', name: 'filter', style: 'deepObject', explode: true, schema: object({ a: text }) }),
        parameter({ in: 'query', name: 'page', schema: object({ offset: { type: 'integer' } }) }),
        parameter({ in: 'header', name: 'X-Own', schema: text }),
        parameter({ in: 'cookie', name: 'own', schema: text }),
      ],
    })
  const upstream = (decision: ReturnType<ReturnType<typeof judging>>) =>
    decision.kind === 'allow' ? decision.upstreamTarget() : verdictOf(decision)

  it.each([
    ['limit=1&x=2&y', 'limit=1'],
    ['x=2&limit=1', 'limit=1'],
    ['li%6dit=1&x=1', 'li%6dit=1'],
    ['filter[a]=1&filter%5Ba%5D=2&filtered[a]=1', 'filter[a]=1&filter%5Ba%5D=2'],
    ['offset=3&page=1', 'offset=3'],
  ])('query parameters are stripped: %s → %s', (query, left) => {
    expect(upstream(over({ query: 'strip' })({ target: `/orders/v1/orders?${query}` }))).toBe(`/base/orders?${left}`)
  })
  it('and the question mark goes with the last', () => {
    expect(upstream(over({ query: 'strip' })({ target: '/orders/v1/orders?x=1' }))).toBe('/base/orders')
  })
  it('are refused by name', () => {
    const rawHeaders = [
      'Host',
      'x',
      'Accept',
      '*/*',
      'traceparent',
      '1',
      'Sec-Fetch-Mode',
      'cors',
      'x-own',
      '1',
      'X-Other',
      '1',
      'Cookie',
      'own=1; else=2',
    ]
    const ask = over({ query: 'refuse', header: 'refuse', cookie: 'refuse' })
    expect(verdictOf(ask({ target: '/orders/v1/orders?a%2Fb=1&limit=2', rawHeaders }))).toBe(
      'query/a~1b undeclared, header/x-other undeclared, cookie/else undeclared',
    )
  })
  it('headers and cookies go upstream without them', () => {
    const decision = over({ header: 'strip', cookie: 'strip' })({
      rawHeaders: ['X-Other', '1', 'Cookie', 'a=1; own=2; b=3'],
    })
    const { undeclared } = decision.operation ?? {}
    expect(decision).toMatchObject({ kind: 'allow', stripped: 3 })
    expect(undeclared?.headerForUpstream('x-other', '1')).toBeNull()
    expect(undeclared?.headerForUpstream('x-own', '1')).toBe('1')
    expect(undeclared?.headerForUpstream('user-agent', 'x')).toBe('x')
    expect(undeclared?.headerForUpstream('cookie', 'a=1; own=2; b=3')).toBe('own=2')
    expect(undeclared?.headerForUpstream('cookie', 'a=1')).toBeNull()
  })
})
