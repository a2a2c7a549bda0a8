import { afterAll, beforeAll, expect, test } from 'vitest'
import { createEnrolment, listEnrolments } from '../src/gateways/create-enrolment.ts'
import type { Context } from '../src/grammar/context.ts'
import { createStage } from '../src/stages/create-stage.ts'
import { deleteStage } from '../src/stages/delete-stage.ts'
import { getStage, listStages } from '../src/stages/list-stages.ts'
import { orderStages } from '../src/stages/order-stages.ts'
import { updateStage } from '../src/stages/update-stage.ts'
import { createTestInstallation, type TestInstallation } from '../src/testing.ts'

let app: TestInstallation
let admin: Context
beforeAll(async () => {
  app = await createTestInstallation()
  admin = app.ctx(await app.member('Admin'))
})
afterAll(() => app.drop())

const slugs = async () => (await listStages({ ctx: admin, input: {} })).items.map(({ slug }) => slug)

test('a new installation has three stages, and only Production takes promotions only', async () => {
  const { items } = await listStages({ ctx: admin, input: {} })
  expect(items.map(({ name, accepts }) => [name, accepts])).toEqual([
    ['Development', 'deploy'],
    ['Staging', 'deploy'],
    ['Production', 'promotion'],
  ])
})

test('a stage is made at its place, renamed, moved and deleted', async () => {
  await createStage({
    ctx: admin,
    input: { slug: 'test', name: 'Test', gatewayUrl: 'http://test.example/', position: 1 },
  })
  expect(await slugs()).toEqual(['development', 'test', 'staging', 'production'])
  const { etag, gatewayUrl } = await getStage({ ctx: admin, input: { stage: 'test' } })
  expect(gatewayUrl).toBe('http://test.example')
  const renamed = await updateStage({ ctx: admin, input: { stage: 'test', name: 'Acceptance' }, ifMatch: etag })
  expect(renamed.name).toBe('Acceptance')
  await expect(
    updateStage({ ctx: admin, input: { stage: 'test', name: 'Late' }, ifMatch: etag }),
  ).rejects.toMatchObject({ code: 'changed_meanwhile' })
  await orderStages({ ctx: admin, input: { stages: ['test', 'development', 'staging', 'production'] } })
  expect((await slugs())[0]).toBe('test')
  await expect(orderStages({ ctx: admin, input: { stages: ['test'] } })).rejects.toMatchObject({
    code: 'invalid_input',
  })
  await deleteStage({ ctx: admin, input: { stage: 'test' } })
  expect(await slugs()).toEqual(['development', 'staging', 'production'])
})

test('a stage that is open to developers must have a public name', async () => {
  const input = { slug: 'open', name: 'Open', gatewayUrl: 'http://open.example', exposure: 'live' as const }
  await expect(createStage({ ctx: admin, input })).rejects.toMatchObject({ code: 'invalid_input' })
})

test('an enrolment token is told once and kept as a hash', async () => {
  const { id, token } = await createEnrolment({ ctx: admin, input: { stage: 'staging' } })
  const { items } = await listEnrolments({ ctx: admin, input: { stage: 'staging' } })
  expect(items.map((item) => item.id)).toContain(id)
  const { rows } = await app.db.pool.query('SELECT * FROM gateway_enrolment WHERE id = $1', [id])
  expect(JSON.stringify(rows)).not.toContain(token)
  const audit = await app.db.pool.query(`SELECT coalesce(json_agg(a), '[]')::text AS text FROM audit_log a`)
  expect(audit.rows[0].text).not.toContain(token)
})

test('only who may manage stages changes them', async () => {
  const viewer = app.ctx(await app.member('Viewer'))
  expect((await listStages({ ctx: viewer, input: {} })).items).toHaveLength(3)
  await expect(createEnrolment({ ctx: viewer, input: { stage: 'staging' } })).rejects.toMatchObject({
    code: 'forbidden',
  })
})
