import { type Client, type DeveloperKey, makeClient } from '../fixtures/developer.ts'
import { type OfferedApi, offerApi, plainApi } from '../fixtures/offer-api.ts'
import type { LoadTarget } from '../fixtures/open-loop-load.ts'
import { startWorld, untilCaughtUp, type World } from '../fixtures/world.ts'
import { backgroundBackend } from './background-load.ts'
import { Prober } from './prober.ts'
import { progress } from './report.ts'

/** What the figures are measured on: one control plane, three gateways of one stage, one API without limits. */
export type BenchWorld = {
  world: World
  api: OfferedApi
  client: Client
  key: DeveloperKey
  path: string
  targets: readonly LoadTarget[]
  probers: readonly Prober[]
  close: () => Promise<void>
}

export async function startBenchWorld(signal: AbortSignal): Promise<BenchWorld> {
  progress('starting a control plane and three gateways')
  const backend = await backgroundBackend()
  const world = await startWorld({
    signal,
    gateways: [
      { name: 'one', stage: 'staging' },
      { name: 'two', stage: 'staging' },
      { name: 'three', stage: 'staging' },
    ],
  })
  const api = await offerApi(world, { source: plainApi('Things'), backendUrl: backend.url, deployTo: 'staging' })
  const client = await makeClient(world, api.planId)
  const key = await client.newKey('staging')
  await untilCaughtUp(world)
  const path = `${api.basePath}/things/7?limit=5`
  const probers = world.gateways.map(({ url }) => new Prober(url))
  return {
    world,
    api,
    client,
    key,
    path,
    targets: world.gateways.map(({ url }) => ({ origin: url, path, key: key.key })),
    probers,
    async close() {
      await Promise.all(probers.map((prober) => prober.close()))
      await world.close()
      await backend.stop()
    },
  }
}
