import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startWorld, type World } from './fixtures/gateway-fixture.ts'
import { request, send } from './fixtures/raw-http.ts'
import { caller, operation, stageTexts } from './fixtures/stage-fixture.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.close())

describe('a request', () => {
  test('with a valid key is forwarded and answered', async () => {
    const answer = await send(
      world.gateway.port,
      request('GET', '/orders/v1/orders?limit=1', { 'x-api-key': world.caller.key }),
    )
    expect([answer.status, answer.body]).toEqual([200, 'ok'])
    expect(world.backend.requests.at(-1)?.line).toBe('GET /orders?limit=1 HTTP/1.1')
  })

  test('without a key is refused with a problem and reaches no backend', async () => {
    const before = world.backend.requests.length
    const answer = await send(world.gateway.port, request('GET', '/orders/v1/orders'))
    expect(answer.status).toBe(401)
    expect(answer.headers['content-type']).toBe('application/problem+json')
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'key_missing', status: 401 })
    expect(world.backend.requests).toHaveLength(before)
  })
})

test('S1e: a key that was narrowed to scopes is refused where the operation needs another one; one without a choice is not', async () => {
  const texts = stageTexts(
    world.control.stageId,
    [
      {
        backendUrl: world.backend.url,
        basePath: '/scoped/v1',
        operations: [
          operation({ path: '/orders', scopes: [['read', 'orders'], ['admin']] }),
          operation({ path: '/open' }),
        ],
      },
    ],
    { capabilities: ['deployment/1', 'key', 'rate-limit', 'quota', 'scopes'] },
  )
  await world.control.receipt(world.control.deploy(texts))
  const user = caller(texts.manifest.versions.map(({ id }) => id))
  await world.control.accessReached(world.control.upsert(...user.rows))
  const ask = (path: string) => send(world.gateway.port, request('GET', `/scoped/v1${path}`, { 'x-api-key': user.key }))
  expect((await ask('/orders')).status).toBe(200)
  const narrowed = async (scopes: string[]) => {
    await world.control.accessReached(world.control.upsert({ ...user.credential, scopes }))
    return await ask('/orders')
  }
  const refusal = await narrowed(['read'])
  expect(refusal.status).toBe(403)
  expect(JSON.parse(Buffer.from(refusal.body, 'latin1').toString())).toMatchObject({
    code: 'scope_missing',
    detail: 'The key lacks the scope “orders”.',
  })
  expect(refusal.headers['www-authenticate']).toBe('Bearer realm="API", error="insufficient_scope", scope="orders"')
  expect((await ask('/open')).status).toBe(200)
  expect((await narrowed(['read', 'orders'])).status).toBe(200)
  expect((await narrowed(['admin'])).status).toBe(200)
})
