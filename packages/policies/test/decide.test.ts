import { mintKey } from '@gatehouse/auth/credentials'
import type { AccessRow } from '@gatehouse/contracts/access'
import { problemCodes } from '@gatehouse/contracts/problems'
import { describe, expect, it } from 'vitest'
import { AccessReader } from '../src/access/reader.ts'
import { decideBody, decideHead } from '../src/decide.ts'
import type { AllowDecision, RefuseDecision, RequestHead } from '../src/decide-types.ts'
import { Counters } from '../src/limits/counters.ts'
import { shareOf } from '../src/steps/pick-revision.ts'
import { traceOf } from '../src/trace.ts'
import { callerRows, depsOf, head, id, operation, parameter, snapshotOf, type VersionInput } from './fixtures.ts'

const list = operation({
  path: '/orders',
  tags: ['read'],
  parameters: [parameter({ in: 'query', name: 'limit', schema: { type: 'integer', maximum: 100 } })],
})
const create = operation({
  path: '/orders',
  method: 'POST',
  limits: { bodyBytes: 100 },
  body: {
    required: true,
    content: {
      'application/json': { schema: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } } },
      'text/*': {},
    },
  },
})
const one = operation({ path: '/orders/{id}', tags: ['read'] })
const open = operation({ path: '/health', anonymous: true })
const mapped = operation({
  path: '/v/{a}/{b}.json',
  anonymous: true,
  upstream: { method: 'POST', path: '/x/{b}/y-{a}' },
})

function world(
  options: {
    limits?: Parameters<typeof callerRows>[1]
    version?: VersionInput['version']
    rows?: (rows: AccessRow[]) => AccessRow[]
    more?: VersionInput[]
  } = {},
) {
  const snapshot = snapshotOf([
    { operations: [list, create, one, open, mapped], ...(options.version ? { version: options.version } : {}) },
    ...(options.more ?? []),
  ])
  const caller = callerRows([snapshot.manifest.versions[0]?.id ?? ''], options.limits)
  const rows = options.rows?.(caller.rows) ?? caller.rows
  const made = depsOf(snapshot, rows)
  const ask = (target: string, over: Partial<RequestHead> = {}) =>
    decideHead(made.deps, head(target, { rawHeaders: ['X-API-Key', caller.key], ...over }))
  return { ...made, snapshot, caller, ask }
}

function refused(decision: unknown): RefuseDecision {
  expect(decision).toMatchObject({ kind: 'refuse' })
  return decision as RefuseDecision
}
function allowed(decision: unknown): AllowDecision {
  expect(decision).toMatchObject({ kind: 'allow' })
  return decision as AllowDecision
}
const header = (decision: { responseHeaders: string[] }, name: string) =>
  decision.responseHeaders[decision.responseHeaders.indexOf(name) + 1]

describe('routing verdicts (I5)', () => {
  const { ask } = world()
  it.each([
    ['/orders/v1/nowhere', 'no_route'],
    ['/orders/v2/orders', 'no_route'],
    ['/', 'no_route'],
    ['/orders', 'no_route'],
    ['/orders/v1', 'no_route'],
    ['/orders/v1/orders/', 'no_route'],
    ['/orders/v1/orders/1/2', 'no_route'],
    ['/orders/v1//orders', 'target_not_canonical'],
    ['/orders/v1/orders/1;x=2', 'target_not_canonical'],
    ['/nowhere;x', 'target_not_canonical'],
    ['orders', 'bad_request'],
  ])('%s → %s', (target, code) => {
    expect(refused(ask(target)).code).toBe(code)
  })

  it('a 404 says the same with and without a key, and for absent and unknown version', () => {
    const pick = ({ code, detail, responseHeaders, phase }: RefuseDecision) => ({
      code,
      detail,
      responseHeaders,
      phase,
    })
    const seen = ['/orders/v1/nowhere', '/other/v9/x', '/orders/v1/orders/1/2'].flatMap((target) => [
      pick(refused(ask(target))),
      pick(refused(ask(target, { rawHeaders: [] }))),
    ])
    for (const one of seen) expect(one).toEqual(seen[0])
  })

  it('405 names the verbs; HEAD follows GET; OPTIONS only where declared', () => {
    const decision = refused(ask('/orders/v1/orders', { method: 'DELETE' }))
    expect([decision.code, header(decision, 'Allow')]).toEqual(['method_not_allowed', 'GET, HEAD, POST'])
    expect(refused(ask('/orders/v1/orders', { method: 'OPTIONS' })).code).toBe('method_not_allowed')
    expect(refused(ask('/orders/v1/orders', { method: 'BREW' })).code).toBe('method_not_allowed')
    expect(allowed(ask('/orders/v1/orders', { method: 'HEAD' })).operation.id).toBe(list.id)
  })

  it('a missing Host is malformed', () => {
    expect(refused(ask('/orders/v1/orders', { host: undefined })).code).toBe('bad_request')
  })

  it('retired says so, draft runs, paused says when', () => {
    expect(refused(world({ version: { state: 'retired' } }).ask('/orders/v1/orders')).code).toBe('retired')
    allowed(world({ version: { state: 'draft' } }).ask('/orders/v1/orders'))
    const paused = refused(
      world({ version: { paused: { reason: 'Moving house', retryAfterSeconds: 7 } } }).ask('/orders/v1/orders'),
    )
    expect([paused.code, paused.detail, header(paused, 'Retry-After')]).toEqual(['paused', 'Moving house', '7'])
    const partly = world({ version: { pausedOperations: [{ id: one.id, reason: 'Broken' }] } })
    expect(refused(partly.ask('/orders/v1/orders/1')).code).toBe('paused')
    allowed(partly.ask('/orders/v1/orders'))
  })

  it('every code that is given stands in the catalogue', () => {
    for (const code of ['no_route', 'paused', 'retired', 'key_wrong_stage'] as const)
      expect(problemCodes).toContain(code)
  })
})

describe('credentials (S1, S2, S19)', () => {
  const past = Date.UTC(2026, 0, 1)
  const change = (kind: AccessRow['kind'], over: object) => (rows: AccessRow[]) =>
    rows.map((row) => (row.kind === kind ? ({ ...row, ...over } as AccessRow) : row))
  const without = (kind: AccessRow['kind']) => (rows: AccessRow[]) => rows.filter((row) => row.kind !== kind)

  it.each([
    ['revoked', change('credential', { revokedAt: past }), 'key_revoked'],
    ['expired', change('credential', { expiresAt: past }), 'key_expired'],
    ['not known any more', without('credential'), 'key_unknown'],
    ['of an application that is gone', without('application'), 'key_unknown'],
    ['of a suspended application', change('application', { state: 'suspended' }), 'application_suspended'],
    ['of a suspended team', change('team', { state: 'suspended' }), 'team_suspended'],
    ['without subscription', without('subscription'), 'not_subscribed'],
    ['whose product is gone', without('product'), 'not_subscribed'],
    ['with a pending subscription', change('subscription', { state: 'pending' }), 'subscription_pending'],
    ['with a suspended subscription', change('subscription', { state: 'suspended' }), 'subscription_suspended'],
    ['with a closed subscription', change('subscription', { state: 'closed' }), 'subscription_closed'],
    ['with a rejected subscription', change('subscription', { state: 'rejected' }), 'not_subscribed'],
  ] as const)('a key %s is refused', (_, rows, code) => {
    const { ask } = world({ rows })
    expect(refused(ask('/orders/v1/orders')).code).toBe(code)
  })

  it('a revocation holds from the next request on, even one that overtook older changes', () => {
    const { ask, table, caller } = world()
    allowed(ask('/orders/v1/orders'))
    const row = caller.rows.find(({ kind }) => kind === 'credential') as Extract<AccessRow, { kind: 'credential' }>
    table.apply([{ seq: 99, row: { ...row, revokedAt: 1 } }], [])
    expect(refused(ask('/orders/v1/orders')).code).toBe('key_revoked')
    table.apply([{ seq: 50, row }], [])
    expect(refused(ask('/orders/v1/orders')).code).toBe('key_revoked')
  })

  it.each([
    ['missing', [], 'key_missing'],
    ['empty', ['x-api-key', ''], 'key_missing'],
    ['malformed', ['x-api-key', 'hello'], 'key_malformed'],
    ['of the other environment', ['x-api-key', mintKey('test')], 'key_wrong_stage'],
    ['unknown', ['x-api-key', mintKey('live')], 'key_unknown'],
    ['of another scheme', ['authorization', 'Basic Zm9vOmJhcg=='], 'key_missing'],
  ])('%s → refused, with WWW-Authenticate', (_, rawHeaders, code) => {
    const decision = refused(world().ask('/orders/v1/orders', { rawHeaders }))
    expect(decision.code).toBe(code)
    expect(decision.responseHeaders).toContain('WWW-Authenticate')
  })

  it('a key that stands twice is malformed', () => {
    const { ask, caller } = world()
    const twice = ask('/orders/v1/orders', { rawHeaders: ['x-api-key', caller.key, 'X-Api-Key', caller.key] })
    expect(refused(twice).code).toBe('key_malformed')
  })

  it('is found at each place, and never sent on from there', () => {
    const { ask, caller } = world({
      version: {
        keyLocations: [
          { in: 'header', name: 'X-Orders-Key' },
          { in: 'query', name: 'api_key' },
        ],
      },
    })
    const byHeader = allowed(ask('/orders/v1/orders', { rawHeaders: ['x-ORDERS-key', caller.key] }))
    expect(byHeader.version.credentialHeaders).toEqual(['x-orders-key'])
    const byQuery = allowed(ask(`/orders/v1/orders?limit=3&api%5Fkey=${caller.key}&x=1`, { rawHeaders: [] }))
    expect(byQuery.upstreamTarget()).toBe('/base/orders?limit=3&x=1')
    expect(allowed(ask(`/orders/v1/orders?api_key=${caller.key}`, { rawHeaders: [] })).upstreamTarget()).toBe(
      '/base/orders',
    )
    const byBearer = allowed(ask('/orders/v1/orders', { rawHeaders: ['Authorization', `Bearer ${caller.key}`] }))
    expect(byBearer.stripAuthorization).toBe(true)
  })

  it('an anonymous operation passes without and with a wrong key; a good one tells who calls', () => {
    const { ask, caller } = world({ limits: { rate: { limit: 1, periodSeconds: 60, burst: 1 } } })
    expect(allowed(ask('/orders/v1/health', { rawHeaders: [] })).identity).toBeNull()
    expect(allowed(ask('/orders/v1/health', { rawHeaders: ['x-api-key', mintKey('live')] })).identity).toBeNull()
    for (let i = 0; i < 3; i += 1) {
      expect(allowed(ask('/orders/v1/health'))).toMatchObject({
        identity: {
          applicationId: caller.ids.application,
          credentialId: caller.ids.credential,
          teamId: caller.ids.team,
        },
        subscriptionId: caller.ids.subscription,
      })
    }
  })

  it('records an unknown key by start and hash, and nothing of what is no key of ours', () => {
    const key = mintKey('live')
    const unknown = refused(world().ask('/orders/v1/orders', { rawHeaders: ['x-api-key', key] }))
    expect(unknown.unknownKey?.prefix).toBe(key.slice(0, 12))
    expect(JSON.stringify({ ...unknown, rawHeaders: null })).not.toContain(key)
    const foreign = refused(world().ask('/orders/v1/orders', { rawHeaders: ['x-api-key', 'correct horse battery'] }))
    expect(foreign.unknownKey?.prefix).toBe('')
  })

  it('products include by version, tag or operation, new operations of a version at once', () => {
    const { ask, table, snapshot, caller } = world()
    const versionId = snapshot.manifest.versions[0]?.id as never
    const product = (items: object[], seq: number) =>
      table.apply([{ seq, row: { kind: 'product', id: caller.ids.product, items } as never }], [])
    product([{ include: 'tag', versionId, tag: 'read' }], 100)
    allowed(ask('/orders/v1/orders'))
    expect(refused(ask('/orders/v1/orders', { method: 'POST' })).code).toBe('not_subscribed')
    product([{ include: 'operations', versionId, operationIds: [one.id] }], 101)
    expect(refused(ask('/orders/v1/orders')).code).toBe('not_subscribed')
    allowed(ask('/orders/v1/orders/1'))
    product([{ include: 'version', versionId: id('version') }], 102)
    expect(refused(ask('/orders/v1/orders/1')).code).toBe('not_subscribed')
  })
})

describe('limits', () => {
  it('rate: burst passes, then 429 with the headers of the draft', () => {
    const { ask, time } = world({ limits: { rate: { limit: 60, periodSeconds: 60, burst: 2 } } })
    const first = allowed(ask('/orders/v1/orders'))
    expect(header(first, 'RateLimit-Policy')).toBe('"rate";q=60;w=60')
    expect(header(first, 'RateLimit')).toBe('"rate";r=1;t=1')
    allowed(ask('/orders/v1/orders'))
    const third = refused(ask('/orders/v1/orders'))
    expect([third.code, header(third, 'RateLimit'), header(third, 'Retry-After')]).toEqual([
      'rate_limited',
      '"rate";r=0;t=1',
      '1',
    ])
    time.now += 1000
    allowed(ask('/orders/v1/orders'))
  })

  it('quota: counts what goes to the backend only', () => {
    const { ask, deps, caller } = world({
      limits: { quota: { limit: 2, period: 'day' }, rate: { limit: 1000, periodSeconds: 1, burst: 1000 } },
    })
    refused(ask('/orders/v1/orders?limit=many'))
    refused(ask('/orders/v1/nowhere'))
    const post = (text: string) => {
      const bytes = Buffer.from(text)
      const rawHeaders = ['X-API-Key', caller.key, 'Content-Type', 'application/json; charset=utf-8']
      const first = allowed(ask('/orders/v1/orders', { method: 'POST', rawHeaders, bodyLength: bytes.length }))
      expect(first.needsBody).toBe(true)
      expect(first.quota).toBeNull()
      return decideBody(deps, first, bytes)
    }
    expect(refused(post('{"name":1}')).code).toBe('request_invalid')
    expect(allowed(post('{"name":"n"}')).quota?.remaining).toBe(1)
    const second = allowed(ask('/orders/v1/orders'))
    expect(header(second, 'RateLimit')).toBe('"rate";r=996;t=1, "quota";r=0;t=50400')
    expect(header(second, 'RateLimit-Policy')).toBe('"rate";q=1000;w=1, "quota";q=2;w=86400')
    const third = refused(ask('/orders/v1/orders'))
    expect([third.code, header(third, 'Retry-After')]).toEqual(['quota_exceeded', '50400'])
  })
})

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
