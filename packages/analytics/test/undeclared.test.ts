import { randomUUID } from 'node:crypto'
import { newId } from '@gatehouse/contracts/ids'
import type { UsageEvent } from '@gatehouse/contracts/usage-event'
import { createDatabase, type Database } from '@gatehouse/db/client'
import { createTestDatabase } from '@gatehouse/db/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { encodeUsageEvent } from '../src/events/encode-usage-event.ts'
import { frameRecord } from '../src/events/record-frame.ts'
import { templatesPerGroup } from '../src/store/count-undeclared.ts'
import { pathTemplate } from '../src/store/path-template.ts'
import { createPostgresUsageStore, type UsageStore } from '../src/store/postgres-usage-store.ts'

let database: Database
let store: UsageStore
let drop: () => Promise<void>
const now = Date.now()
const today = new Date(Math.floor(now / 86_400_000) * 86_400_000)
let stageId = newId('stage')
const versionId = newId('version')
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
})

function refused(path: string, more: Partial<UsageEvent> = {}): UsageEvent {
  return {
    requestId: newId('request', now),
    at: now,
    interim: false,
    versionId,
    actor: 'client',
    method: 'GET',
    host: 'localhost',
    path,
    status: 404,
    statusSource: 'gateway',
    code: 'no_route',
    bytesIn: 10,
    bytesOut: 5,
    us: { total: 1200, gateway: 200 },
    billable: false,
    billableReason: 'unmatched',
    units: 1,
    trace: [],
    errors: [],
    ...more,
  }
}

/** As the backend answers where an operation took the call. */
function answered(path: string, more: Partial<UsageEvent> = {}): UsageEvent {
  const { code: _code, ...event } = refused(path, { status: 200, statusSource: 'backend', billableReason: 'billable' })
  return { ...event, ...more }
}

async function append(...events: UsageEvent[]): Promise<void> {
  const bytes = Buffer.concat(events.map((one) => frameRecord(encodeUsageEvent(one))))
  const outcome = await store.append(
    {
      owner: { gatewayId: newId('gateway'), stageId },
      logId: randomUUID(),
      from: 0,
      to: bytes.length,
      bytes,
      served: [],
    },
    now,
  )
  expect(outcome).toMatchObject({ kind: 'stored', rejected: 0 })
}
const found = (limit = 100) => store.undeclaredCalls({ stageIds: [stageId], from: today, limit })

test.each([
  ['/orders/8171/items/3', '/orders/{id}/items/{id}'],
  ['/orders/v1/prices', '/orders/v1/prices'],
  ['/users/0190c5d2-7a3e-7c11-9d0e-111122223333', '/users/{id}'],
  ['/apps/app_0123456789abcdef0123456789abcdef', '/apps/{id}'],
  ['/people/mira@example.com', '/people/{id}'],
  ['/wp-login.php', '/wp-login.php'],
  ['/.git/config', '/.git/config'],
  ['/files/%2e%2e%2fetc', '/files/{id}'],
  ['/', '/'],
  ['/a/b/c/d/e/f/g/h/i/j', '/a/b/c/d/e/f/g/h/…'],
  ['/reports/2026-11-01', '/reports/{id}'],
])('the path %s is counted as %s', (path, template) => {
  expect(pathTemplate(path)).toBe(template)
})

describe('calls that nothing declares', () => {
  test('are counted by template and caller, with the last request to look at', async () => {
    const last = refused('/orders/v1/returns/9', { applicationId: bank, at: now + 5 })
    await append(
      refused('/orders/v1/returns/7', { applicationId: shop }),
      refused('/orders/v1/returns/8', { applicationId: shop }),
      last,
      refused('/orders/v1/returns/7'),
    )
    await append(refused('/orders/v1/returns/10', { applicationId: shop }))
    expect(await found()).toEqual([
      {
        stageId,
        versionId,
        method: 'GET',
        template: '/orders/v1/returns/{id}',
        status: 404,
        calls: 5,
        unknownCalls: 1,
        applicationIds: [shop, bank],
        applications: 2,
        firstDay: today,
        lastAt: new Date(now + 5),
        lastRequestId: last.requestId,
      },
    ])
  })

  test('are told apart by method, version and stage; what an operation refused is none', async () => {
    await append(
      refused('/orders/v1', { method: 'DELETE', status: 405, code: 'method_not_allowed' }),
      refused('/nowhere', {}),
      refused('/orders/v1', { status: 403, code: 'scope_missing' }),
      answered('/orders/v1/x', { status: 404 }),
    )
    const rows = await found()
    expect(rows.map(({ method, template, status }) => `${method} ${template} ${status}`).sort()).toEqual([
      'DELETE /orders/v1 405',
      'GET /nowhere 404',
    ])
    expect(await store.undeclaredCalls({ stageIds: [newId('stage')], from: today, limit: 10 })).toEqual([])
  })

  test('of a scanner fill no table: what is beyond the bound of a day counts as one', async () => {
    const word = (n: number) => String.fromCharCode(97 + Math.floor(n / 26), 97 + (n % 26))
    await append(...Array.from({ length: templatesPerGroup + 40 }, (_, n) => refused(`/scan/${word(n)}x`)))
    await append(refused('/scan/later'))
    const rows = await found(1_000)
    expect(rows).toHaveLength(templatesPerGroup + 1)
    expect(rows[0]).toMatchObject({ template: '…', method: '…', calls: 41 })
  })
})

test('operations are called or not by stage; refusals are no calls', async () => {
  const [called, refusedOnly, never] = [newId('operation'), newId('operation'), newId('operation')]
  const call = (operationId: typeof called, more: Partial<UsageEvent> = {}) =>
    answered('/orders', { operationId, ...more })
  await append(call(called), call(called), call(refusedOnly, { status: 403, billableReason: 'refused' }))
  const ask = { stageId, operationIds: [called, refusedOnly, never], from: today }
  expect([...(await store.calledOperations(ask))]).toEqual([[called, { calls: 2, lastAt: new Date(now) }]])
  expect((await store.calledOperations({ ...ask, stageId: newId('stage') })).size).toBe(0)
})
