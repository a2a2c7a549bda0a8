import { operationKey } from '@gatehouse/contracts/api-description'
import type { CallShape, ValueShape } from '@gatehouse/contracts/call-shape'
import { newId } from '@gatehouse/contracts/ids'
import type { JsonObject } from '@gatehouse/contracts/json'
import { type RevisionContent, revisionContent } from '@gatehouse/contracts/revision'
import { stringFormatChecks } from '@gatehouse/policies/validation/formats'
import { describe, expect, test } from 'vitest'
import { replayShapes } from '../src/impact/replay/replay-shapes.ts'
import { runReplay } from '../src/impact/replay/run-replay.ts'
import { sampleText } from '../src/impact/replay/sample-text.ts'

const operationId = newId('operation')

function content(
  schema: JsonObject,
  status: JsonObject = { type: 'string', enum: ['open', 'closed'] },
): RevisionContent {
  const described = {
    method: 'POST' as const,
    path: '/orders/{id}',
    tags: [],
    deprecated: false,
    parameters: [
      {
        in: 'path',
        name: 'id',
        required: true,
        style: 'simple',
        explode: false,
        schema: { type: 'string', format: 'uuid' },
      },
      { in: 'query', name: 'status', required: false, style: 'form', explode: true, schema: status },
      {
        in: 'query',
        name: 'limit',
        required: false,
        style: 'form',
        explode: true,
        schema: { type: 'integer', maximum: 50 },
      },
    ],
    requestBody: { required: true, content: { 'application/json': { schema } } },
    responses: {},
    security: [],
  }
  return revisionContent.parse({
    format: 1,
    contract: {
      title: 'Orders',
      version: '1',
      servers: [],
      tags: [],
      securitySchemes: {},
      operations: [described],
      schemas: {},
    },
    backends: [{ name: 'main' }],
    operations: { [operationKey(described)]: { id: operationId } },
    policies: [],
  })
}

const body = (more: JsonObject = {}, extra: JsonObject = {}): JsonObject => ({
  type: 'object',
  properties: {
    sku: { type: 'string', pattern: '^[A-Z]{2}-[0-9]{4}$' },
    mail: { type: 'string', format: 'email' },
    note: { type: 'string', maxLength: 200 },
    amount: { type: 'number', minimum: 0.5, multipleOf: 0.5 },
    tags: { type: 'array', items: { type: 'string' }, uniqueItems: true },
    ...more,
  },
  ...extra,
})

const full: ValueShape = {
  k: 'o',
  p: [
    ['sku', { k: 's', n: 7, p: true }],
    ['mail', { k: 's', n: 23, f: 'email' }],
    ['note', { k: 's', n: 120 }],
    ['amount', { k: 'n', d: 2, f: 1 }],
    [
      'tags',
      {
        k: 'a',
        n: 3,
        i: [
          { k: 's', n: 4, c: 'w' },
          { k: 's', n: 4, c: 'w' },
          { k: 's', n: 4, c: 'w' },
        ],
        u: true,
      },
    ],
  ],
  u: [[5, { k: 'e', v: true }]],
}

function shape(
  more: Partial<CallShape> = {},
  status: ValueShape = { k: 'e', v: 'open' },
): { operationId: string; shape: string } {
  const call: CallShape = {
    v: 1,
    p: [
      ['path', 'id', { k: 's', n: 36, f: 'uuid' }],
      ['query', 'status', status],
      ['query', 'limit', { k: 'n', d: 2 }],
    ],
    m: 'application/json',
    b: full,
    ...more,
  }
  return { operationId, shape: JSON.stringify(call) }
}

const running = content(body())
const replay = (candidate: RevisionContent, shapes = [shape()]) => replayShapes({ running, candidate, shapes })

describe('a recorded call', () => {
  test('is made anew with its facts, and taken by the contract that took it', () => {
    expect(replay(running)).toEqual([{ kind: 'taken' }])
  })

  test.each([
    ['an enum value that goes', content(body(), { type: 'string', enum: ['closed'] }), 'query', '/status', 'enum'],
    [
      'a text that may only be shorter',
      content(body({ note: { type: 'string', maxLength: 100 } })),
      'body',
      '/note',
      'maxLength',
    ],
    ['a property that becomes required', content(body({}, { required: ['gone'] })), 'body', '', 'required'],
    [
      'names that nobody may add',
      content(body({}, { additionalProperties: false })),
      'body',
      '/',
      'additionalProperties',
    ],
    ['another type', content(body({ note: { type: 'integer' } })), 'body', '/note', 'type'],
    ['another format', content(body({ note: { type: 'string', format: 'date' } })), 'body', '/note', 'format'],
    ['fewer items', content(body({ tags: { type: 'array', maxItems: 2 } })), 'body', '/tags', 'maxItems'],
  ])('is refused for %s', (_, candidate, place, pointer, rule) => {
    const [outcome] = replay(candidate)
    expect(outcome).toMatchObject({
      kind: 'refused',
      verdict: { code: 'request_invalid', finding: { in: place, rule } },
    })
    expect(outcome?.kind === 'refused' && outcome.verdict.finding?.pointer.startsWith(pointer)).toBe(true)
  })

  test('is not refused where only what it did not use changes', () => {
    const wider = content(body({ extra: { type: 'string' }, note: { type: 'string', maxLength: 150 } }))
    expect(replay(wider)).toEqual([{ kind: 'taken' }])
    const narrower = content(body(), { type: 'string', enum: ['open'] })
    expect(replay(narrower)).toEqual([{ kind: 'taken' }])
  })

  test('is refused when its operation goes', () => {
    const gone = structuredClone(running)
    gone.contract.operations = []
    expect(replay(gone)).toMatchObject([{ kind: 'refused', verdict: { code: 'no_route' } }])
  })

  test('that cannot be made anew is said to be so, never counted as refused', () => {
    const outcomes = replay(running, [
      shape({ m: 'application/json', b: undefined }),
      { operationId, shape: '{"v":9}' },
      { operationId: newId('operation'), shape: shape().shape },
      shape({ b: { k: 'o', p: [['sku', { k: 's', n: 9, p: true }]] } }),
      // It was reported, not refused, when it came.
      shape({ b: { k: 'o', p: [['note', { k: 's', n: 500 }]] } }),
    ])
    expect(outcomes.map(({ kind }) => kind)).toEqual(['unknown', 'unknown', 'unknown', 'unknown', 'faithless'])
  })

  test('of many is judged in a thread, with the same outcomes', async () => {
    const shapes = Array.from({ length: 400 }, (_, i) => shape({}, { k: 'e', v: i % 4 === 0 ? 'open' : 'closed' }))
    const candidate = content(body(), { type: 'string', enum: ['closed'] })
    const outcomes = await runReplay({ running, candidate, shapes }, new AbortController().signal)
    expect(outcomes).toEqual(replay(candidate, shapes))
    expect(outcomes.filter(({ kind }) => kind === 'refused')).toHaveLength(100)
  })
})

describe('texts', () => {
  test('of each format are made in the lengths that it commonly has', () => {
    const lengths: Record<string, number[]> = {
      date: [10],
      'date-time': [20, 24, 25, 27, 29],
      time: [9, 13, 14],
      duration: [3, 4, 5, 8],
      uuid: [36],
      email: [6, 12, 17, 23, 40, 70],
      hostname: [1, 5, 20, 41, 42, 60, 100],
      ipv4: [7, 8, 9, 10, 11, 12, 13, 14, 15],
      ipv6: [3, 4, 8, 9, 16, 39],
      uri: [5, 12, 20, 30, 200],
      'uri-reference': [0, 1, 30],
      'json-pointer': [0, 1, 12],
      byte: [4, 8, 400],
    }
    for (const [format, all] of Object.entries(lengths)) {
      for (const n of all) {
        const text = sampleText({ n, f: format }, [], 3)
        expect([format, text, text.length]).toEqual([format, text, n])
        expect([format, text, stringFormatChecks[format]?.(text)]).toEqual([format, text, true])
      }
    }
  })
})
