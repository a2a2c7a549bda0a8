import { randomUUID } from 'node:crypto'
import { newId } from '@gatehouse/contracts/ids'
import type { UsageEvent } from '@gatehouse/contracts/usage-event'
import { createDatabase, type Database } from '@gatehouse/db/client'
import { createTestDatabase } from '@gatehouse/db/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeUsageEvent } from '../src/events/encode-usage-event.ts'
import { frameRecord } from '../src/events/record-frame.ts'
import type { Batch } from '../src/store/append-batch.ts'
import { createPostgresUsageStore, type UsageStore } from '../src/store/postgres-usage-store.ts'

let database: Database
let store: UsageStore
let drop: () => Promise<void>
const stageId = newId('stage')
const now = Date.now()

beforeAll(async () => {
  const test = await createTestDatabase()
  drop = test.drop
  database = createDatabase({ url: test.url })
  store = createPostgresUsageStore(database.pool)
})
afterAll(async () => {
  await database.end()
  await drop()
})

function event(more: Partial<UsageEvent> = {}): UsageEvent {
  return {
    requestId: newId('request', now),
    at: now,
    interim: false,
    actor: 'client',
    method: 'GET',
    host: 'localhost',
    path: '/orders/v1/orders',
    status: 200,
    statusSource: 'backend',
    bytesIn: 10,
    bytesOut: 523,
    us: { total: 1200, gateway: 200, connect: 100, firstByte: 800, body: 100 },
    billable: true,
    billableReason: 'billable',
    units: 1,
    trace: [{ phase: 'route', outcome: 'passed', us: 3 }],
    errors: [],
    ...more,
  }
}

function batchOf(events: readonly UsageEvent[], from = 0, more: Partial<Batch> = {}): Batch {
  const bytes = Buffer.concat(events.map((one) => frameRecord(encodeUsageEvent(one))))
  return {
    owner: { gatewayId: newId('gateway'), stageId },
    logId: randomUUID(),
    from,
    to: from + bytes.length,
    bytes,
    served: [],
    ...more,
  }
}

async function countRaw(logId: string): Promise<number> {
  const counted = await database.pool.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM usage.raw WHERE log_id = $1',
    [logId],
  )
  return counted.rows[0]?.n ?? -1
}

describe('a batch', () => {
  test('is stored once, however often it is sent', async () => {
    const batch = batchOf([event(), event(), event({ status: 404 })])
    expect(await store.append(batch, now)).toMatchObject({ kind: 'stored', head: batch.to, stored: 3, rejected: 0 })
    expect(await store.append(batch, now)).toEqual({ kind: 'out-of-order', head: batch.to })
    const both = await Promise.all([store.append(batch, now), store.append(batch, now)])
    expect(both.every(({ kind }) => kind === 'out-of-order')).toBe(true)
    expect(await countRaw(batch.logId)).toBe(3)
  })

  test('sent twice at the same time is stored once', async () => {
    const batch = batchOf(Array.from({ length: 200 }, () => event()))
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => store.append(batch, now)))
    expect(outcomes.filter(({ kind }) => kind === 'stored')).toHaveLength(1)
    expect(await countRaw(batch.logId)).toBe(200)
  })

  test('that is re-cut after a lost answer goes on at the head', async () => {
    const first = batchOf([event(), event()])
    await store.append(first, now)
    const whole = batchOf([event()], first.to, { owner: first.owner, logId: first.logId })
    expect(await store.append({ ...whole, from: 0 }, now)).toEqual({ kind: 'out-of-order', head: first.to })
    expect(await store.append(whole, now)).toMatchObject({ kind: 'stored', head: whole.to })
    expect(await countRaw(first.logId)).toBe(3)
  })

  test('of a log that belongs to another gateway is refused', async () => {
    const batch = batchOf([event()])
    await store.append(batch, now)
    expect(await store.append(batchOf([event()], batch.to, { logId: batch.logId }), now)).toEqual({ kind: 'foreign' })
  })

  test('with one record that cannot be stored keeps that one aside and stores the others', async () => {
    const goods = [event(), event(), event()].map((one) => frameRecord(encodeUsageEvent(one)))
    const [good, second, third] = goods as [Buffer, Buffer, Buffer]
    const undecodable = frameRecord(Buffer.from('not a record at all'))
    // A NUL decodes and encodes, and is refused by PostgreSQL's text and jsonb.
    const refused = frameRecord(encodeUsageEvent(event({ path: '/a\u0000b' })))
    const ancient = frameRecord(encodeUsageEvent(event({ at: now - 400 * 86_400_000 })))
    const bytes = Buffer.concat([good, undecodable, second, refused, ancient, third])
    const batch = { ...batchOf([]), bytes, to: bytes.length }
    const outcome = await store.append(batch, now)
    expect(outcome).toMatchObject({ kind: 'stored', head: bytes.length, stored: 3, rejected: 3 })
    const kept = await database.pool.query<{ log_offset: string; bytes: Buffer }>(
      'SELECT log_offset, bytes FROM usage.rejected WHERE log_id = $1 ORDER BY 1',
      [batch.logId],
    )
    expect(kept.rows.map((row) => row.bytes)).toEqual([undecodable, refused, ancient])
    expect(kept.rows.map((row) => Number(row.log_offset))).toEqual([
      good.length,
      good.length * 2 + undecodable.length,
      good.length * 2 + undecodable.length + refused.length,
    ])
  })

  test('with a damaged frame keeps the rest of its range aside', async () => {
    const good = frameRecord(encodeUsageEvent(event()))
    const damaged = Buffer.from(good)
    damaged[20] = (damaged[20] ?? 0) ^ 0xff
    const bytes = Buffer.concat([good, damaged, good])
    const batch = { ...batchOf([]), bytes, to: bytes.length }
    expect(await store.append(batch, now)).toMatchObject({ kind: 'stored', head: bytes.length, stored: 1, rejected: 1 })
  })
})

describe('the rollup', () => {
  test('says what the raw rows say, over several batches and writers', async () => {
    const apiId = newId('api')
    const applicationId = newId('application')
    const operationId = newId('operation')
    const statuses = [200, 201, 404, 500, 429] as const
    await Promise.all(
      Array.from({ length: 6 }, (_, writer) =>
        store.append(
          batchOf(
            Array.from({ length: 50 }, (_, i) => {
              const status = statuses[(writer + i) % 5] ?? 200
              return event({
                apiId,
                applicationId,
                operationId,
                status,
                statusSource: status === 429 ? 'gateway' : 'backend',
                us: { total: 100 + i * 1000, gateway: 50 },
              })
            }),
          ),
          now,
        ),
      ),
    )
    const { totals } = await store.series(
      { apiId, from: new Date(now - 3_600_000), to: new Date(now + 60_000) },
      'hour',
    )
    expect(totals).toMatchObject({ requests: 300, successful: 120, clientErrors: 60, refused: 60, serverErrors: 60 })
    const exact = [...Array.from({ length: 50 }, (_, i) => 100 + i * 1000)][47] ?? 0
    expect(Math.abs((totals.p95Us ?? 0) - exact) / exact).toBeLessThan(0.16)
    const [top] = await store.ranking(
      { apiId, from: new Date(now - 3_600_000), to: new Date(now + 60_000) },
      'operation',
      5,
    )
    expect(top).toMatchObject({ id: operationId, requests: 300, errors: 180 })
  })

  test('counts interim records of a stream as units and bytes, not as requests', async () => {
    const apiId = newId('api')
    await store.append(batchOf([event({ apiId, interim: true, bytesOut: 1000 }), event({ apiId, bytesOut: 10 })]), now)
    const { totals } = await store.series(
      { apiId, from: new Date(now - 3_600_000), to: new Date(now + 60_000) },
      'minute',
    )
    expect(totals.requests).toBe(1)
  })
})

describe('the request log', () => {
  test('pages by keyset without losing or repeating a row, within what the reader may see', async () => {
    const applicationId = newId('application')
    const wanted = Array.from({ length: 25 }, (_, i) =>
      event({ applicationId, at: now - (i % 5) * 10, requestId: newId('request', now - (i % 5) * 10) }),
    )
    await store.append(batchOf([...wanted, event({ applicationId: newId('application') })]), now)
    const seen: string[] = []
    let before: { at: Date; requestId: string } | undefined
    for (;;) {
      const page = await store.listRequests({
        within: { applicationIds: [applicationId] },
        from: new Date(now - 60_000),
        to: new Date(now + 60_000),
        limit: 7,
        ...(before ? { before } : {}),
      })
      seen.push(...page.map(({ requestId }) => requestId))
      const last = page.at(-1)
      if (!last || page.length < 7) break
      before = { at: last.at, requestId: last.requestId.slice(4) }
    }
    expect(new Set(seen)).toEqual(new Set(wanted.map(({ requestId }) => requestId)))
    expect(seen).toHaveLength(25)
  })

  test('gives one request whole', async () => {
    const one = event({
      code: 'request_invalid',
      status: 400,
      statusSource: 'gateway',
      errors: [{ in: 'query', pointer: '/limit', rule: 'type', expected: 'integer' }],
      path: '/a\\b\tc',
    })
    await store.append(batchOf([one]), now)
    const found = await store.getRequest(one.requestId)
    expect(found).toMatchObject({
      requestId: one.requestId,
      code: 'request_invalid',
      path: one.path,
      errors: one.errors,
      trace: one.trace,
      bytesOut: 523,
    })
    expect(await store.getRequest(newId('request'))).toBeNull()
  })
})

test('quota counts are those of the logs that a gateway does not write itself', async () => {
  const subscriptionId = newId('subscription')
  const quota = { limit: 100, remaining: 99, resetAt: now + 1000 }
  const mine = batchOf([
    event({ subscriptionId, quota }),
    event({ subscriptionId, quota, code: 'quota_exceeded', status: 429, statusSource: 'gateway' }),
  ])
  const other = batchOf([event({ subscriptionId, quota }), event({ subscriptionId, quota }), event({ subscriptionId })])
  await store.append(mine, now)
  await store.append(other, now)
  const counts = await store.quotaCounts({ now, exceptLogs: [mine.logId], only: [subscriptionId] })
  expect(counts.map(({ period, used }) => ({ period, used })).sort((a, b) => a.period.localeCompare(b.period))).toEqual(
    [
      { period: 'day', used: 2 },
      { period: 'month', used: 2 },
    ],
  )
  expect(await store.logHeads(mine.owner.gatewayId)).toEqual([{ logId: mine.logId, head: mine.to }])
})
