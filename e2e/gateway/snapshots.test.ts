import { reimport } from '@gatehouse/contracts/endpoints/contracts'
import { deploy } from '@gatehouse/contracts/endpoints/deployments'
import { listGateways } from '@gatehouse/contracts/endpoints/gateways'
import { expect, test } from '@playwright/test'
import { makeClient } from '../fixtures/developer.ts'
import { EchoBackend } from '../fixtures/echo-backend.ts'
import { forgeSnapshot } from '../fixtures/forge-snapshot.ts'
import { callGateway } from '../fixtures/gateway-call.ts'
import { type OfferedApi, offerApi, plainApi, untilAnswers, untilConfirmed } from '../fixtures/offer-api.ts'
import { waitUntil } from '../fixtures/wait-until.ts'
import { startWorld, type World } from '../fixtures/world.ts'

test.describe.configure({ mode: 'serial' })

let world: World
let api: OfferedApi
let key: string
const backend = new EchoBackend()

test.beforeAll(async () => {
  await backend.start()
  world = await startWorld({
    gateways: [
      { name: 'one', stage: 'staging' },
      { name: 'two', stage: 'staging' },
    ],
  })
  api = await offerApi(world, { source: plainApi('Things'), backendUrl: backend.url, deployTo: 'staging' })
  const client = await makeClient(world, api.planId)
  key = (await client.newKey('staging')).key
  await untilAnswers(world, 'staging', `${api.basePath}/things/7`, 200, { key })
})

test.afterAll(async () => {
  await world?.close()
  await backend.stop()
})

async function untilRefused(hash: string, code: string): Promise<string> {
  const gateways = await waitUntil(`both gateways refuse ${hash.slice(0, 8)}`, async () => {
    const { items } = await world.management(listGateways, { stage: 'staging' })
    return items.every(({ snapshot }) => snapshot.refused?.hash === hash) ? items : undefined
  })
  for (const { name, health, snapshot } of gateways) {
    expect(health, name).toBe('refusing')
    expect(snapshot.current, name).toBe(false)
    expect(
      snapshot.refused?.issues.map((issue) => issue.code),
      name,
    ).toContain(code)
  }
  return gateways[0]?.snapshot.refused?.issues[0]?.message ?? ''
}

async function expectOldServes(): Promise<void> {
  for (const gateway of world.gateways) {
    const answer = await callGateway(`${gateway.url}${api.basePath}/things/7`, { key })
    expect(answer.status, gateway.name).toBe(200)
    expect((await callGateway(`${gateway.url}/forged`, { key })).status, gateway.name).toBe(404)
  }
}

test('R5 a snapshot whose bytes were changed on the way is refused, its reason shows, the old one serves', async () => {
  const hash = await forgeSnapshot(world, 'staging', { change: 'bytes' })
  expect(await untilRefused(hash, 'hash')).not.toBe('')
  await expectOldServes()
})

test('R5 a snapshot that another key signed is refused, its reason shows, the old one serves', async () => {
  const hash = await forgeSnapshot(world, 'staging', { change: 'signature' })
  await untilRefused(hash, 'signature')
  await expectOldServes()
})

test('a snapshot that needs what a gateway cannot is refused by name, also after a restart, and the old one serves', async () => {
  const hash = await forgeSnapshot(world, 'staging', { change: 'capability' })
  expect(await untilRefused(hash, 'capability')).toContain('teleport')
  await expectOldServes()
  await world.stack.process('gateway-one').kill()
  await world.stack.process('gateway-one').restart()
  await expectOldServes()
  await untilRefused(hash, 'capability')
})

test('the next deploy heals what refused', async () => {
  await world.management(reimport, {
    api: api.slug,
    version: api.version,
    fileName: 'next.yaml',
    source: plainApi('Things', 'next'),
  })
  const { deployment } = await world.management(deploy, { api: api.slug, version: api.version, stage: 'staging' })
  await untilConfirmed(world, deployment.id)
  const { items } = await world.management(listGateways, { stage: 'staging' })
  for (const { health, snapshot } of items) {
    expect(health).toBe('connected')
    expect(snapshot.current).toBe(true)
  }
})
