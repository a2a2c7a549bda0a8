import { mintKey } from '@gatehouse/auth/credentials'
import type { AccessRow } from '@gatehouse/contracts/access'
import { problemCodes } from '@gatehouse/contracts/problems'
import { describe, expect, it } from 'vitest'
import { decideBody, decideHead } from '../src/decide.ts'
import type { RefuseDecision } from '../src/decide-types.ts'
import { callerRows, depsOf, head, id, operation, snapshotOf } from './fixtures.ts'
import { allowed, header, list, one, refused, world } from './orders-world.ts'

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

describe('pauses of callers (L25)', () => {
  const pausing = (kind: 'application' | 'team', more: object = {}) =>
    world({
      rows: (rows) =>
        rows.map((row) => (row.kind === kind ? ({ ...row, paused: { reason: 'Unpaid' }, ...more } as AccessRow) : row)),
    })

  it.each(['application', 'team'] as const)('a paused %s is answered 503 with the reason, in its phase', (kind) => {
    const { ask } = pausing(kind)
    const decision = refused(ask('/orders/v1/orders'))
    expect([decision.code, decision.phase, header(decision, 'Retry-After')]).toEqual(['paused', 'authorize', '60'])
    expect(decision.detail).toBe(
      kind === 'team' ? 'The application’s team is paused: Unpaid' : 'The application is paused: Unpaid',
    )
    expect(decision.identity).not.toBeNull()
    // Operations that need no key, too: it is this caller that shall rest.
    expect(refused(ask('/orders/v1/health')).code).toBe('paused')
    allowed(ask('/orders/v1/health', { rawHeaders: [] }))
  })

  it('a bad key is told of the key, a suspended one of that', () => {
    expect(refused(pausing('application', { state: 'suspended' }).ask('/orders/v1/orders')).code).toBe(
      'application_suspended',
    )
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
    ['suspended', change('credential', { suspended: { reason: 'Ask Mira.' } }), 'credential_suspended'],
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

  it('a suspended key says whom to ask, with 403, and opens nothing but what is open to all', () => {
    const { ask } = world({ rows: change('credential', { suspended: { reason: 'Ask Mira.' }, scopes: ['read'] }) })
    const decision = refused(ask('/orders/v1/orders'))
    expect([decision.code, decision.detail]).toEqual(['credential_suspended', 'Ask Mira.'])
    allowed(ask('/orders/v1/health'))
  })

  it.each([
    ['without a choice of scopes may do all', [], [['read'], ['admin']], null],
    ['with all of one alternative passes', ['read', 'x'], [['admin'], ['read']], null],
    ['must carry each of a set', ['read'], [['read', 'write']], 'The key lacks the scope “write”.'],
    [
      'is told of the nearest alternative',
      ['a'],
      [
        ['b', 'c'],
        ['a', 'd'],
      ],
      'The key lacks the scope “d”.',
    ],
    ['is not told of what it is farther from', ['a'], [['admin'], ['a', 'b']], 'The key lacks the scope “b”.'],
    ['with others is refused', ['x'], [['read', 'write']], 'The key lacks the scopes “read”, “write”.'],
    ['with scopes passes where none is needed', ['x'], undefined, null],
  ] satisfies [string, string[], string[][] | undefined, string | null][])('a key %s', (_, carried, scopes, detail) => {
    const scoped = operation({ path: '/scoped', ...(scopes ? { scopes } : {}) })
    const free = operation({ path: '/free', anonymous: true, ...(scopes ? { scopes } : {}) })
    const snapshot = snapshotOf([{ operations: [scoped, free] }])
    const caller = callerRows([snapshot.manifest.versions[0]?.id ?? ''])
    const { deps } = depsOf(snapshot, change('credential', { scopes: carried })(caller.rows))
    const ask = (path: string) =>
      decideHead(deps, head(`/orders/v1/${path}`, { rawHeaders: ['x-api-key', caller.key] }))
    if (detail === null) allowed(ask('scoped'))
    else {
      const decision = refused(ask('scoped'))
      expect([decision.code, decision.phase, decision.detail]).toEqual(['scope_missing', 'authorize', detail])
      expect(header(decision, 'WWW-Authenticate')).toContain('error="insufficient_scope", scope="')
      // Whose refusal it is shows in his log.
      expect(decision.subscriptionId).not.toBeNull()
    }
    allowed(ask('free'))
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
    expect(header(first, 'RateLimit-Policy')).toBe('"rate";q=2;w=2')
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
