import { describe, expect, it } from 'vitest'
import { AccessReader } from '../src/access/reader.ts'
import { decideBody, decideHead } from '../src/decide.ts'
import type { RequestHead } from '../src/decide-types.ts'
import { Counters } from '../src/limits/counters.ts'
import { shareOf } from '../src/steps/pick-revision.ts'
import { traceOf } from '../src/trace.ts'
import { depsOf, head, operation, snapshotOf } from './fixtures.ts'
import { allowed, open, refused, world } from './orders-world.ts'

describe('bodies', () => {
  const made = world()
  const post = (bodyLength: RequestHead['bodyLength'], type?: string) =>
    made.ask('/orders/v1/orders', {
      method: 'POST',
      bodyLength,
      rawHeaders: ['x-api-key', made.caller.key, ...(type === undefined ? [] : ['content-type', type])],
    })

  it.each([
    [101, 'application/json', 'body_too_large'],
    [5, 'application/xml', 'content_type_unsupported'],
    [5, undefined, 'content_type_unsupported'],
    [5, 'nonsense', 'content_type_unsupported'],
    [0, undefined, 'request_invalid'],
  ] as const)('%s bytes of %s → %s', (length, type, code) => {
    expect(refused(post(length, type)).code).toBe(code)
  })

  it('a body where none is declared is refused like an unknown type', () => {
    const decision = made.ask('/orders/v1/orders/1', {
      bodyLength: 3,
      rawHeaders: ['x-api-key', made.caller.key, 'content-type', 'application/json'],
    })
    expect(refused(decision).code).toBe('content_type_unsupported')
  })

  it('other types than JSON pass unjudged, unread', () => {
    expect(allowed(post(5, 'text/csv')).needsBody).toBe(false)
  })

  it('a chunked body that is empty is missing', () => {
    const first = allowed(post('chunked', 'application/json'))
    expect(refused(decideBody(made.deps, first, Buffer.alloc(0))).findings[0]).toMatchObject({
      in: 'body',
      rule: 'required',
    })
  })

  it('name line and column, or pointer and rule, never the value', () => {
    const judge = (text: string) => {
      const first = allowed(post(text.length, 'application/json'))
      return refused(decideBody(made.deps, first, Buffer.from(text)))
    }
    expect(judge('{"name":\n}')).toMatchObject({
      code: 'body_not_json',
      detail: expect.stringContaining('Line 2, column 1'),
    })
    expect(judge('{"name":5}').findings).toEqual([
      { in: 'body', pointer: '/name', rule: 'type', expected: 'string', got: 'integer' },
    ])
    expect(judge('{"name":{"secret":"hunter2"}}').findings[0]?.got).toBe('object')
  })
})

describe('what the backend is asked', () => {
  const { ask } = world()
  it.each([
    ['/orders/v1/orders?b=2&a=%2e%2E&c', '/base/orders?b=2&a=%2e%2E&c'],
    ['/orders/v1/orders/a%20b%C3%a9', '/base/orders/a%20b%C3%a9'],
    ['/orders/v1/%6frders', '/base/%6frders'],
    ['/%6frders/v1/orders/x', '/base/orders/x'],
    ['/orders/v1/v/1%202/n.json?q', '/base/x/n/y-1%202?q'],
    ['/orders/v1/find/7/n', '/base/search/n?kind=all&id=x-7&again=7'],
    ['/orders/v1/find/7/n?', '/base/search/n?kind=all&id=x-7&again=7'],
    ['/orders/v1/find/7/n?page=2&kindly=1', '/base/search/n?kind=all&id=x-7&again=7&page=2&kindly=1'],
    // Nobody says a second time what the mapping says, in whatever spelling.
    ['/orders/v1/find/7/n?id=8&page=2&%69d=9&kind', '/base/search/n?kind=all&id=x-7&again=7&page=2'],
    // A capture stays one value.
    [
      '/orders/v1/find/7&id=8+9=%26é%20/n'.replace('é', '%C3%A9'),
      '/base/search/n?kind=all&id=x-7%26id%3D8%2B9%3D%26%C3%A9%20&again=7%26id%3D8%2B9%3D%26%C3%A9%20',
    ],
  ])('%s → %s', (target, upstream) => {
    expect(allowed(ask(target)).upstreamTarget()).toBe(upstream)
  })

  it('gives path parameters decoded', () => {
    expect(allowed(ask('/orders/v1/orders/a%20b')).pathParams()).toEqual([{ name: 'id', value: 'a b' }])
  })
})

describe('canary', () => {
  const weight = 30
  const snapshot = snapshotOf([
    { operations: [open], canary: { operations: [operation({ path: '/health', anonymous: true })], weight } },
  ])
  const { deps } = depsOf(snapshot)

  it('takes its share of unknown callers, each always on the same side', () => {
    let canary = 0
    for (let i = 0; i < 4000; i += 1) {
      const request = head('/orders/v1/health', { remoteAddress: `10.${i >> 8}.${i & 255}.7` })
      const first = allowed(decideHead(deps, request)).deployment
      expect(allowed(decideHead(deps, request)).deployment.id).toBe(first.id)
      if (first.revisionNumber === 2) canary += 1
    }
    expect(canary / 4000).toBeGreaterThan(weight / 100 - 0.03)
    expect(canary / 4000).toBeLessThan(weight / 100 + 0.03)
  })

  it('hashes evenly', () => {
    const buckets = new Array<number>(10).fill(0)
    for (let i = 0; i < 20_000; i += 1) {
      const bucket = Math.floor(shareOf(`app_${i.toString(16).padStart(32, '0')} ver_1`) / 1000)
      buckets[bucket] = (buckets[bucket] ?? 0) + 1
    }
    for (const count of buckets) expect(Math.abs(count - 2000)).toBeLessThan(200)
  })
})

describe('purity', () => {
  it('read-only counters: the same question gets the same answer, and nothing is taken', () => {
    const { deps, caller, snapshot, table } = world({
      limits: { rate: { limit: 1, periodSeconds: 60, burst: 1 }, quota: { limit: 1, period: 'day' } },
    })
    const frozen = {
      ...deps,
      snapshot,
      access: new AccessReader(table.handles()),
      counters: new Counters(deps.counters.buffer, { readOnly: true }),
    }
    const request = head('/orders/v1/orders', { rawHeaders: ['x-api-key', caller.key] })
    const seen = [1, 2, 3].map(() => JSON.stringify(decideHead(frozen, request).responseHeaders))
    expect(new Set(seen).size).toBe(1)
    allowed(decideHead(deps, request))
    refused(decideHead(deps, request))
    refused(decideHead(frozen, request))
  })

  it('the trace tells each step, ends with the refusal and holds no key', () => {
    const { ask, caller } = world({ limits: { rate: { limit: 1, periodSeconds: 60, burst: 1 } } })
    expect(traceOf(ask('/orders/v1/orders')).map(({ phase, outcome }) => `${phase} ${outcome}`)).toEqual([
      'parse passed',
      'ip passed',
      'identify passed',
      'revision passed',
      'route passed',
      'authenticate passed',
      'authorize passed',
      'rate-limit passed',
      'validate passed',
      'quota skipped',
    ])
    const trace = traceOf(ask('/orders/v1/orders'))
    expect(trace.at(-1)).toMatchObject({ phase: 'rate-limit', outcome: 'refused', facts: { limit: 1, remaining: 0 } })
    expect(JSON.stringify(trace)).not.toContain(caller.key)
  })

  it('never throws, whatever the request', () => {
    const { deps } = world()
    for (const target of ['', '%', '/%', '/\ud800', '/orders/v1/orders?%&=&&=%zz&limit=%']) {
      for (const rawHeaders of [[], ['x-api-key', '\u0000'.repeat(46)], ['cookie', ';=;'], ['', '']]) {
        expect(['allow', 'refuse']).toContain(decideHead(deps, head(target, { rawHeaders })).kind)
      }
    }
  })
})
