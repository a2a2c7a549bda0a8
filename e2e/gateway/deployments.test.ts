import { ProblemError } from '@gatehouse/contracts/client'
import { importApi, reimport } from '@gatehouse/contracts/endpoints/contracts'
import { deploy, listDeployments, rollback } from '@gatehouse/contracts/endpoints/deployments'
import { createPromotion } from '@gatehouse/contracts/endpoints/promotions'
import { expect, test } from '@playwright/test'
import { makeClient } from '../fixtures/developer.ts'
import { EchoBackend } from '../fixtures/echo-backend.ts'
import { callGateway } from '../fixtures/gateway-call.ts'
import { type OfferedApi, offerApi, plainApi, setBackend, untilAnswers, untilConfirmed } from '../fixtures/offer-api.ts'
import { startWorld, type World } from '../fixtures/world.ts'

test.describe.configure({ mode: 'serial' })

let world: World
let api: OfferedApi
let key: string
const backend = new EchoBackend()

/** The second contract: what the first has, and one operation more. */
const withParts = `${plainApi('Things', 'second')}  /parts:
    get: { operationId: listParts, responses: { "200": { description: ok } } }
`

test.beforeAll(async () => {
  await backend.start()
  world = await startWorld({
    gateways: [
      { name: 'sandbox-1', stage: 'staging' },
      { name: 'sandbox-2', stage: 'staging' },
      { name: 'sandbox-3', stage: 'staging' },
      { name: 'live', stage: 'production' },
    ],
  })
  api = await offerApi(world, {
    source: plainApi('Things'),
    backendUrl: backend.url,
    deployTo: 'staging',
    promoteTo: ['production'],
  })
  const client = await makeClient(world, api.planId)
  key = (await client.newKey('staging')).key
})

test.afterAll(async () => {
  await world?.close()
  await backend.stop()
})

const version = () => ({ api: api.slug, version: api.version })
const things = () => `${api.basePath}/things/7`
const parts = () => `${api.basePath}/parts`

async function refusal(act: Promise<unknown>): Promise<ProblemError['problem']> {
  const error = await act.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(ProblemError)
  return (error as ProblemError).problem
}

test('L3 L16 a deploy is effective at every gateway, and its receipts say so', async () => {
  await untilAnswers(world, 'staging', things(), 200, { key })
  await untilAnswers(world, 'staging', parts(), 404, { key })
  await world.management(reimport, { ...version(), fileName: 'second.yaml', source: withParts })
  // Saved is not deployed.
  await untilAnswers(world, 'staging', parts(), 404, { key })
  const { deployment, changed } = await world.management(deploy, { ...version(), stage: 'staging' })
  expect([changed, deployment.revision.number]).toEqual([true, 2])
  const receipts = await untilConfirmed(world, deployment.id)
  expect([receipts.total, receipts.refused]).toEqual([3, 0])
  expect(receipts.text).toMatch(/^3\/3 gateways/)
  // Confirmed means served: no waiting here.
  for (const gateway of world.gateways.filter(({ stage }) => stage === 'staging')) {
    expect((await callGateway(`${gateway.url}${parts()}`, { key })).status, gateway.name).toBe(200)
  }
})

test('a deploy of the same changes nothing', async () => {
  const before = await world.management(listDeployments, { ...version(), stage: 'staging', limit: 50 })
  const again = await world.management(deploy, { ...version(), stage: 'staging' })
  expect([again.changed, again.deployment.revision.number]).toEqual([false, 2])
  const after = await world.management(listDeployments, { ...version(), stage: 'staging', limit: 50 })
  expect(after.items.length).toBe(before.items.length)
})

test('a promotion done twice changes nothing the second time', async () => {
  const input = { ...version(), stage: 'production', mode: 'run' } as const
  const history = () => world.management(listDeployments, { ...version(), stage: 'production', limit: 50 })
  const before = (await history()).items.length
  const first = await world.management(createPromotion, input)
  const second = await world.management(createPromotion, input)
  expect([first.state, second.id, second.deploymentId]).toEqual(['done', first.id, first.deploymentId])
  const { items } = await history()
  expect([items.length, items[0]?.id]).toEqual([before + 1, first.deploymentId])
})

test('L3 a rollback brings the contract back, keys and subscriptions stay', async () => {
  const { deployment } = await world.management(rollback, { ...version(), stage: 'staging' })
  expect([deployment.kind, deployment.revision.number]).toEqual(['rollback', 1])
  await untilConfirmed(world, deployment.id)
  for (const gateway of world.gateways.filter(({ stage }) => stage === 'staging')) {
    const [back, gone] = [
      await callGateway(`${gateway.url}${things()}`, { key }),
      await callGateway(`${gateway.url}${parts()}`, { key }),
    ]
    expect([back.status, gone.status, gone.code], gateway.name).toEqual([200, 404, 'no_route'])
  }
  const { items } = await world.management(listDeployments, { ...version(), stage: 'staging', limit: 50 })
  expect(items.map(({ revision, kind }) => `${kind} r${revision.number}`)).toEqual([
    'rollback r1',
    'deploy r2',
    'deploy r1',
  ])
  for (const item of items) expect(item.by.kind).toBe('serviceAccount')
})

test('L4 a stage that takes promotions only refuses a deploy', async () => {
  const problem = await refusal(world.management(deploy, { ...version(), stage: 'production' }))
  expect([problem.status, problem.code]).toEqual([409, 'promotion_only'])
  expect(problem.detail).toContain('Production')
})

test('a stage value that is missing blocks by name, and nothing is half-done', async () => {
  const { api: made, version: first } = await world.management(importApi, {
    fileName: 'unset.yaml',
    source: plainApi('Unset'),
    teamId: world.teamId,
    backendUrl: null,
  })
  const path = { api: made.slug, version: first.name }
  const problem = await refusal(world.management(deploy, { ...path, stage: 'staging' }))
  expect(problem.code).toBe('deploy_blocked')
  expect(JSON.stringify(problem)).toMatch(/backend/i)
  expect(JSON.stringify(problem)).toMatch(/default|main|Staging/)
  expect((await world.management(listDeployments, { ...path, limit: 10 })).items).toEqual([])
  await setBackend(world, { slug: made.slug, version: first.name }, 'staging', backend.url)
  const { deployment } = await world.management(deploy, { ...path, stage: 'staging' })
  await untilConfirmed(world, deployment.id)
})
