import { randomBytes, randomInt } from 'node:crypto'
import type { JsonSchema } from '@gatehouse/contracts/api-description'
import { callShape } from '@gatehouse/contracts/call-shape'
import { featuresOf } from '@gatehouse/contracts/operation-features'
import { maxShapeBytes } from '@gatehouse/contracts/usage-event'
import { describe, expect, test } from 'vitest'
import { decideBody, decideHead } from '../src/decide.ts'
import type { Decision, Snapshot } from '../src/decide-types.ts'
import { depsOf, head, operation, parameter, snapshotOf } from './fixtures.ts'

const schemas: Record<string, JsonSchema> = {
  Customer: {
    type: 'object',
    properties: {
      name: { type: 'string' },
      mail: { type: 'string', format: 'email' },
      tier: { enum: ['gold', 'silver'] },
      parent: { $ref: '#/schemas/Customer' },
    },
  },
}
const parameters = [
  parameter({ in: 'path', name: 'kind', required: true, style: 'simple', schema: { enum: ['retail', 'trade'] } }),
  parameter({ in: 'query', name: 'status', schema: { enum: ['open', 'closed'] } }),
  parameter({ in: 'query', name: 'page', schema: { type: 'integer' } }),
  parameter({
    in: 'query',
    name: 'sort',
    explode: false,
    schema: { type: 'array', items: { enum: ['name', 'date'] } },
  }),
  parameter({ in: 'query', name: 'filter', style: 'deepObject', schema: { type: 'object', properties: { q: {} } } }),
  parameter({ in: 'header', name: 'X-Trace', style: 'simple', schema: { type: 'string' } }),
  parameter({ in: 'cookie', name: 'theme', schema: { enum: ['dark', 'light'] } }),
]
const content: Record<string, { schema?: JsonSchema }> = {
  'application/json': {
    schema: {
      type: 'object',
      properties: {
        customer: { $ref: '#/schemas/Customer' },
        items: {
          type: 'array',
          items: {
            type: 'object',
            properties: { sku: { type: 'string', pattern: '^[A-Z]+$' }, colour: { enum: ['red', 'blue', 7] } },
          },
        },
        note: { type: 'string' },
        paid: { type: 'boolean' },
        total: { type: 'number', minimum: 0 },
      },
    },
  },
  'application/x-www-form-urlencoded': {
    schema: { type: 'object', properties: { note: { type: 'string' } } },
  },
  'image/*': {},
}
const texts = featuresOf({ parameters, requestBody: { required: false, content } }, schemas)
const features = Object.fromEntries(texts.map((text, position) => [text, position]))

type Settings = { mode: 'off' | 'report' | 'block'; recording: { features: boolean; shapes: number } }
const made = new Map<string, Snapshot>()

function snapshotWith({ mode, recording }: Settings): Snapshot {
  const key = JSON.stringify([mode, recording])
  const known = made.get(key)
  if (known !== undefined) return known
  const definition = operation({
    path: '/orders/{kind}',
    method: 'POST',
    anonymous: true,
    requestValidation: mode,
    parameters,
    body: { required: false, content },
    features,
  })
  const stage = { id: 'stg_00000000000000000000000000000001' as never, slug: 's', name: 'S', exposure: 'live' as const }
  const snapshot = snapshotOf([{ operations: [definition], schemas }], { stage: { ...stage, recording } })
  made.set(key, snapshot)
  return snapshot
}

function call(
  target: string,
  options: { headers?: readonly string[]; body?: string } & Partial<Settings> = {},
): Decision {
  const snapshot = snapshotWith({ mode: 'block', recording: { features: true, shapes: 1 }, ...options })
  const deps = { ...depsOf(snapshot).deps, sample: () => 0.5 }
  const bytes = Buffer.from(options.body ?? '')
  const rawHeaders = options.headers ?? []
  const asked = head(`/orders/v1/orders${target}`, { method: 'POST', rawHeaders, bodyLength: bytes.length })
  const decision = decideHead(deps, asked)
  return decision.kind === 'allow' && decision.needsBody ? decideBody(deps, decision, bytes) : decision
}

function used(decision: Decision): string[] {
  const bits = decision.features
  return bits === null ? [] : texts.filter((_, position) => ((bits[position >> 3] ?? 0) & (1 << (position & 7))) !== 0)
}
const json = ['content-type', 'application/json; charset=utf-8']

describe('features', () => {
  test('are the contract’s own: parameters, enum values, media types, properties to the third level, through references that loop', () => {
    expect(texts).toEqual(
      expect.arrayContaining([
        'path:kind=retail',
        'query:status',
        'query:status=open',
        'query:sort=date',
        'header:x-trace',
        'cookie:theme=dark',
        'media:application/json',
        'media:image/*',
        'body:?',
        'body:/customer/parent/tier',
        'body:/customer/parent/tier=gold',
        'body:/items/*/colour=7',
      ]),
    )
    expect(texts).not.toContain('path:kind')
    expect(texts).not.toContain('body:/customer/parent/parent/name')
    expect(new Set(texts).size).toBe(texts.length)
  })

  test('of a call are just those that it used', () => {
    const decision = call('/retail?status=open&sort=name,date&filter[q]=1&other=2', {
      headers: [...json, 'x-TRACE', 'abc', 'Cookie', 'theme=dark; x=1'],
      body: '{"customer":{"mail":"a@b.example","tier":"gold"},"items":[{"sku":"A"},{"colour":7}],"unknown":{"note":1}}',
    })
    expect(used(decision).sort()).toEqual(
      [
        'path:kind=retail',
        'query:status',
        'query:status=open',
        'query:sort',
        'query:sort=name',
        'query:sort=date',
        'query:filter',
        'header:x-trace',
        'cookie:theme',
        'cookie:theme=dark',
        'media:application/json',
        'body:/customer',
        'body:/customer/mail',
        'body:/customer/tier',
        'body:/customer/tier=gold',
        'body:/items',
        'body:/items/*/sku',
        'body:/items/*/colour',
        'body:/items/*/colour=7',
      ].sort(),
    )
  })

  test('escaped and repeated names are read as the backend reads them', () => {
    expect(used(call('/trade?st%61tus=cl%6Fsed&page=1'))).toEqual([
      'path:kind=trade',
      'query:status',
      'query:status=closed',
      'query:page',
    ])
  })

  test('of a form are its fields; a body that nobody looks into is told as such', () => {
    const form = ['content-type', 'application/x-www-form-urlencoded']
    expect(used(call('/trade', { headers: form, body: 'note=x' }))).toEqual([
      'path:kind=trade',
      'media:application/x-www-form-urlencoded',
      'body:/note',
    ])
    expect(used(call('/trade', { headers: ['content-type', 'image/png'], body: 'x' }))).toEqual([
      'path:kind=trade',
      'media:image/*',
      'body:?',
    ])
  })

  test('of the head are known with validation off, too', () => {
    expect(used(call('/trade?status=open', { mode: 'off', headers: json, body: '{"note":"x"}' }))).toEqual([
      'path:kind=trade',
      'query:status',
      'query:status=open',
      'media:application/json',
      'body:?',
    ])
  })

  test('are not noted of refused calls, nor where the stage says so', () => {
    expect(call('/retail?status=lost')).toMatchObject({ kind: 'refuse', features: null, shape: null })
    const off = call('/retail?status=open', { recording: { features: false, shapes: 0 } })
    expect(off).toMatchObject({ kind: 'allow', features: null, shape: null })
  })
})

describe('a shape', () => {
  test('says types, lengths, formats and enum values', () => {
    const { shape } = call('/retail?status=open&page=12&secret=hunter2', {
      headers: json,
      body: '{"customer":{"mail":"someone@mail.example"},"items":[{"sku":"ABC"}],"note":"call me","paid":true,"total":-12.5,"hunter2":[1]}',
      mode: 'report',
    })
    expect(callShape.parse(JSON.parse(shape ?? ''))).toEqual({
      v: 1,
      p: [
        ['path', 'kind', { k: 'e', v: 'retail' }],
        ['query', 'status', { k: 'e', v: 'open' }],
        ['query', 'page', { k: 'n', d: 2 }],
        ['query', 6, { k: 's', n: 7, c: 'w' }],
      ],
      m: 'application/json',
      b: {
        k: 'o',
        p: [
          ['customer', { k: 'o', p: [['mail', { k: 's', n: 20, f: 'email' }]] }],
          ['items', { k: 'a', n: 1, i: [{ k: 'o', p: [['sku', { k: 's', n: 3, c: 'w', p: true }]] }], u: true }],
          ['note', { k: 's', n: 7 }],
          ['paid', { k: 'e', v: true }],
          ['total', { k: 'n', d: 2, f: 1, m: true, o: true }],
        ],
        u: [[7, { k: 'a', n: 1, i: [{ k: 'n', d: 1 }], u: true }]],
      },
    })
  })

  test('never leaks: of 1,000 secrets in every place that a caller can write, none is in a shape', () => {
    let shapes = 0
    for (let round = 0; round < 1_000; round += 1) {
      const secret = [
        () => randomBytes(8).toString('hex'),
        () => String(randomInt(100_000_000, 281_000_000_000)),
        () => `sk_live_${randomBytes(6).toString('base64url')}`,
        () => `${randomBytes(5).toString('hex')}@mail.example`,
      ][round % 4]?.() as string
      const digits = /^\d+$/.test(secret) ? Number(secret) : secret
      const { shape } = call(
        `/${secret}?${secret}=${secret}&status=${secret}&page=${secret}&sort=name,${secret}&filter[${secret}]=1&filter[q]=${secret}&filter[q][${secret}]=${secret}`,
        {
          headers: [...json, 'X-Trace', secret, 'Cookie', `theme=${secret}; ${secret}=${secret}`, secret, secret],
          body: JSON.stringify({
            [secret]: secret,
            note: secret,
            total: digits,
            paid: digits,
            customer: { mail: secret, tier: secret, [secret]: { [secret]: digits }, parent: [secret] },
            items: [{ sku: secret, colour: digits, [secret]: digits }, secret, [digits]],
          }),
          mode: 'report',
        },
      )
      if (shape === null) continue
      shapes += 1
      expect(Buffer.byteLength(shape)).toBeLessThanOrEqual(maxShapeBytes)
      for (const part of [secret, secret.slice(0, 6), secret.slice(-6)]) {
        // `@mail.e…` is no secret of itself; everything in front of it is.
        if (!part.includes('.e')) expect(shape.includes(part)).toBe(false)
      }
    }
    expect(shapes).toBe(1_000)
  })

  test('of a call too large for one is not recorded at all', () => {
    const body = JSON.stringify({
      items: Array.from({ length: 20 }, () => Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`k${i}`, 'x']))),
    })
    expect(call('/retail', { headers: json, body }).shape).toBeNull()
  })
})
