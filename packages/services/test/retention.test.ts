import { retentionKinds } from '@gatehouse/contracts/retention'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSessionStore } from '../src/account/sessions.ts'
import { verifyAuditChain } from '../src/audit/verify-chain.ts'
import { cleanUp } from '../src/jobs/clean-up.ts'
import { getPrivacy, getRetention, updateRetention } from '../src/retention/retention.ts'
import { createTestInstallation, type TestInstallation } from '../src/testing.ts'

let app: TestInstallation
let admin: Awaited<ReturnType<TestInstallation['member']>>
beforeAll(async () => {
  app = await createTestInstallation()
  admin = await app.member('Admin')
})
afterAll(() => app.drop())

const inDays = (days: number) => new Date(Date.now() + days * 24 * 3600_000)
const set = async (periods: object) => {
  const { etag } = await getRetention({ ctx: app.ctx(admin), input: {} })
  return updateRetention({ ctx: app.ctx(admin), input: periods, ifMatch: etag })
}
const partitions = async (table: string) => {
  const { rows } = await app.db.pool.query(
    `SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = $1::regclass ORDER BY 1`,
    [`usage.${table}`],
  )
  return rows.map(({ relname }) => relname as string)
}

test('the clean-up obeys the period that is set, and no other goes with it', async () => {
  const store = createSessionStore({ ...app, app: 'admin' })
  const ended = await store.open(admin.personId, {})
  await store.close(ended.sid)
  const sessions = () => app.db.prisma.memberSession.count()
  const before = await sessions()
  await set({ sessions: 30 })
  await cleanUp(app.db, inDays(29))
  expect(await sessions()).toBe(before)
  await cleanUp(app.db, inDays(31))
  expect(await sessions()).toBe(before - 1)
})

test('requests go by whole days: their details first, the log by its own period, and nothing younger', async () => {
  await app.db.pool.query(`SELECT usage.ensure_partitions('2026-01-01', '2026-01-03')`)
  await set({ requestDetails: 10, requests: 45 })
  await cleanUp(app.db, new Date('2026-01-12T12:00:00Z'))
  expect((await partitions('detail')).filter((name) => name.startsWith('detail_202601'))).toEqual([
    'detail_20260102',
    'detail_20260103',
  ])
  expect((await partitions('raw')).filter((name) => name.startsWith('raw_202601'))).toHaveLength(3)
  await cleanUp(app.db, new Date('2026-03-01T00:00:00Z'))
  expect((await partitions('raw')).some((name) => name.startsWith('raw_202601'))).toBe(false)
  expect((await partitions('raw')).length, 'days to come stay').toBeGreaterThan(5)
})

test('messages of webhooks that still wait are never removed', async () => {
  await app.db.prisma.webhook.create({ data: { id: 'wh_1', name: 'W', url: 'https://a.example', sealed: '' } })
  const at = inDays(-40)
  for (const state of ['waiting', 'delivered', 'failed'])
    await app.db.prisma.webhookDelivery.create({
      data: { id: `whd_${state}`, webhookId: 'wh_1', event: 'test', payload: {}, state, createdAt: at },
    })
  await cleanUp(app.db, new Date())
  expect(await app.db.prisma.webhookDelivery.findMany({ select: { id: true } })).toEqual([{ id: 'whd_waiting' }])
})

test('no clean-up touches the audit log, however late', async () => {
  const before = await app.db.prisma.auditLog.count()
  await cleanUp(app.db, inDays(40_000))
  expect(await app.db.prisma.auditLog.count()).toBe(before)
  expect(await verifyAuditChain({ ctx: app.ctx(), input: {} })).toMatchObject({ intact: true })
})

test('periods have bounds, an entry in the log and one writer at a time; who may not, may not', async () => {
  await expect(set({ sessions: 0 })).rejects.toMatchObject({ code: 'invalid_input' })
  await expect(set({ audit: 30 })).rejects.toMatchObject({ code: 'invalid_input' })
  await expect(updateRetention({ ctx: app.ctx(admin), input: { sessions: 5 }, ifMatch: 1 })).rejects.toMatchObject({
    code: 'changed_meanwhile',
  })
  const viewer = await app.member('Viewer')
  await expect(updateRetention({ ctx: app.ctx(viewer), input: { sessions: 5 }, ifMatch: 1 })).rejects.toMatchObject({
    code: 'forbidden',
  })
  await set({ emailLinks: 12 })
  const row = await app.db.prisma.auditLog.findFirst({
    where: { action: 'retention.update' },
    orderBy: { seq: 'desc' },
  })
  expect([row?.before, row?.after]).toEqual([{ emailLinks: 30 }, { emailLinks: 12 }])
})

test('console and portal state the same periods; audit and invoices say why nobody sets them', async () => {
  await set({ sessions: 21 })
  const { kinds } = await getRetention({ ctx: app.ctx(admin), input: {} })
  const privacy = await getPrivacy({ ctx: app.ctx({ kind: 'visitor' }), input: {} })
  expect(kinds).toHaveLength(retentionKinds.length)
  expect(privacy.kinds).toEqual(kinds.filter(({ personal }) => personal))
  expect(privacy.kinds.find(({ key }) => key === 'sessions')?.kept).toBe('21 days')
  for (const key of ['audit', 'invoices'])
    expect(kinds.find((kind) => kind.key === key)).toMatchObject({ bounds: null, why: expect.stringMatching(/law/) })
})
