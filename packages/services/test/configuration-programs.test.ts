import type { ConfiguredVersion } from '@gatehouse/contracts/configuration'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { applyConfiguration } from '../src/configuration/apply-configuration.ts'
import { exportConfiguration } from '../src/configuration/export-configuration.ts'
import { planConfiguration } from '../src/configuration/plan-configuration.ts'
import { advanceProgram } from '../src/deprecation/advance-program.ts'
import type { Context } from '../src/grammar/context.ts'
import { createTestInstallation, type TestInstallation } from '../src/testing.ts'
import { configuredShop } from './configured-shop.ts'

const dayMs = 86_400_000

let app: TestInstallation
let admin: Context
let shift = 0
const at = (ctx: Context): Context => ({ ...ctx, now: () => new Date(Date.now() + shift) })
beforeAll(async () => {
  app = await createTestInstallation()
  admin = at(app.ctx(await app.member('Admin')))
  await applyConfiguration({ ctx: admin, input: { document: configuredShop() } })
})
afterAll(() => app.drop())

const inDays = (n: number) => new Date(Date.now() + n * dayMs).toISOString()
const program = (over: object = {}): NonNullable<ConfiguredVersion['deprecation']> => ({
  deprecatedAt: inDays(1),
  sunsetAt: inDays(100),
  successor: null,
  guideUrl: null,
  message: '',
  brownOuts: [],
  reminderDays: [30, 7],
  ...over,
})
const document = (version: Partial<ConfiguredVersion>, name = 'v1') => ({
  format: 1 as const,
  apis: [{ slug: 'catalogue', versions: [{ name, ...version }] }],
})
const plan = (said: object) => planConfiguration({ ctx: admin, input: { document: said as never } })
const apply = (said: object) => applyConfiguration({ ctx: admin, input: { document: said as never } })

test('a webhook and the gate that asks it are made by one document; its secret is in no export', async () => {
  const stage = {
    slug: 'staging',
    gate: [{ check: 'custom', name: 'Security', webhook: 'scanner', required: true, timeoutSeconds: 30 }],
  }
  const said = {
    format: 1,
    webhooks: [{ name: 'scanner', url: 'https://scanner.example.com', events: ['promotion.done'], enabled: false }],
    stages: [stage],
  }
  const { changes, notes } = await plan(said)
  expect(changes.map(({ act, object }) => `${act} ${object}`)).toEqual([
    'create webhooks/scanner',
    'change stages/staging',
  ])
  expect(notes).toContain('The secret of the webhook “scanner” is made with it; rotate it to see one.')
  expect(await apply(said)).toMatchObject({ failed: null, blocked: [] })
  expect((await plan(said)).changes).toEqual([])
  const exported = await exportConfiguration({ ctx: admin, input: {} })
  expect(exported.webhooks).toEqual(said.webhooks)
  const { sealed } = await app.db.prisma.webhook.findFirstOrThrow()
  expect(JSON.stringify(exported)).not.toContain('whsec_')
  expect(JSON.stringify(exported)).not.toContain(sealed)

  const pruned = await planConfiguration({
    ctx: admin,
    input: { document: { format: 1, webhooks: [] }, prune: true },
  })
  expect(pruned.changes).toMatchObject([
    { act: 'delete', object: 'webhooks/scanner', blocked: expect.stringContaining('take that check away first') },
  ])
})

test('a program is planned, changed and taken back, each by the rules of its own act', async () => {
  await apply(document({ state: 'published' }, 'v2'))
  const said = document({
    state: 'published',
    deprecation: program({ successor: { api: 'catalogue', version: 'v2' } }),
  })
  expect(await apply(said)).toMatchObject({ failed: null, blocked: [] })
  expect((await plan(said)).changes).toEqual([])
  const moved = structuredClone(said)
  Object.assign(moved.apis[0]?.versions[0]?.deprecation ?? {}, { sunsetAt: inDays(200) })
  expect((await plan(moved)).changes.map(({ sentence }) => sentence)).toEqual([
    'The deprecation program of catalogue v1 changes: sunsetAt',
  ])
  expect(await apply(moved)).toMatchObject({ failed: null })
  expect(await apply(document({ deprecation: null }))).toMatchObject({ failed: null, blocked: [] })
  expect((await exportConfiguration({ ctx: admin, input: {} })).apis?.[0]?.versions?.[0]?.deprecation).toBeNull()
})

test.each([
  ['before it is deprecated', { sunsetAt: inDays(0.5) }, /After the deprecation/],
  ['in the past', { deprecatedAt: inDays(-30) }, /now, or a date ahead/],
  ['for itself', { successor: { api: 'catalogue', version: 'v1' } }, /Another version/],
  ['for a draft', { successor: { api: 'orders', version: 'v1' } }, /A Published version/],
])('a program that ends %s is blocked in the plan, which says what is legal', async (_, over, legal) => {
  await apply(document({ state: 'published' }))
  await app.db.prisma.version.updateMany({ where: { api: { slug: 'orders' } }, data: { state: 'draft' } })
  const { changes } = await plan(document({ deprecation: program(over) }))
  expect(changes).toMatchObject([{ object: 'apis/catalogue/v1/deprecation', blocked: expect.stringMatching(legal) }])
})

test('what names a successor that is none is refused with its place', async () => {
  const said = document({ deprecation: program({ successor: { api: 'catalogue', version: 'v9' } }) })
  await expect(plan(said)).rejects.toMatchObject({
    errors: [{ pointer: '/document/apis/0/versions/0/deprecation/successor' }],
  })
})

test('files that stay as they are go on to fit when the dates of a program come', async () => {
  const said = document({ state: 'published', deprecation: program() })
  expect(await apply(said)).toMatchObject({ failed: null, blocked: [] })
  shift = 2 * dayMs
  const { id } = await app.db.prisma.version.findFirstOrThrow({ where: { name: 'v1', api: { slug: 'catalogue' } } })
  await advanceProgram(at(app.ctx()), id)
  expect((await app.db.prisma.version.findUniqueOrThrow({ where: { id } })).state).toBe('deprecated')
  expect((await plan(said)).changes).toEqual([])
  shift = 0
})
