import { randomUUID } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { encodeUsageEvent } from '@gatehouse/analytics/events/encode-usage-event'
import { frameRecord } from '@gatehouse/analytics/events/record-frame'
import { getRequest, listRequests } from '@gatehouse/contracts/endpoints/usage'
import { idOf, newId } from '@gatehouse/contracts/ids'
import { syncPaths } from '@gatehouse/contracts/sync'
import { batchAnswer, type UsageEvent } from '@gatehouse/contracts/usage-event'
import { gatewayToken, loadIdentity } from '@gatehouse/gateway/identity/gateway-identity'
import { expect, test } from '@playwright/test'
import { makeClient } from '../fixtures/developer.ts'
import { EchoBackend } from '../fixtures/echo-backend.ts'
import { type OfferedApi, offerApi, plainApi, untilAnswers } from '../fixtures/offer-api.ts'
import { type Answered, OpenLoopLoad } from '../fixtures/open-loop-load.ts'
import { storedRequests } from '../fixtures/stored-usage.ts'
import { waitUntil } from '../fixtures/wait-until.ts'
import { startWorld, type World } from '../fixtures/world.ts'

test.describe.configure({ mode: 'serial' })

let world: World
let api: OfferedApi
let key: string
const backend = new EchoBackend()

test.beforeAll(async () => {
  await backend.start()
  world = await startWorld({
    gateways: [
      { name: 'one', stage: 'staging' },
      { name: 'two', stage: 'staging' },
    ],
  })
  api = await offerApi(world, { source: plainApi('Things'), backendUrl: backend.url, deployTo: 'staging' })
  const client = await makeClient(world, api.planId)
  key = (await client.newKey('staging')).key
  await untilAnswers(world, 'staging', path(), 200, { key })
})

test.afterAll(async () => {
  await world?.close()
  await backend.stop()
})

const path = () => `${api.basePath}/things/7?limit=5`
const loadOn = (...names: string[]) =>
  new OpenLoopLoad(
    names.map((name) => ({ origin: world.gateway(name).url, path: path(), key })),
    { rate: 300 },
  )

/** Until the store holds every one of them; gives what it holds of all. */
async function untilStored(answered: readonly Answered[]) {
  return await waitUntil(
    'every answered request is stored',
    async () => {
      const stored = await storedRequests(world.stack.database.url)
      const missing = answered.filter(({ requestId }) => !stored.requestIds.has(requestId)).length
      if (missing > 0) throw new Error(`${missing} of ${answered.length} are missing`)
      return stored
    },
    { withinMs: 30_000, everyMs: 100 },
  )
}

test('D62 R32 PostgreSQL killed three times during ingest: stored is served, nothing lost and nothing twice', async () => {
  const before = await storedRequests(world.stack.database.url)
  const backendBefore = backend.received
  const load = loadOn('one', 'two').start()
  for (let round = 1; round <= 3; round += 1) {
    await waitUntil(`load goes on before kill ${round}`, () => load.succeeded > round * 500, { withinMs: 30_000 })
    await world.stack.database.kill()
    const atKill = load.succeeded
    await waitUntil('gateways serve without a database', () => load.succeeded > atKill + 200, { withinMs: 30_000 })
    await world.stack.database.restart()
  }
  const result = await load.stop()
  expect(result.byStatus).toEqual({ 200: result.sent })
  expect(result.connectionErrors).toBe(0)
  const stored = await untilStored(load.answered)
  // Every request once: as many rows as ids, and as many more as were answered.
  expect(stored.rows).toBe(stored.requestIds.size)
  expect(new Set(load.answered.map(({ requestId }) => requestId)).size).toBe(result.sent)
  expect(backend.received - backendBefore).toBe(result.sent)
  expect(stored.rows - before.rows).toBeGreaterThanOrEqual(result.sent)
  expect(stored.rows - before.rows - result.sent).toBeLessThan(50)
})

test('R30 a gateway killed under load loses at most the records of its last 100 ms and serves again', async () => {
  const load = loadOn('one').start()
  await waitUntil('load runs', () => load.succeeded > 600, { withinMs: 30_000 })
  const killedAt = Date.now()
  await world.stack.process('gateway-one').kill()
  await load.stop()
  await world.stack.process('gateway-one').restart()
  await untilAnswers(world, 'staging', path(), 200, { key })
  const durable = load.answered.filter(({ at }) => at < killedAt - 100)
  expect(durable.length).toBeGreaterThan(300)
  const stored = await untilStored(durable)
  expect(stored.rows).toBe(stored.requestIds.size)
})

test('a gateway whose disk was lost enrols anew, begins another log and loses nothing that was sent', async () => {
  const first = loadOn('two').start()
  await waitUntil('load runs', () => first.succeeded > 300, { withinMs: 30_000 })
  await first.stop()
  const before = await untilStored(first.answered)
  await world.stack.process('gateway-two').kill()
  rmSync(world.gatewayFolder('two'), { recursive: true, force: true })
  mkdirSync(world.gatewayFolder('two'), { mode: 0o700 })
  await world.enrol('two')
  await world.stack.process('gateway-two').restart()
  await untilAnswers(world, 'staging', path(), 200, { key })
  const second = loadOn('two').start()
  await waitUntil('load runs', () => second.succeeded > 300, { withinMs: 30_000 })
  await second.stop()
  const after = await untilStored([...first.answered, ...second.answered])
  for (const id of before.requestIds) if (!after.requestIds.has(id)) throw new Error(`${id} was stored and is gone`)
  expect(after.rows).toBe(after.requestIds.size)
})

/** An event that says as little as one may. */
function event(): UsageEvent {
  return {
    requestId: newId('request'),
    at: Date.now(),
    interim: false,
    actor: 'client',
    method: 'GET',
    host: 'api.example.com',
    path: '/crafted',
    status: 200,
    statusSource: 'backend',
    bytesIn: 0,
    bytesOut: 0,
    us: { total: 1000, gateway: 100 },
    billable: false,
    billableReason: 'anonymous',
    units: 1,
    trace: [],
    errors: [],
  }
}

test('one record that cannot be stored is put aside, counted, and does not stop its log', async () => {
  const { enrolled } = await loadIdentity(world.gatewayFolder('one'))
  if (!enrolled) throw new Error('the gateway has no identity')
  const { controlUrl } = world.installation
  const logId = randomUUID()
  const send = async (from: number, bytes: Buffer) => {
    const answer = await fetch(`${controlUrl}${syncPaths.usage}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${gatewayToken(enrolled, controlUrl, Date.now(), 0)}`,
        'content-type': 'application/octet-stream',
        'gatehouse-log': `${logId} ${from} ${from + bytes.length}`,
        'gatehouse-served': '[]',
      },
      body: new Uint8Array(bytes),
    })
    const text = await answer.text()
    expect(answer.status, text).toBe(200)
    return batchAnswer.parse(JSON.parse(text))
  }
  const [good, next, last] = [event(), event(), event()]
  const batch = Buffer.concat([
    frameRecord(encodeUsageEvent(good)),
    // Whole by its length and checksum, and no usage event at all.
    frameRecord(Buffer.from('what is this?')),
    frameRecord(encodeUsageEvent(next)),
  ])
  expect(await send(0, batch)).toEqual({ logId, head: batch.length, rejected: 1 })
  const more = frameRecord(encodeUsageEvent(last))
  expect(await send(batch.length, more)).toEqual({ logId, head: batch.length + more.length, rejected: 0 })
  for (const { requestId } of [good, next, last]) {
    expect((await world.management(getRequest, { requestId })).path).toBe('/crafted')
  }
})

test('C10 a call stands in the log of requests, with each step of its way', async () => {
  const load = loadOn('one').start()
  await waitUntil('some calls', () => load.succeeded > 10)
  await load.stop()
  const [answered] = load.answered
  if (!answered) throw new Error('nothing was answered')
  const requestId = idOf('request').parse(answered.requestId)
  const request = await waitUntil('the call is in the log', () =>
    world.management(getRequest, { requestId }).catch(() => undefined),
  )
  expect([request.method, request.path, request.status]).toEqual(['GET', `${api.basePath}/things/7`, 200])
  expect(request.operation?.path).toBe('/things/{id}')
  expect(request.trace.map(({ phase }) => phase)).toEqual(expect.arrayContaining(['route', 'authenticate', 'upstream']))
  const { items } = await world.management(listRequests, { limit: 50 })
  expect(items.map(({ at }) => at)).toEqual(
    items
      .map(({ at }) => at)
      .sort()
      .reverse(),
  )
})
