import { reimport } from '@gatehouse/contracts/endpoints/contracts'
import { deploy } from '@gatehouse/contracts/endpoints/deployments'
import { expect, test } from '@playwright/test'
import { makeClient } from '../fixtures/developer.ts'
import { EchoBackend } from '../fixtures/echo-backend.ts'
import { offerApi, untilConfirmed } from '../fixtures/offer-api.ts'
import { compareWithGateway, contentOfFile, recordShapes, replayedContract } from '../fixtures/replay-traffic.ts'
import { startWorld, untilCaughtUp, type World } from '../fixtures/world.ts'

let world: World
const backend = new EchoBackend()

test.beforeAll(async () => {
  await backend.start()
  world = await startWorld({ gateways: [{ name: 'sandbox', stage: 'staging' }] })
})

test.afterAll(async () => {
  await world?.close()
  await backend.stop()
})

test('L10: calls made of recorded shapes get the verdict of the check from a real gateway, call by call', async () => {
  const [running, candidate] = [contentOfFile(replayedContract(false)), contentOfFile(replayedContract(true))]
  const shapes = recordShapes(running, 2_000)
  const source = replayedContract(false)
  const api = await offerApi(world, { source, backendUrl: backend.url, deployTo: 'staging' })
  const { key } = await (await makeClient(world, api.planId)).newKey('staging')
  const path = { api: api.slug, version: api.version }
  const next = { fileName: 'b.json', source: replayedContract(true), conflicts: 'file' as const }
  await world.management(reimport, { ...path, ...next })
  const { deployment } = await world.management(deploy, { ...path, stage: 'staging' })
  await untilConfirmed(world, deployment.id)
  await untilCaughtUp(world)
  const base = `${world.gateway('sandbox').url}${api.basePath}`
  const found = await compareWithGateway({ running, candidate, shapes }, { base, key })
  expect(found.disagreements).toEqual([])
  // The comparison says something: both verdicts are common, and nearly all shapes become calls that were right before.
  expect(found.compared).toBeGreaterThan(1_900)
  expect(found.refused).toBeGreaterThan(400)
  expect(found.compared - found.refused).toBeGreaterThan(200)
  expect(found.faithless).toBeLessThan(40)
})
