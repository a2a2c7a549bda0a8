import { readdir, rm, stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import type { UsageEvent } from '@gatehouse/contracts/usage-event'
import { startGateway } from '@gatehouse/gateway/gateway'
import { describe, expect, test } from 'vitest'
import { FakeControl } from './fixtures/fake-control.ts'
import {
  gatewayOptions,
  spawnGateway,
  startWorld,
  temporaryFolder,
  untilReady,
  type World,
} from './fixtures/gateway-fixture.ts'
import { plainAnswer, RawBackend, RawConnection, request, send } from './fixtures/raw-http.ts'
import { caller, operation, stageTexts } from './fixtures/stage-fixture.ts'

const call = (
  world: World,
  target = '/orders/v1/orders',
  headers: Record<string, string> = { 'x-api-key': world.caller.key },
) => send(world.gateway.port, request('GET', target, headers))
const byId = (events: UsageEvent[]) => new Map<string, UsageEvent>(events.map((event) => [event.requestId, event]))

describe('B3: one record per answer', () => {
  test('says who, what, how it ended, how long, and why it is billable or not', async () => {
    const world = await startWorld((backendUrl) => [
      { backendUrl, operations: [operation({ path: '/orders' }), operation({ path: '/open', anonymous: true })] },
    ])
    const ok = await call(world, '/orders/v1/orders?secret=1', {
      'x-api-key': world.caller.key,
      'user-agent': 'tests/1',
    })
    const missing = await call(world, '/orders/v1/orders', {})
    const unknown = await call(world, '/orders/v1/orders', { 'x-api-key': caller([]).key })
    const nowhere = await call(world, '/nowhere')
    const open = await call(world, '/orders/v1/open', {})
    world.backend.answer = () => plainAnswer('no', '404 Not Found')
    const notFound = await call(world)
    world.backend.answer = () => plainAnswer('no', '503 Down')
    const down = await call(world)
    world.backend.answer = (_request, socket) => {
      socket.destroy()
      return undefined
    }
    const dead = await send(world.gateway.port, request('GET', '/orders/v1/orders', { 'x-api-key': world.caller.key }))
    const malformed = await send(world.gateway.port, 'GET / HTTP/1.1\r\nbad header\r\n\r\n')
    await world.control.until(() => world.control.events.length === 9, 'nine records')
    const events = byId(world.control.events)
    const of = (answer: { headers: Record<string, string> }) => events.get(answer.headers['x-request-id'] ?? '')
    expect(of(ok)).toMatchObject({
      applicationId: world.caller.application.id,
      credentialId: world.caller.credential.id,
      teamId: world.caller.team.id,
      subscriptionId: world.caller.subscription.id,
      status: 200,
      statusSource: 'backend',
      billable: true,
      billableReason: 'billable',
      units: 1,
      path: '/orders/v1/orders',
      userAgent: 'tests/1',
      bytesOut: 2,
      host: 'api.test',
    })
    expect(of(ok)?.trace.map(({ phase }) => phase)).toEqual(
      expect.arrayContaining(['route', 'authenticate', 'quota', 'upstream']),
    )
    expect(of(ok)?.us.total).toBeGreaterThan(0)
    expect(of(missing)).toMatchObject({
      status: 401,
      code: 'key_missing',
      billable: false,
      billableReason: 'refused',
      statusSource: 'gateway',
    })
    expect(of(unknown)?.unknownKey?.sha256).toMatch(/^[0-9a-f]{64}$/)
    expect(of(nowhere)).toMatchObject({ status: 404, billableReason: 'unmatched' })
    expect(of(open)).toMatchObject({ status: 200, billableReason: 'anonymous' })
    expect(of(notFound)).toMatchObject({ status: 404, billableReason: 'client-error', statusSource: 'backend' })
    expect(of(down)).toMatchObject({ status: 503, billableReason: 'backend-error' })
    expect(of(dead)).toMatchObject({
      status: 502,
      billableReason: 'backend-error',
      statusSource: 'gateway',
      code: 'backend_unreachable',
    })
    expect(of(malformed)).toMatchObject({ status: 400, billableReason: 'unmatched', code: 'bad_request' })
    expect(JSON.stringify(world.control.events)).not.toContain(world.caller.key)
    await world.close()
    const served = [...world.control.logs.values()].reduce((sum, log) => sum + log.served, 0)
    expect(served).toBeLessThanOrEqual(9)
  })

  test('D62: is stored exactly once whatever is lost, refused or repeated on the way', async () => {
    const world = await startWorld()
    const expected = new Set<string>()
    for (const fault of ['lost', 503, 'lost', 500, undefined] as const) {
      world.control.usageFault = fault
      for (let i = 0; i < 50; i += 1) expected.add((await call(world)).headers['x-request-id'] ?? '')
    }
    await world.control.until(() => world.control.events.length >= expected.size, 'all records')
    expect(world.control.events.map(({ requestId }) => requestId).sort()).toEqual([...expected].sort())
    await world.close()
  })

  test('R31: waits on the disk while the control plane is away, over a restart, with a torn tail', async () => {
    const world = await startWorld()
    world.control.usageOn = false
    const expected = new Set<string>()
    for (let i = 0; i < 30; i += 1) expected.add((await call(world)).headers['x-request-id'] ?? '')
    await world.gateway.stop()
    const root = join(world.data, 'usage')
    const [log = ''] = await readdir(root)
    const [segment = ''] = (await readdir(join(root, log))).filter((name) => name.endsWith('.log'))
    const { size } = await stat(join(root, log, segment))
    await truncate(join(root, log, segment), size - 3)
    world.control.usageOn = true
    world.gateway = await startGateway(gatewayOptions(world.control, world.data))
    await world.gateway.ready
    expected.add((await call(world)).headers['x-request-id'] ?? '')
    await world.control.until(() => world.control.events.length >= expected.size - 1, 'records')
    const stored = world.control.events.map(({ requestId }) => requestId)
    expect(stored).toHaveLength(expected.size - 1)
    expect(new Set(stored).size).toBe(stored.length)
    for (const id of stored) expect(expected.has(id)).toBe(true)
    await world.close()
  }, 30_000)

  test('a lost disk begins a new log and loses nothing that was sent; a store that was restored gets the rest as a new log', async () => {
    const world = await startWorld()
    await call(world)
    await world.control.until(() => world.control.events.length === 1, 'first record')
    await world.gateway.stop()
    await rm(world.data, { recursive: true })
    world.gateway = await startGateway(gatewayOptions(world.control, world.data))
    await world.gateway.ready
    await world.control.until(async () => (await call(world)).status === 200, 'service')
    await world.control.until(() => world.control.logs.size === 2, 'second log')
    // The store forgets the log as after a restored backup: its head is behind what was trimmed or sent.
    const before = world.control.events.length
    for (const log of world.control.logs.values()) {
      log.head = Math.max(0, log.head - 1)
    }
    const ids = new Set<string>()
    for (let i = 0; i < 5; i += 1) ids.add((await call(world)).headers['x-request-id'] ?? '')
    await world.control.until(
      () => [...ids].every((id) => byId(world.control.events).has(id)),
      'records after the restore',
    )
    expect(world.control.events.length).toBeGreaterThanOrEqual(before + 5)
    await world.close()
  }, 30_000)
})

describe('R30: kill -9 under load', () => {
  test.each([
    ['default', 100],
    ['strict', 0],
  ])(
    'in %s mode loses at most the last %i ms',
    async (usage, mostMs) => {
      const control = new FakeControl()
      await control.start()
      const backend = new RawBackend()
      await backend.start()
      const texts = stageTexts(control.stageId, [
        { backendUrl: backend.url, operations: [operation({ path: '/orders' })] },
      ])
      const user = caller(texts.manifest.versions.map(({ id }) => id))
      control.upsert(...user.rows)
      control.deploy(texts)
      const data = await temporaryFolder()
      const first = await spawnGateway(control, data, { GATEWAY_USAGE: usage })
      await untilReady(first)
      const answered = new Map<string, number>()
      let killedAt = Number.POSITIVE_INFINITY
      const load = Array.from({ length: 8 }, async () => {
        const client = await RawConnection.open(first.port)
        for (;;) {
          client.write(request('GET', '/orders/v1/orders', { 'x-api-key': user.key }))
          const answer = await client.answer({ mostMs: 1000 })
          if (answer === undefined) return
          answered.set(answer.headers['x-request-id'] ?? '', performance.now())
          if (answered.size === 1500) {
            killedAt = performance.now()
            first.process.kill('SIGKILL')
          }
        }
      })
      await Promise.all(load)
      await first.exited
      const second = await spawnGateway(control, data, { GATEWAY_USAGE: usage })
      await untilReady(second)
      second.process.kill('SIGTERM')
      await second.exited
      const stored = byId(control.events)
      const lost = [...answered].filter(([id]) => !stored.has(id))
      // Group commit each 50 ms, and the disk's own time for it.
      for (const [, at] of lost) expect(killedAt - at).toBeLessThanOrEqual(mostMs)
      if (mostMs === 0) expect(lost).toEqual([])
      expect(control.events.length).toBe(stored.size)
      await control.stop()
      await backend.stop()
      await rm(data, { recursive: true, force: true })
    },
    60_000,
  )
})

describe('G5: SIGTERM', () => {
  test('finishes what is under way, takes no more, ships the log and exits with 0', async () => {
    const control = new FakeControl()
    await control.start()
    const backend = new RawBackend()
    await backend.start()
    const texts = stageTexts(control.stageId, [
      { backendUrl: backend.url, operations: [operation({ path: '/orders', anonymous: true })] },
    ])
    control.deploy(texts)
    const data = await temporaryFolder()
    const child = await spawnGateway(control, data)
    await untilReady(child)
    const held: (() => void)[] = []
    backend.answer = (_request, socket) => {
      held.push(() => socket.write(plainAnswer('late')))
      return undefined
    }
    const client = await RawConnection.open(child.port)
    client.write(request('GET', '/orders/v1/orders'))
    await control.until(() => held.length === 1, 'the request at the backend')
    child.process.kill('SIGTERM')
    await control.until(
      async () =>
        (await fetch(`http://127.0.0.1:${child.adminPort}/readyz`).then(
          (answer) => answer.status,
          () => 503,
        )) === 503,
      'not ready',
    )
    for (const release of held) release()
    const answer = await client.answer()
    expect([answer?.status, answer?.body, answer?.headers.connection]).toEqual([200, 'late', 'close'])
    expect(await child.exited).toBe(0)
    expect(control.events).toHaveLength(1)
    await control.stop()
    await backend.stop()
    await rm(data, { recursive: true, force: true })
  }, 30_000)
})
