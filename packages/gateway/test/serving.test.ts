import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startWorld, type World } from './fixtures/gateway-fixture.ts'
import { request, send } from './fixtures/raw-http.ts'

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
