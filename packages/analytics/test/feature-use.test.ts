import { randomUUID } from 'node:crypto'
import { newId } from '@gatehouse/contracts/ids'
import type { UsageEvent } from '@gatehouse/contracts/usage-event'
import { createDatabase, type Database } from '@gatehouse/db/client'
import { createTestDatabase } from '@gatehouse/db/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { encodeUsageEvent } from '../src/events/encode-usage-event.ts'
import { frameRecord } from '../src/events/record-frame.ts'
import { shapesPerDay, weekOf } from '../src/store/count-features.ts'
import { createPostgresUsageStore, type UsageStore } from '../src/store/postgres-usage-store.ts'

let database: Database
let store: UsageStore
let drop: () => Promise<void>
/** A Thursday. */
const now = Date.UTC(2026, 10, 19, 15, 30)
const day = 86_400_000
let stageId = newId('stage')
const [versionId, operationId, other] = [newId('version'), newId('operation'), newId('operation')]
const [shop, bank] = [newId('application'), newId('application')]

beforeAll(async () => {
  const created = await createTestDatabase()
  drop = created.drop
  database = createDatabase({ url: created.url })
  store = createPostgresUsageStore(database.pool)
})
afterAll(async () => {
  await database.end()
  await drop()
})
beforeEach(() => {
  stageId = newId('stage')
})

function bits(...positions: number[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(64)
  for (const position of positions) bytes[position >> 3] = (bytes[position >> 3] ?? 0) | (1 << (position & 7))
  return bytes
}

function event(more: Partial<UsageEvent> = {}): UsageEvent {
  return {
    requestId: newId('request', now),
    at: now,
    interim: false,
    versionId,
    operationId,
    applicationId: shop,
    actor: 'client',
    method: 'GET',
    host: 'localhost',
    path: '/orders',
    status: 200,
    statusSource: 'backend',
    bytesIn: 10,
    bytesOut: 5,
    us: { total: 1200, gateway: 200 },
    billable: true,
    billableReason: 'billable',
    units: 1,
    trace: [],
    errors: [],
    ...more,
  }
}

async function append(events: readonly UsageEvent[], logId = randomUUID(), from = 0) {
  const bytes = Buffer.concat(events.map((one) => frameRecord(encodeUsageEvent(one))))
  const owner = { gatewayId: newId('gateway'), stageId }
  return store.append({ owner, logId, from, to: from + bytes.length, bytes, served: [] }, now)
}

const asked = (days = 30) => ({ stageId, now: new Date(now), days })
const all = { operationId, of: null, without: [], unread: [] }
const using = (...of: number[]) => ({ operationId, of, without: [], unread: [] })

describe('what applications use', () => {
  test('is counted by position, with the minute of its last use; refused and interim records are none', async () => {
    await append([
      event({ features: bits(0, 3) }),
      event({ features: bits(3, 100), at: now - 3 * day }),
      event({ at: now - day }),
      event({ applicationId: bank, features: bits(3) }),
      event({ applicationId: undefined, features: bits(0) }),
      event({ features: bits(0), billableReason: 'refused', status: 400 }),
      event({ features: bits(0), interim: true }),
      event({ operationId: other, features: bits(0) }),
    ])
    const [calls, third, hundredth, zero, without, unread] = await store.uses(asked(), [
      all,
      using(3),
      using(100),
      using(0),
      { operationId, of: null, without: [3], unread: [] },
      { operationId, of: [0], without: [], unread: [100] },
    ])
    expect(calls).toEqual([
      { applicationId: shop, calls: 3, unknown: 0, lastAt: new Date(now) },
      { applicationId: bank, calls: 1, unknown: 0, lastAt: new Date(now) },
      { applicationId: null, calls: 1, unknown: 0, lastAt: new Date(now) },
    ])
    expect(third?.map(({ calls: n }) => n)).toEqual([2, 1])
    expect(hundredth).toEqual([
      // One call of which nothing was noted: it may have used it.
      { applicationId: shop, calls: 1, unknown: 1, lastAt: new Date(now - 3 * day) },
    ])
    expect(zero?.map(({ applicationId }) => applicationId).sort()).toEqual([shop, null].sort())
    expect(without).toMatchObject([
      { applicationId: null, calls: 1, unknown: 0 },
      { applicationId: shop, calls: 0, unknown: 1 },
    ])
    expect(unread).toMatchObject([
      { applicationId: shop, calls: 1, unknown: 2 },
      { applicationId: null, calls: 1, unknown: 0 },
    ])
    expect(await store.callers(asked(), versionId)).toMatchObject([
      { applicationId: shop, calls: 4 },
      { applicationId: bank, calls: 1 },
      { applicationId: null, calls: 1 },
    ])
  })

  test('equals the raw events for every length of the period, over whole and cut weeks', async () => {
    // A row of days, each with as many calls as its age: any day too much or too few shows in the sum.
    const ages = Array.from({ length: 34 }, (_, age) => age)
    await append(
      ages.flatMap((age) => Array.from({ length: age + 1 }, () => event({ at: now - age * day, features: bits(7) }))),
    )
    for (const days of [1, 2, 4, 5, 7, 10, 11, 14, 20, 30, 34]) {
      const wanted = ages.filter((age) => age < days).reduce((sum, age) => sum + age + 1, 0)
      const [found] = await store.uses(asked(days), [using(7)])
      expect(found?.[0]?.calls).toBe(wanted)
    }
    expect(weekOf(now)).toBe('2026-11-16')
    expect(weekOf(Date.UTC(2026, 10, 16))).toBe('2026-11-16')
    expect(weekOf(Date.UTC(2026, 10, 15, 23))).toBe('2026-11-09')
  })

  test('is counted once, whatever is sent again, and added up over batches of several writers at once', async () => {
    const logId = randomUUID()
    const first = [event({ features: bits(1) }), event({ applicationId: bank, features: bits(1, 2) })]
    expect(await append(first, logId)).toMatchObject({ kind: 'stored', stored: 2 })
    expect((await append(first, logId)).kind).not.toBe('stored')
    const again = () => first.map((one) => ({ ...one, requestId: newId('request', now) }))
    await Promise.all(
      Array.from({ length: 6 }, (_, i) =>
        append(i % 2 === 0 ? [...again(), event({ features: bits(2) })] : again().reverse()),
      ),
    )
    const [one, two] = await store.uses(asked(), [using(1), using(2)])
    expect(one?.map(({ calls }) => calls)).toEqual([7, 7])
    expect(two?.map(({ calls }) => calls)).toEqual([7, 3])
  })
})

describe('shapes', () => {
  test('are kept in a fixed number of places per operation and day, the latest in each', async () => {
    const shaped = Array.from({ length: 3_000 }, (_, i) =>
      event({ requestId: newId('request', now + i), at: now + i, shape: `{"v":1,"p":[],"m":"${i}"}` }),
    )
    await append(shaped)
    await append([event({ operationId: other, shape: '{"v":1,"p":[]}' }), event({ applicationId: bank })])
    const found = await store.shapes(asked(), versionId, 10_000)
    const own = found.filter((one) => one.operationId === operationId)
    expect(own.length).toBeLessThanOrEqual(shapesPerDay)
    expect(own.length).toBeGreaterThan(shapesPerDay / 2)
    expect(own[0]?.requestId).toBe(shaped.at(-1)?.requestId)
    expect(found.filter((one) => one.operationId === other)).toHaveLength(1)
    const few = await store.shapes(asked(), versionId, 2)
    expect(new Set(few.map((one) => one.operationId))).toEqual(new Set([operationId, other]))
  })
})
