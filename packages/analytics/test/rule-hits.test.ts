import { randomUUID } from 'node:crypto'
import { newId } from '@gatehouse/contracts/ids'
import type { UsageEvent } from '@gatehouse/contracts/usage-event'
import { createDatabase, type Database } from '@gatehouse/db/client'
import { createTestDatabase } from '@gatehouse/db/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodeUsageEvent } from '../src/events/encode-usage-event.ts'
import { frameRecord } from '../src/events/record-frame.ts'
import { createPostgresUsageStore, type UsageStore } from '../src/store/postgres-usage-store.ts'

let database: Database
let store: UsageStore
let drop: () => Promise<void>
const now = Date.UTC(2026, 10, 20, 12)
const dayMs = 86_400_000
const stageId = newId('stage')
const guardrail = newId('guardrail')
const operation = newId('operation')

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

const event = (more: Partial<UsageEvent>): UsageEvent => ({
  requestId: newId('request', now),
  at: now,
  interim: false,
  operationId: operation,
  actor: 'client',
  method: 'GET',
  host: 'localhost',
  path: '/orders',
  status: 200,
  statusSource: 'backend',
  bytesIn: 0,
  bytesOut: 0,
  us: { total: 1200, gateway: 200 },
  billable: false,
  billableReason: 'not-live',
  units: 1,
  trace: [],
  errors: [],
  ...more,
})

test('S24 calls that a rule decided are counted by rule and day, each once, whatever is sent again', async () => {
  const refused = {
    status: 403,
    statusSource: 'gateway',
    code: 'access_rule_denied',
    billableReason: 'refused',
  } as const
  const office = `${guardrail}:office`
  const events = [
    event({ rule: office }),
    event({ rule: office, ...refused }),
    event({ rule: office, interim: true }),
    // Another thing refused it afterwards: the rule had allowed it.
    event({ rule: office, ...refused, code: 'rate_limited' }),
    event({ rule: office, at: now - 3 * dayMs, ...refused }),
    event({ rule: office, at: now - 31 * dayMs }),
    event({ rule: `${operation}:otherwise`, ...refused }),
    event({}),
    event({ code: 'access_rule_denied', status: 403, statusSource: 'gateway' }),
  ]
  const bytes = Buffer.concat(events.map((one) => frameRecord(encodeUsageEvent(one))))
  const batch = {
    owner: { gatewayId: newId('gateway'), stageId },
    logId: randomUUID(),
    from: 0,
    to: bytes.length,
    bytes,
    served: [],
  }
  expect(await store.append(batch, now)).toMatchObject({ kind: 'stored', rejected: 0 })
  expect(await store.append(batch, now)).toMatchObject({ kind: 'out-of-order' })
  const ask = { stageId, owners: [guardrail, operation], days: 30, now: new Date(now) }
  expect(await store.ruleHits(ask)).toEqual([
    { rule: office, allowed: 2, refused: 2, lastAt: new Date(now) },
    { rule: `${operation}:otherwise`, allowed: 0, refused: 1, lastAt: new Date(now) },
  ])
  expect(await store.ruleHits({ ...ask, days: 1, owners: [guardrail] })).toEqual([
    { rule: office, allowed: 2, refused: 1, lastAt: new Date(now) },
  ])
  expect(await store.ruleHits({ ...ask, stageId: newId('stage') })).toEqual([])
})
