import { rm } from 'node:fs/promises'
import type { AckBatch } from '@gatehouse/contracts/sync'
import { type RunningGateway, startGateway } from '@gatehouse/gateway/gateway'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FakeControl } from './fixtures/fake-control.ts'
import { gatewayOptions, temporaryFolder } from './fixtures/gateway-fixture.ts'
import { plainAnswer, RawBackend, RawConnection, request, send } from './fixtures/raw-http.ts'
import { type Caller, caller, operation, type StageTexts, stageTexts } from './fixtures/stage-fixture.ts'

const weight = 30

/** Two gateways of two threads each, and a version of which the newer revision has its own backend. */
const control = new FakeControl()
const current = new RawBackend()
const canary = new RawBackend()
const folders: string[] = []
const gateways: RunningGateway[] = []
let texts: StageTexts
let users: Caller[]

const start = (index: number) =>
  startGateway(gatewayOptions(control, folders[index] ?? '', { name: `gateway-${index}`, threads: 2 }))

beforeAll(async () => {
  await Promise.all([control.start(), current.start(), canary.start()])
  current.answer = () => plainAnswer('current')
  canary.answer = () => plainAnswer('canary')
  texts = stageTexts(
    control.stageId,
    [
      {
        backendUrl: current.url,
        operations: [
          operation({ path: '/orders' }),
          operation({ path: '/open', anonymous: true }),
          operation({ path: '/gone' }),
        ],
        canary: {
          weight,
          backendUrl: canary.url,
          operations: [
            operation({ path: '/orders' }),
            operation({ path: '/open', anonymous: true }),
            operation({ path: '/new' }),
          ],
        },
      },
    ],
    { capabilities: ['deployment/1', 'key', 'rate-limit', 'quota', 'canary'] },
  )
  const versions = texts.manifest.versions.map(({ id }) => id)
  users = Array.from({ length: 300 }, () => caller(versions))
  control.upsert(...users.flatMap(({ rows }) => rows))
  control.deploy(texts)
  for (const index of [0, 1]) {
    folders.push(await temporaryFolder())
    gateways.push(await start(index))
  }
  await Promise.all(gateways.map(({ ready }) => ready))
  for (const { port } of gateways)
    await control.until(async () => (await ask(port, users.at(-1)?.key ?? '')).status === 200, 'the last key')
})
afterAll(async () => {
  for (const gateway of gateways) await gateway.stop()
  await Promise.all([control.stop(), current.stop(), canary.stop()])
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
})

const ask = (port: number, key: string, path = '/orders/v1/orders') =>
  send(port, request('GET', path, key === '' ? {} : { 'x-api-key': key }))

/** Answers to one call with each key, in their order, pipelined on one connection. */
async function inTurn(port: number, keys: readonly string[], path = '/orders/v1/orders'): Promise<string[]> {
  const client = await RawConnection.open(port)
  const answers: string[] = []
  for (let from = 0; from < keys.length; from += 50) {
    const some = keys.slice(from, from + 50)
    client.write(some.map((key) => request('GET', path, { 'x-api-key': key })).join(''))
    for (const _ of some) {
      const answer = await client.answer()
      answers.push(`${answer?.status} ${answer?.body}`)
    }
  }
  client.close()
  return answers
}

/** Answers to many calls on several connections at once: they land on several threads. */
async function answers(port: number, key: string, calls: number): Promise<Set<string>> {
  const connections = 10
  const each = new Array<string>(calls / connections).fill(key)
  return new Set((await Promise.all(Array.from({ length: connections }, () => inTurn(port, each)))).flat())
}

/** Stops one and starts it from its disk. */
async function restart(index: number): Promise<void> {
  await gateways[index]?.stop()
  const again = await start(index)
  gateways[index] = again
  await again.ready
}

describe('a canary', () => {
  test('10,000 calls of one application never change sides, over threads, gateways and a restart', async () => {
    const [user] = users
    if (user === undefined) throw new Error('unreachable')
    const seen = new Set<string>()
    const run = async () => {
      for (const { port } of gateways) for (const answer of await answers(port, user.key, 2500)) seen.add(answer)
    }
    await run()
    await restart(0)
    await run()
    expect([...seen]).toEqual([expect.stringMatching(/^200 (current|canary)$/)])
  })

  test('gets its share of many applications, the same ones at each gateway, and of strangers by address', async () => {
    const sides = (port: number) =>
      inTurn(
        port,
        users.map(({ key }) => key),
      )
    const [first, second] = [await sides(gateways[0]?.port ?? 0), await sides(gateways[1]?.port ?? 0)]
    expect(second).toEqual(first)
    const share = first.filter((side) => side === '200 canary').length / users.length
    // 300 draws of 30 %: five standard deviations are 13 %.
    expect(Math.abs(share - weight / 100)).toBeLessThan(0.13)
    const before = (await ask(gateways[0]?.port ?? 0, '', '/orders/v1/open')).body
    await restart(0)
    for (const { port } of gateways) expect((await ask(port, '', '/orders/v1/open')).body).toBe(before)
  })

  test('an operation is looked for in the revision that the caller is on; the record says which that was', async () => {
    const port = gateways[1]?.port ?? 0
    const [older, newer] = texts.manifest.versions[0]?.deployments ?? []
    for (const side of ['current', 'canary']) {
      const found = (
        await inTurn(
          port,
          users.map(({ key: own }) => own),
        )
      ).indexOf(`200 ${side}`)
      const user = users[found]
      const key = user?.key ?? ''
      const statuses = [
        (await ask(port, key, '/orders/v1/gone')).status,
        (await ask(port, key, '/orders/v1/new')).status,
      ]
      expect(statuses).toEqual(side === 'current' ? [200, 404] : [404, 200])
      const deployment = side === 'current' ? older : newer
      await control.until(
        () =>
          control.events.filter(
            ({ applicationId, path, deploymentId }) =>
              applicationId === user?.application.id &&
              (path === '/orders/v1/gone' || path === '/orders/v1/new') &&
              deploymentId === deployment?.id,
          ).length === 2,
        `records of ${side}`,
      )
    }
  })
})

describe('counts per deployment', () => {
  /** As the control plane adds them up: the greatest total of each process of a gateway. */
  const totals = () => {
    const greatest = new Map<string, AckBatch['deployments'][number]>()
    for (const { deployments, status } of control.acks) {
      for (const counts of deployments) {
        const run = `${counts.id} ${status.startedAt}`
        if ((greatest.get(run)?.requests ?? 0) < counts.requests) greatest.set(run, counts)
      }
    }
    const sum = { requests: 0, errors: 0, latencyUsSum: 0 }
    for (const { requests, errors, latencyUsSum } of greatest.values()) {
      sum.requests += requests
      sum.errors += errors
      sum.latencyUsSum += latencyUsSum
    }
    return sum
  }
  const served = () => current.requests.length + canary.requests.length

  test('are those of all threads, each call once, whatever becomes of a receipt, and through a restart', async () => {
    const port = gateways[0]?.port ?? 0
    const failing = users.slice(0, 20)
    canary.answer = () => plainAnswer('broken', '503 Service Unavailable')
    const errorsBefore = totals().errors
    let failed = 0
    for (const fault of ['refused', 'lost', undefined] as const) {
      control.ackFault = fault
      for (const { key } of failing) {
        const { status } = await ask(port, key)
        if (status === 503) failed += 1
      }
      await control.until(() => control.ackFault === undefined, 'the fault')
    }
    await restart(0)
    for (const { key } of failing) if ((await ask(gateways[0]?.port ?? 0, key)).status === 503) failed += 1
    canary.answer = () => plainAnswer('canary')
    await control.until(() => totals().requests === served(), `${served()} calls counted`)
    expect(totals().errors - errorsBefore).toBe(failed)
    expect(failed).toBeGreaterThan(0)
    expect(totals().latencyUsSum).toBeGreaterThan(0)
  })

  test('a backend that breaks off in the middle of its answer has failed', async () => {
    const port = gateways[0]?.port ?? 0
    const before = totals().errors
    const cut = 'HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\nbegin'
    for (const backend of [current, canary]) {
      backend.answer = (_asked, socket) => {
        socket.end(cut)
        return undefined
      }
    }
    const client = await RawConnection.open(port)
    client.write(request('GET', '/orders/v1/orders', { 'x-api-key': users[0]?.key ?? '' }))
    await client.answer({ mostMs: 1000 })
    client.close()
    await control.until(() => totals().errors === before + 1, 'the broken call')
  })
})
