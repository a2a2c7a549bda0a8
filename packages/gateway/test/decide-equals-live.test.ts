import { hashKey, mintKey } from '@gatehouse/auth/credentials'
import { canonicalJson } from '@gatehouse/contracts/json'
import { AccessReader } from '@gatehouse/policies/access/reader'
import { AccessTable } from '@gatehouse/policies/access/table'
import { decideBody, decideHead } from '@gatehouse/policies/decide'
import { Counters } from '@gatehouse/policies/limits/counters'
import { buildSnapshot } from '@gatehouse/policies/snapshot/build'
import { generateValidatorCode } from '@gatehouse/policies/snapshot/validators'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startWorld, type World } from './fixtures/gateway-fixture.ts'
import { plainAnswer, RawConnection } from './fixtures/raw-http.ts'
import { caller, operation, queryParameter } from './fixtures/stage-fixture.ts'
import { tokenIssuer } from './fixtures/token-fixture.ts'

let world: World
const strangers = { limited: caller([]), suspended: caller([]), expired: caller([]) }
beforeAll(async () => {
  const schema = {
    type: 'object',
    required: ['n'],
    properties: { n: { type: 'integer', minimum: 1 } },
    additionalProperties: false,
  }
  world = await startWorld((backendUrl) => [
    {
      backendUrl,
      operations: [
        operation({
          path: '/orders',
          requestValidation: 'block',
          parameters: [queryParameter('limit', { type: 'integer', maximum: 50 })],
        }),
        operation({
          path: '/orders',
          method: 'POST',
          requestValidation: 'block',
          body: { required: true, content: { 'application/json': { schema } } },
        }),
        operation({ path: '/orders/{id}' }),
        operation({ path: '/orders/{id}', method: 'DELETE', scopes: [['orders.write']] }),
        operation({ path: '/open', anonymous: true }),
      ],
    },
    { backendUrl, basePath: '/old', operations: [operation({ path: '/x' })], version: { state: 'retired' } },
    {
      backendUrl,
      basePath: '/asleep',
      operations: [operation({ path: '/x', anonymous: true })],
      version: { paused: { reason: 'Moving.' } },
    },
  ])
  const [version] = world.texts.manifest.versions
  strangers.limited = caller([version?.id ?? ''], { limits: { quota: { limit: 0, period: 'day' } } })
  strangers.suspended = caller([version?.id ?? ''])
  strangers.suspended.application.state = 'suspended' as never
  strangers.expired = caller([version?.id ?? ''])
  Object.assign(strangers.expired.credential, { expiresAt: 1 })
  await world.control.accessReached(world.control.upsert(...Object.values(strangers).flatMap(({ rows }) => rows)))
})
afterAll(() => world.close())

describe('L16/S19: decide()', () => {
  test('gives the verdict of the live gateway over 1,000 generated requests with keys, tokens, both and neither', async () => {
    const issuer = tokenIssuer(world.control.stageId, world.caller.application.id)
    await world.control.accessReached(world.control.upsert(...issuer.rows))
    const table = new AccessTable()
    table.apply([...world.control.rows.values()], [])
    const built = buildSnapshot({
      manifestText: canonicalJson(world.texts.manifest),
      parts: world.texts.parts,
      compileSchema: generateValidatorCode,
    })
    if (!built.ok) throw new Error(JSON.stringify(built.issues))
    const deps = {
      snapshot: built.snapshot,
      access: new AccessReader(table.handles()),
      counters: new Counters(Counters.allocate(1024), { readOnly: true }),
      clock: { now: () => Date.now(), tick: () => performance.now() * 1000 },
      salt: 'x',
    }
    const good = world.caller.key
    const keys = [
      good,
      good,
      good,
      strangers.limited.key,
      strangers.suspended.key,
      strangers.expired.key,
      mintKey('live'),
      mintKey('test'),
      'nonsense',
      `${good}x`,
    ]
    const credentials = [
      issuer.token(),
      issuer.token({ scope: 'orders.write' }),
      issuer.token({ aud: 'http://api.test/orders/v1' }),
      issuer.token({ aud: 'http://else.test' }),
      issuer.token({ exp: 1 }),
      issuer.token({ stg: 'stg_1' }),
      issuer.token({ iss: 'https://else.test' }),
      issuer.token({ cnf: { jkt: 'x' } }),
      issuer.token({}, { typ: 'JWT' }),
      issuer.token({}, { kid: 'k2' }),
      issuer.token({}, { alg: 'none' }),
      `${issuer.token()}x`,
      'ey.opaque',
    ].flatMap((token) => [`Bearer ${token}`, `bearer  ${token}`, `DPoP ${token}`])
    const generated = fc.record({
      authorization: fc.option(fc.constantFrom(...credentials, 'Basic YTpi', 'Bearer', 'nonsense'), { nil: undefined }),
      method: fc.constantFrom('GET', 'GET', 'POST', 'POST', 'DELETE', 'PUT', 'HEAD', 'PATCH'),
      path: fc.constantFrom(
        '/orders/v1/orders',
        '/orders/v1/orders/7',
        '/orders/v1/open',
        '/orders/v1',
        '/orders/v1/',
        '/orders/v1/orders/',
        '/orders/v2/orders',
        '/',
        '/old/x',
        '/asleep/x',
        '/orders/v1/orders/%2e%2e',
        '/orders/v1//orders',
        '/orders/v1/orders/a%2Fb',
        '/orders/v1/or%64ers',
        '/ORDERS/v1/orders',
      ),
      query: fc.constantFrom('', '?limit=5', '?limit=500', '?limit=x', '?limit=5&limit=6', '?other=1', '?limit='),
      key: fc.option(fc.constantFrom(...keys), { nil: undefined }),
      body: fc.constantFrom('', '{"n":1}', '{"n":0}', '{"n":1,"m":2}', '{', '[]', 'null', '{"n":"1"}'),
      type: fc.constantFrom('application/json', 'application/json; charset=utf-8', 'text/plain', undefined),
    })
    world.backend.answer = ({ line }) =>
      line.startsWith('HEAD') ? 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n' : plainAnswer('ok')
    const connection = { current: await RawConnection.open(world.gateway.port) }
    const seen = new Set<string>()
    await fc.assert(
      fc.asyncProperty(generated, async ({ authorization, method, path, query, key, body, type }) => {
        const rawHeaders = ['host', 'api.test']
        if (key !== undefined) rawHeaders.push('x-api-key', key)
        if (authorization !== undefined) rawHeaders.push('authorization', authorization)
        if (type !== undefined && body !== '') rawHeaders.push('content-type', type)
        if (body !== '') rawHeaders.push('content-length', String(body.length))
        const target = path + query
        const head = {
          method,
          target,
          host: 'api.test',
          rawHeaders,
          remoteAddress: '127.0.0.1',
          bodyLength: body.length,
        }
        let verdict = decideHead(deps, head)
        if (verdict.kind === 'allow' && verdict.needsBody) verdict = decideBody(deps, verdict, Buffer.from(body))
        let text = `${method} ${target} HTTP/1.1\r\n`
        for (let i = 0; i < rawHeaders.length; i += 2) text += `${rawHeaders[i]}: ${rawHeaders[i + 1]}\r\n`
        if (connection.current.closed) connection.current = await RawConnection.open(world.gateway.port)
        connection.current.write(`${text}\r\n${body}`)
        const answer = await connection.current.answer({ head: method === 'HEAD' })
        if (answer?.headers.connection === 'close') connection.current = await RawConnection.open(world.gateway.port)
        const live = answer?.headers['content-type'] === 'application/problem+json' ? answer.body : undefined
        if (verdict.kind === 'allow') {
          seen.add('allow')
          expect(answer?.status, `${text}${answer?.body}`).toBe(200)
        } else {
          seen.add(verdict.code)
          expect(answer?.status).toBe(built.snapshot.problems.get(verdict.code)?.status)
          if (method !== 'HEAD') expect(JSON.parse(live ?? '{}').code).toBe(verdict.code)
        }
      }),
      { numRuns: 1000 },
    )
    connection.current.close()
    expect(seen.size).toBeGreaterThan(16)
    expect(hashKey(good)).toBe(world.caller.credential.hash)
  }, 60_000)

  test('I5: what is hidden and what is absent get equal bytes but for the id', async () => {
    const ask = async (target: string) => {
      const client = await RawConnection.open(world.gateway.port)
      client.write(`GET ${target} HTTP/1.1\r\nhost: api.test\r\n\r\n`)
      const answer = await client.answer()
      client.close()
      const text = `${answer?.head}\n${answer?.body}`
      return text.replaceAll(/req_[0-9a-f]{32}/g, 'ID').replace(/date: .*/i, '')
    }
    const absent = await ask('/orders/v1/nothing')
    expect(await ask('/nothing/at/all')).toBe(absent)
    expect(await ask('/orders/v9/orders')).toBe(absent)
  })
})
