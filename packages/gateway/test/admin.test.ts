import { defaultLimits } from '@gatehouse/gateway/limits'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startWorld, type World } from './fixtures/gateway-fixture.ts'
import { plainAnswer, RawConnection, request, send } from './fixtures/raw-http.ts'
import { operation } from './fixtures/stage-fixture.ts'

let world: World
beforeAll(async () => {
  world = await startWorld(
    (backendUrl) => [
      { backendUrl, operations: [operation({ path: '/orders', anonymous: true })] },
      {
        backendUrl: backendUrl.replace('127.0.0.1', 'localhost'),
        basePath: '/other',
        operations: [operation({ path: '/x', anonymous: true })],
      },
    ],
    {
      limits: { ...defaultLimits, backendConnections: 2, backendQueue: 2, inFlight: 6, keepAliveTimeoutMs: 300 },
      trustedProxies: ['127.0.0.1'],
    },
  )
})
afterAll(() => world.close())
const admin = async (path: string) => await fetch(`http://127.0.0.1:${world.gateway.adminPort}${path}`)

describe('G7: the admin port', () => {
  test('tells health, readiness and the age of the configuration', async () => {
    expect((await admin('/healthz')).status).toBe(200)
    const ready = await admin('/readyz')
    expect(ready.status).toBe(200)
    expect(await ready.json()).toMatchObject({
      status: 'ready',
      connected: true,
      snapshot: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    await send(world.gateway.port, request('GET', '/orders/v1/orders'))
    // A request counts when its answer has gone out, which the client can see first.
    const metrics = await vi.waitFor(async () => {
      const text = await (await admin('/metrics')).text()
      expect(text).toMatch(/^gatehouse_requests_total\{thread="0"\} [1-9]/m)
      return text
    })
    expect(metrics).toMatch(/^gatehouse_configuration_age_seconds \d/m)
    for (const line of metrics.trim().split('\n'))
      expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{[^}]*\})? -?[0-9.e+-]+)$/)
  })
})

describe('R61/R62: overload', () => {
  test('of one backend is a 503 with Retry-After at once, and the others are served', async () => {
    const held: (() => void)[] = []
    world.backend.answer = ({ line }, socket) => {
      if (!line.includes('/orders')) return plainAnswer('other')
      held.push(() => socket.write(plainAnswer('late')))
      return undefined
    }
    const clients = await Promise.all(Array.from({ length: 4 }, () => RawConnection.open(world.gateway.port)))
    for (const client of clients) client.write(request('GET', '/orders/v1/orders'))
    await world.control.until(() => held.length === 2, 'two at the backend')
    const refused = await send(world.gateway.port, request('GET', '/orders/v1/orders'))
    expect([refused.status, refused.headers['retry-after'], JSON.parse(refused.body).code]).toEqual([
      503,
      '1',
      'overloaded',
    ])
    expect((await send(world.gateway.port, request('GET', '/other/x'))).body).toBe('other')
    const answers = clients.map((client) => client.answer())
    await world.control.until(() => {
      for (const release of held.splice(0)) release()
      return clients.every(({ received }) => received === '')
    }, 'answers')
    await world.control.until(async () => {
      for (const release of held.splice(0)) release()
      return (
        (await Promise.race([Promise.all(answers), new Promise((resolve) => setTimeout(resolve, 20))])) !== undefined
      )
    }, 'all answers')
    expect((await Promise.all(answers)).map((answer) => answer?.status)).toEqual([200, 200, 200, 200])
    for (const client of clients) client.close()
  })
})

describe('C.1-17: limits', () => {
  test('idle connections end; long heads, many fields and long targets are refused with their problems', async () => {
    world.backend.answer = () => plainAnswer('ok')
    const client = await RawConnection.open(world.gateway.port)
    client.write(request('GET', '/orders/v1/orders'))
    expect((await client.answer())?.status).toBe(200)
    expect(await client.ended(4000)).toBe(true)
    expect((await send(world.gateway.port, request('GET', `/orders/v1/orders?${'x'.repeat(9000)}`))).status).toBe(414)
    expect((await send(world.gateway.port, request('GET', '/x', { big: 'x'.repeat(40_000) }))).status).toBe(431)
    const many = Object.fromEntries(Array.from({ length: 120 }, (_, i) => [`x-${i}`, '1']))
    expect((await send(world.gateway.port, request('GET', '/x', many))).status).toBe(431)
  })

  test('D37: X-Forwarded-For is believed from trusted proxies alone, from the right', async () => {
    await send(
      world.gateway.port,
      request('GET', '/orders/v1/orders', { 'x-forwarded-for': '6.6.6.6, 10.9.8.7', 'x-forwarded-proto': 'https' }),
    )
    const fields = Object.fromEntries(world.backend.requests.at(-1)?.headers ?? [])
    expect(fields['x-forwarded-for']).toBe('6.6.6.6, 10.9.8.7, 127.0.0.1')
    expect(fields['x-forwarded-proto']).toBe('https')
    await world.control.until(
      () => world.control.events.some(({ clientAddress }) => clientAddress === '10.9.8.7'),
      'the client’s address',
    )
    expect(world.control.events.some(({ clientAddress }) => clientAddress === '6.6.6.6')).toBe(false)
  })
})
