import { randomUUID } from 'node:crypto'
import { newId } from '@gatehouse/contracts/ids'
import type { UsageEvent, ValidationFinding } from '@gatehouse/contracts/usage-event'
import { createDatabase, type Database } from '@gatehouse/db/client'
import { createTestDatabase } from '@gatehouse/db/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { encodeUsageEvent } from '../src/events/encode-usage-event.ts'
import { frameRecord } from '../src/events/record-frame.ts'
import { placesPerGroup, pointerOf } from '../src/store/count-findings.ts'
import { createPostgresUsageStore, type UsageStore } from '../src/store/postgres-usage-store.ts'

let database: Database
let store: UsageStore
let drop: () => Promise<void>
const now = Date.now()
const from = new Date(Math.floor(now / 86_400_000) * 86_400_000)
let stageId = newId('stage')
let versionId = newId('version')
const operationId = newId('operation')
const [shop, bank] = [newId('application'), newId('application')]

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
beforeEach(() => {
  stageId = newId('stage')
  versionId = newId('version')
})

const found = (pointer: string, rule = 'type', more: Partial<ValidationFinding> = {}): ValidationFinding => ({
  in: 'body',
  pointer,
  rule,
  expected: 'x',
  ...more,
})

function event(more: Partial<UsageEvent> = {}): UsageEvent {
  return {
    requestId: newId('request', now),
    at: now,
    interim: false,
    versionId,
    operationId,
    applicationId: shop,
    actor: 'client',
    method: 'POST',
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

async function append(...events: UsageEvent[]): Promise<void> {
  const bytes = Buffer.concat(events.map((one) => frameRecord(encodeUsageEvent(one))))
  const batch = {
    owner: { gatewayId: newId('gateway'), stageId },
    logId: randomUUID(),
    from: 0,
    to: bytes.length,
    bytes,
  }
  const outcome = await store.append({ ...batch, served: [] }, now)
  expect(outcome).toMatchObject({ kind: 'stored', stored: events.length, rejected: 0 })
}
const read = () => store.findings({ versionId, stageId, from })

describe('findings', () => {
  test('are counted by place, and requests once however many they have', async () => {
    const last = event({ at: now + 5, errors: [found('/lines/7/price')] })
    await append(
      event(),
      event({ errors: [found('/lines/0/price'), found('/lines/1/price'), found('/id', 'required')] }),
      event({ applicationId: bank, errors: [found('/id', 'required')] }),
    )
    await append(last)
    const { calls, requests, places } = await read()
    expect(calls.get(operationId)).toBe(4)
    expect(requests).toHaveLength(2)
    expect(requests).toEqual(
      expect.arrayContaining([
        { side: 'request', operationId, applicationId: shop, reported: 2, blocked: 0 },
        { side: 'request', operationId, applicationId: bank, reported: 1, blocked: 0 },
      ]),
    )
    expect(places.map(({ pointer, rule, reported, applications }) => [pointer, rule, reported, applications])).toEqual([
      ['/id', 'required', 2, 2],
      ['/lines/*/price', 'type', 2, 1],
    ])
    expect(places[1]).toMatchObject({ lastRequestId: last.requestId })
    expect((await read()).lastOf.get(shop)?.requestId).toBe(last.requestId)
  })

  test('of refused requests stand beside the reported, also where the code names the place alone', async () => {
    const refused = { status: 400, statusSource: 'gateway', billable: false, billableReason: 'refused' } as const
    await append(
      event({ ...refused, code: 'request_invalid', errors: [found('/id', 'required')] }),
      event({ ...refused, code: 'content_type_unsupported' }),
      event({ ...refused, code: 'quota_exceeded', errors: [found('/id', 'required')] }),
    )
    const { requests, places } = await read()
    expect(requests).toEqual([{ side: 'request', operationId, applicationId: shop, reported: 1, blocked: 2 }])
    expect(places.map(({ in: place, pointer, reported, blocked }) => [place, pointer, reported, blocked])).toEqual([
      ['body', '/id', 1, 1],
      ['header', '/content-type', 0, 1],
    ])
  })

  test('of responses are their own side, and a body that nobody judged breaks nothing', async () => {
    const of = 'response'
    await append(
      event({ errors: [found('/state', 'enum', { of })] }),
      event({ errors: [found('', 'not-judged', { of })] }),
      event({
        status: 502,
        statusSource: 'gateway',
        code: 'response_invalid',
        billableReason: 'backend-error',
        billable: false,
        errors: [found('/state', 'enum', { of })],
      }),
    )
    const { requests, places, notJudged } = await read()
    expect(notJudged).toBe(1)
    expect(requests).toEqual([{ side: 'response', operationId, applicationId: shop, reported: 1, blocked: 1 }])
    expect(places.map(({ rule, reported, blocked }) => [rule, reported, blocked])).toEqual([['enum', 1, 1]])
  })

  test('stay few whatever names callers invent', async () => {
    const invented = (i: number) => event({ errors: [found(`/p${i}x`, 'additionalProperties')] })
    await append(...Array.from({ length: 150 }, (_, i) => invented(i)))
    await append(...Array.from({ length: 400 }, (_, i) => invented(100 + i)))
    await append(event({ applicationId: bank, errors: [found('/p1x', 'additionalProperties')] }))
    const rows = await database.pool.query<{ n: number; rows: number }>(
      'SELECT sum(n)::int AS n, count(*)::int AS rows FROM usage.finding f JOIN usage.dimension d ON d.id = f.version WHERE d.key = $1',
      [versionId],
    )
    expect(rows.rows[0]).toEqual({ n: 551, rows: placesPerGroup + 2 })
  })

  test('of many writers at once are all counted', async () => {
    const many = () =>
      Array.from({ length: 60 }, (_, i) =>
        event({ applicationId: i % 2 ? shop : bank, errors: [found(`/a${(i * 7) % 20}x`)] }),
      ).sort(() => Math.random() - 0.5)
    await Promise.all(Array.from({ length: 8 }, () => append(...many())))
    const { requests } = await read()
    expect(requests.reduce((sum, { reported }) => sum + reported, 0)).toBe(480)
  })

  test('name places, not positions', () => {
    expect(pointerOf('/lines/10/parts/2')).toBe('/lines/*/parts/*')
    expect(pointerOf('/2024/a1')).toBe('/*/a1')
    expect(pointerOf(`/${'x'.repeat(300)}`)).toHaveLength(200)
    expect(pointerOf('')).toBe('')
  })
})
