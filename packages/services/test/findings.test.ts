import { randomUUID } from 'node:crypto'
import { encodeUsageEvent } from '@gatehouse/analytics/events/encode-usage-event'
import { frameRecord } from '@gatehouse/analytics/events/record-frame'
import { usageStoreOf } from '@gatehouse/analytics/store/postgres-usage-store'
import { newId } from '@gatehouse/contracts/ids'
import type { UsageEvent } from '@gatehouse/contracts/usage-event'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { importApi } from '../src/contracts/import-api.ts'
import { listOperations } from '../src/contracts/list-operations.ts'
import { deploy } from '../src/deployments/deploy.ts'
import { previewDeploy } from '../src/deployments/preview-deploy.ts'
import { contentOnStage, validationOnStage } from '../src/deployments/stage-state.ts'
import { getStageValues, putStageValues } from '../src/deployments/stage-values.ts'
import type { Context } from '../src/grammar/context.ts'
import { createTeam } from '../src/teams/create-team.ts'
import { createTestInstallation, type TestInstallation } from '../src/testing.ts'
import { blockSentence, share } from '../src/usage/block-sentence.ts'
import { getFindings } from '../src/usage/get-findings.ts'

let app: TestInstallation
let owner: Context
let teamId: string
beforeAll(async () => {
  app = await createTestInstallation()
  owner = app.ctx(await app.member('Admin'))
  teamId = (await createTeam({ ctx: owner, input: { name: 'Commerce' } })).id
})
afterAll(() => app.drop())

const source = JSON.stringify({
  openapi: '3.1.0',
  info: { title: 'Orders', version: '1.0.0' },
  servers: [{ url: 'http://127.0.0.1:4010' }],
  paths: {
    '/orders': {
      get: { responses: { 200: { description: 'Orders' } } },
      post: { responses: { 201: { description: 'One' } } },
    },
  },
})

async function importOrders() {
  const imported = await importApi({ ctx: owner, input: { fileName: 'orders.json', source, teamId } })
  const path = { api: imported.api.slug, version: 'v1' }
  const { items } = await listOperations({ ctx: owner, input: path })
  const idOf = (key: string) => items.find((item) => item.key === key)?.id as UsageEvent['operationId']
  return { path, versionId: imported.version.id, idOf }
}

async function setModes(path: { api: string; version: string }, more: object) {
  const { values, etag } = await getStageValues({ ctx: owner, input: { ...path, stage: 'development' } })
  const input = { ...path, stage: 'development', values: { ...values, ...more } }
  return putStageValues({ ctx: owner, input, ifMatch: etag })
}

async function append(stageId: string, events: Partial<UsageEvent>[]): Promise<void> {
  const at = Date.now()
  const whole = events.map(
    (more): UsageEvent => ({
      requestId: newId('request', at),
      at,
      interim: false,
      actor: 'client',
      method: 'GET',
      host: 'localhost',
      path: '/orders',
      status: 200,
      statusSource: 'backend',
      bytesIn: 1,
      bytesOut: 1,
      us: { total: 10, gateway: 1 },
      billable: false,
      billableReason: 'unpriced',
      units: 1,
      trace: [],
      errors: [],
      ...more,
    }),
  )
  const bytes = Buffer.concat(whole.map((event) => frameRecord(encodeUsageEvent(event))))
  const owners = { gatewayId: newId('gateway'), stageId }
  const batch = { owner: owners, logId: randomUUID(), from: 0, to: bytes.length, bytes, served: [] }
  expect(await usageStoreOf(app.db.pool).append(batch, at)).toMatchObject({ kind: 'stored', stored: events.length })
}

describe('the modes of validation', () => {
  test('of a stage and of one operation there are saved, told as a change, and run from the next deploy on', async () => {
    const { path } = await importOrders()
    await deploy({ ctx: owner, input: { ...path, stage: 'development' } })
    const modes = () => getFindings({ ctx: owner, input: { ...path, stage: 'development' } })
    expect(await modes()).toMatchObject({ request: { mode: 'block' }, response: { mode: 'off' }, revision: 1 })
    await setModes(path, {
      requestValidation: 'report',
      responseValidation: 'report',
      operations: { 'GET /orders': { responseValidation: 'block' } },
    })
    expect(await modes()).toMatchObject({ request: { mode: 'block' } })
    const preview = await previewDeploy({ ctx: owner, input: { ...path, act: 'deploy', stage: 'development' } })
    expect(JSON.stringify(preview.changes)).toContain('Response validation of `GET /orders` on this stage: block.')
    await deploy({ ctx: owner, input: { ...path, stage: 'development' } })
    expect(await modes()).toMatchObject({ request: { mode: 'report' }, response: { mode: null } })
  })

  test('for an operation that the contract lacks are refused', async () => {
    const { path } = await importOrders()
    await expect(
      setModes(path, { operations: { 'GET /nowhere': { requestValidation: 'off' } } }),
    ).rejects.toMatchObject({
      code: 'invalid_input',
      errors: [{ pointer: '/values/operations/GET ~1nowhere' }],
    })
  })

  test('count in one order: the stage’s for the operation, the stage’s, the operation’s own', () => {
    const values = {
      backends: {},
      requestValidation: 'report',
      responseValidation: 'report',
      operations: { a: { requestValidation: 'off' } },
    } as const
    expect(validationOnStage('a', {}, values)).toEqual({ requestValidation: 'off', responseValidation: 'report' })
    expect(validationOnStage('b', { requestValidation: 'block', responseValidation: 'block' }, values)).toEqual({
      requestValidation: 'report',
      responseValidation: 'block',
    })
    expect(validationOnStage('b', { requestValidation: 'report' }, { backends: {} })).toEqual({
      requestValidation: 'report',
    })
    const content = { operations: { a: { id: 'op' } } } as unknown as Parameters<typeof contentOnStage>[0]
    expect(contentOnStage(content, { backends: {} })).toBe(content)
  })
})

describe('findings', () => {
  test('are shown by operation, place and application, and say what block would refuse', async () => {
    const { path, versionId, idOf } = await importOrders()
    await setModes(path, { requestValidation: 'report' })
    await deploy({ ctx: owner, input: { ...path, stage: 'development' } })
    const stage = await app.db.prisma.stage.findFirstOrThrow({ where: { slug: 'development' } })
    const [shop, bank] = [newId('application'), newId('application')]
    const base = { versionId: versionId as UsageEvent['versionId'], operationId: idOf('POST /orders') }
    const errors = [{ in: 'body' as const, pointer: '/lines/3/price', rule: 'type', expected: 'number' }]
    await append(stage.id, [
      ...Array.from({ length: 497 }, () => ({ ...base, operationId: idOf('GET /orders'), applicationId: shop })),
      { ...base, applicationId: shop, errors },
      { ...base, applicationId: bank, errors },
      { ...base, applicationId: bank },
    ])
    const view = await getFindings({ ctx: owner, input: path })
    expect(view.stage.slug).toBe('development')
    expect(view.request).toMatchObject({
      reported: 2,
      blocked: 0,
      applications: 2,
      mode: 'report',
      sentence: 'Block would refuse 0.4 % of calls in the last 7 days (2 of 500): 2 applications.',
    })
    expect(view.operations[0]).toMatchObject({ path: '/orders', method: 'POST', calls: 3, request: { reported: 2 } })
    expect(view.operations[0]?.request.sentence).toContain('67 % of calls')
    expect(view.places).toMatchObject([{ pointer: '/lines/*/price', rule: 'type', reported: 2, applications: 2 }])
    expect(view.applications.map(({ id, request }) => [id, request.reported])).toEqual(
      expect.arrayContaining([
        [shop, 1],
        [bank, 1],
      ]),
    )
    expect(view.applications[0]?.lastRequestId).toMatch(/^req_/)
    const elsewhere = await getFindings({ ctx: owner, input: { ...path, stage: 'staging' } })
    expect(elsewhere).toMatchObject({ calls: 0, revision: null, operations: [], places: [] })
  })

  test('are hidden from members who may not see the API', async () => {
    const { path } = await importOrders()
    const stranger = app.ctx(await app.member())
    await expect(getFindings({ ctx: stranger, input: path })).rejects.toMatchObject({ code: 'not_found' })
  })
})

test('the sentence before a switch never says less than it knows', () => {
  const facts = {
    side: 'request',
    mode: 'report',
    calls: 1000,
    reported: 0,
    blocked: 0,
    applications: 0,
    days: 7,
  } as const
  expect(blockSentence(facts)).toBe('Block would refuse none of the 1\u2009000 calls in the last 7 days.')
  expect(blockSentence({ ...facts, mode: 'off' })).toMatch(/^Requests are not validated here/)
  expect(blockSentence({ ...facts, calls: 0 })).toMatch(/^No call in the last 7 days/)
  expect(blockSentence({ ...facts, side: 'response', blocked: 5, mode: 'block', applications: 1 })).toBe(
    'Block refused 0.5 % of calls in the last 7 days (5 of 1\u2009000): 1 application.',
  )
  expect([share(1, 1e6), share(1, 5000), share(999, 1000), share(3, 3), share(9999, 10000)]).toEqual([
    'less than 0.01 %',
    '0.02 %',
    'more than 99 %',
    '100 %',
    'more than 99 %',
  ])
})
