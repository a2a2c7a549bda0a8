import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { problemCodes } from '@gatehouse/contracts/problems'
import { createSessionStore } from '@gatehouse/services/account/sessions'
import { createManagementKey } from '@gatehouse/services/service-accounts/create-management-key'
import { createServiceAccount } from '@gatehouse/services/service-accounts/create-service-account'
import { createKeyResolver } from '@gatehouse/services/service-accounts/key-resolver'
import { createTeam } from '@gatehouse/services/teams/create-team'
import { createTestInstallation, type TestInstallation } from '@gatehouse/services/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clientAddress, parseTrustedProxies } from '../src/client-address.ts'
import type { Handler, LogEntry } from '../src/handle.ts'
import { mountKey } from '../src/mount-key.ts'
import { mountSession } from '../src/mount-session.ts'
import { peerHeader, recordPeerAddress } from '../src/peer-address.ts'
import { routes } from '../src/routes.ts'

let app: TestInstallation
let session: Handler
let sid: string
let portal: Handler
const logged: LogEntry[] = []
const url = 'http://localhost:4000'
const none = parseTrustedProxies('')

beforeAll(async () => {
  app = await createTestInstallation()
  const admin = await app.member('Admin')
  const store = createSessionStore({ ...app, app: 'admin' })
  sid = (await store.open(admin.personId, {})).sid
  const shared = { routes, ...app, log: (entry: LogEntry) => logged.push(entry), trustedProxies: none }
  session = mountSession({
    ...shared,
    audience: 'management',
    url,
    resolveActor: async (request) => (await store.read(request.headers.get('x-sid') ?? '')) ?? { kind: 'visitor' },
  })
  portal = mountSession({ ...shared, audience: 'developer', url, resolveActor: async () => ({ kind: 'visitor' }) })
})
afterAll(() => app.drop())

type Init = { method?: string; body?: unknown; headers?: Record<string, string>; as?: string | null }
const call = (path: string, { method = 'GET', body, headers = {}, as = sid }: Init = {}, handler: Handler = session) =>
  handler(
    new Request(`${url}/api/v1${path}`, {
      method,
      headers: {
        'sec-fetch-site': 'same-origin',
        ...(as === null ? {} : { 'x-sid': as }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    }),
    '192.0.2.1',
  )
const code = async (answer: Promise<Response>) => ((await (await answer).json()) as { code: string }).code

describe('the session mount', () => {
  test('answers JSON with ETag, no-store and the request id', async () => {
    const answer = await call('/organization')
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ name: 'Acme', etag: 1 })
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      etag: '"1"',
      'cache-control': 'private, no-store',
      'content-type': 'application/json',
      'x-request-id': expect.stringMatching(/^req_[0-9a-f]{32}$/),
    })
  })

  test('answers HEAD like GET without a body', async () => {
    const answer = await call('/organization', { method: 'HEAD' })
    expect([answer.status, answer.headers.get('etag'), await answer.text()]).toEqual([200, '"1"', ''])
  })

  test('edits with If-Match only, and once on a state', async () => {
    const edit = (headers: Record<string, string>) =>
      call('/organization', { method: 'PATCH', body: { name: 'Acme 2' }, headers })
    expect(await code(edit({}))).toBe('precondition_required')
    expect(await code(edit({ 'if-match': 'W/"1"' }))).toBe('invalid_input')
    expect((await edit({ 'if-match': '"1"' })).headers.get('etag')).toBe('"2"')
    expect(await code(edit({ 'if-match': '"1"' }))).toBe('changed_meanwhile')
  })

  test('runs a write once for an Idempotency-Key, quoted or bare', async () => {
    const post = (key: string, name = 'Twice') =>
      call('/teams', { method: 'POST', body: { name }, headers: { 'idempotency-key': key } })
    const first = await post('"abc"')
    expect(first.status).toBe(201)
    expect(await (await post('abc')).json()).toEqual(await first.json())
    expect(await code(post('abc', 'Other'))).toBe('idempotency_reused')
    expect(await code(post('"x'))).toBe('invalid_input')
    expect(await code(post('x'.repeat(256)))).toBe('invalid_input')
  })

  test.each([
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['another subdomain', { 'sec-fetch-site': 'same-site' }],
    ['a typed address', { 'sec-fetch-site': 'none' }],
    ['an old browser from elsewhere', { 'sec-fetch-site': '', origin: 'https://evil.example' }],
    ['an opaque origin', { 'sec-fetch-site': 'cross-site', origin: 'null' }],
  ])('refuses a write from %s', async (_, headers) => {
    expect(await code(call('/teams', { method: 'POST', body: { name: 'X' }, headers }))).toBe('cross_site')
  })

  test('takes a write from its own origin where the browser sends no Sec-Fetch-Site', async () => {
    const request = new Request(`${url}/api/v1/teams`, {
      method: 'POST',
      headers: { origin: url, 'content-type': 'application/json', 'x-sid': sid },
      body: '{"name":"Own"}',
    })
    expect((await session(request)).status).toBe(201)
    request.headers.delete('origin')
    const bare = new Request(`${url}/api/v1/teams`, { method: 'POST', headers: { 'x-sid': sid }, body: '{}' })
    expect(await code(session(bare))).toBe('cross_site')
  })

  test.each([
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 'name=X', 'unsupported_media_type'],
    ['text', { 'content-type': 'text/plain' }, '{"name":"X"}', 'unsupported_media_type'],
    [
      'another charset',
      { 'content-type': 'application/json; charset=utf-16' },
      '{"name":"X"}',
      'unsupported_media_type',
    ],
    ['no JSON', {}, '{"name":', 'not_json'],
    ['an array', {}, '[]', 'invalid_input'],
    ['a NUL', {}, '{"name":"a\\u0000b"}', 'invalid_input'],
    ['too much', {}, JSON.stringify({ name: 'x'.repeat(1024 * 1024) }), 'input_too_large'],
    ['an operator for a text', {}, '{"name":{"not":""}}', 'invalid_input'],
  ])('refuses %s as body', async (_, headers, body, expected) => {
    const before = await app.db.prisma.team.count()
    expect(await code(call('/teams', { method: 'POST', body, headers: headers as Record<string, string> }))).toBe(
      expected,
    )
    expect(await app.db.prisma.team.count()).toBe(before)
  })

  test('refuses members that are not declared, each at its place', async () => {
    const body = { name: 'X', state: 'suspended', id: 'team_x', personalOfId: 'per_x' }
    const answer = await call('/teams', { method: 'POST', body })
    const problem = (await answer.json()) as { code: string; errors: { in: string; pointer: string }[] }
    expect(problem.code).toBe('invalid_input')
    expect(problem.errors[0]).toMatchObject({ in: 'body', rule: 'unrecognized_keys' })
    expect(await code(call('/teams?role=admin'))).toBe('invalid_input')
    expect(await code(call('/teams?limit=1&limit=2'))).toBe('invalid_input')
  })

  test('gives one 404 for what is unknown and what is hidden, 405 with Allow for another verb', async () => {
    const unknown = await call(`/people/per_${'0'.repeat(32)}`)
    const path = await call('/nowhere')
    const strip = async (answer: Response) => ({ ...((await answer.json()) as object), requestId: '' })
    expect([unknown.status, path.status]).toEqual([404, 404])
    expect(await strip(unknown)).toEqual(await strip(path))
    const verb = await call('/organization', { method: 'DELETE' })
    expect([verb.status, verb.headers.get('allow')]).toEqual([405, 'GET, HEAD, PATCH'])
    expect(await code(call('/people/%ff'))).toBe('not_found')
  })

  test('asks a visitor to sign in, whatever he sends', async () => {
    expect(await code(call('/teams', { method: 'POST', body: '{', as: null }))).toBe('unauthenticated')
    expect(await code(call('/account', { as: 'wrong' }))).toBe('unauthenticated')
  })

  test('serves the other app’s audience not at all, and what is public to anybody', async () => {
    expect(await code(call('/people', {}, portal))).toBe('not_found')
    expect((await call('/problems', { as: null }, portal)).status).toBe(200)
    const { type } = (await (await call('/problems/rate_limited', { as: null }, portal)).json()) as { type: string }
    expect(type).toBe('http://localhost:4001/problems/rate_limited')
    expect(problemCodes).toContain('rate_limited')
  })

  test('signs up through the portal, with the retry time when it is too much', async () => {
    const body = { email: 'new@example.com', name: 'New', password: 'a long enough passphrase' }
    const signUp = () => call('/sign-up', { method: 'POST', body, as: null }, portal)
    expect([(await signUp()).status, await (await signUp()).json()]).toEqual([202, { sent: true }])
    const many = await Promise.all(
      Array.from({ length: 61 }, () =>
        call('/sign-up', { method: 'POST', body: { ...body, email: 'not an address' }, as: null }, portal),
      ),
    )
    const refused = many.find(({ status }) => status === 429)
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  test('says nothing of a surprise but the request id, and logs it', async () => {
    const broken = mountSession({
      routes: routes.map((route) => ({ ...route, run: () => Promise.reject(new Error('password=hunter2')) })),
      ...app,
      log: (entry) => logged.push(entry),
      audience: 'management',
      url,
      trustedProxies: none,
      resolveActor: async () => ({ kind: 'system', task: 'x' }),
    })
    const answer = await call('/organization', {}, broken)
    const text = await answer.text()
    expect([answer.status, text.includes('hunter2')]).toEqual([500, false])
    const entry = logged.at(-1)
    expect(entry).toMatchObject({
      message: 'password=hunter2',
      endpoint: 'organization.get',
      requestId: JSON.parse(text).requestId,
    })
  })
})

describe('the key mount', () => {
  const mount = async () => {
    const keys = createKeyResolver({ db: app.db })
    const handler = mountKey({
      routes,
      ...app,
      log: (entry) => logged.push(entry),
      trustedProxies: none,
      resolveKey: keys.resolve,
      failuresPerMinute: 3,
    })
    const get = (path: string, headers: Record<string, string> = {}, peer = '192.0.2.9') =>
      handler(new Request(`http://localhost:4002/api/v1${path}`, { headers }), peer)
    return { keys, get }
  }

  test('lets a management key do what its scopes say and no more', async () => {
    const { keys, get } = await mount()
    const ctx = app.ctx()
    const team = await createTeam({ ctx, input: { name: 'Robots' } })
    const account = await createServiceAccount({ ctx, input: { name: 'ci', teamId: team.id } })
    const role = await app.db.prisma.role.findUniqueOrThrow({ where: { name: 'Admin' } })
    await app.db.prisma.roleAssignment.create({
      data: { id: 'ra_http', roleId: role.id, serviceAccountId: account.id, scope: 'organization' },
    })
    const input = { serviceAccountId: account.id, name: 'k', scopes: ['team.read' as const] }
    const { key } = await createManagementKey({ ctx, input })
    const headers = { authorization: `Bearer ${key}` }
    expect((await get('/teams', headers)).status).toBe(200)
    expect(await code(get('/people', headers))).toBe('forbidden')
    expect(await code(get('/account', headers)), 'a session’s matter').toBe('not_found')
    await keys.close()
  })

  test('challenges without a key, and makes an address wait that tries too many', async () => {
    const { keys, get } = await mount()
    const bare = await get('/teams')
    expect([bare.status, bare.headers.get('www-authenticate')]).toEqual([401, expect.stringContaining('Bearer')])
    const headers = { authorization: 'Bearer gh_mgmt_wrong' }
    for (let i = 0; i < 3; i += 1) expect((await get('/teams', headers)).status).toBe(401)
    const waiting = await get('/teams', headers)
    expect([waiting.status, Number(waiting.headers.get('retry-after')) > 0]).toEqual([429, true])
    expect((await get('/teams', headers, '192.0.2.10')).status, 'another address does not wait').toBe(401)
    await keys.close()
  })

  test('shows its OpenAPI document to anybody', async () => {
    const { keys, get } = await mount()
    expect(await (await get('/openapi.json')).json()).toMatchObject({ openapi: '3.1.0' })
    await keys.close()
  })
})

describe('the client’s address', () => {
  const proxies = parseTrustedProxies('10.0.0.0/8, 192.0.2.1')
  test.each([
    ['the peer', '198.51.100.1', null, '198.51.100.1'],
    ['not what a client claims', '198.51.100.1', '1.1.1.1', '198.51.100.1'],
    ['what a trusted proxy saw', '10.0.0.1', '198.51.100.2', '198.51.100.2'],
    ['the last that is no proxy', '10.0.0.1', '1.1.1.1, 198.51.100.2, 192.0.2.1', '198.51.100.2'],
    ['the proxy itself without the header', '10.0.0.1', null, '10.0.0.1'],
    ['the proxy before garbage', '10.0.0.1', '198.51.100.2, x', '10.0.0.1'],
    ['IPv4 in IPv6', '::ffff:198.51.100.1', null, '198.51.100.1'],
  ])('is %s', (_, peer, forwarded, expected) => {
    expect(clientAddress(peer, forwarded, proxies)).toBe(expected)
  })

  test('of a trust list that is none fails at start', () => {
    expect(() => parseTrustedProxies('10.0.0.0/8, everyone')).toThrow('everyone')
  })

  test('is written to each request before any handler, over what the client sent', async () => {
    recordPeerAddress()
    const server = createServer((request, response) => response.end(String(request.headers[peerHeader])))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const answer = await fetch(`http://127.0.0.1:${port}`, { headers: { [peerHeader]: '6.6.6.6' } })
    expect(await answer.text()).toBe('127.0.0.1')
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
})
