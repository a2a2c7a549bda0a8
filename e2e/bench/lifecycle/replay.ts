import { reimport } from '@gatehouse/contracts/endpoints/contracts'
import { deploy } from '@gatehouse/contracts/endpoints/deployments'
import { makeClient } from '../../fixtures/developer.ts'
import { EchoBackend } from '../../fixtures/echo-backend.ts'
import { offerApi, untilConfirmed } from '../../fixtures/offer-api.ts'
import { compareWithGateway, contentOfFile, recordShapes, replayedContract } from '../../fixtures/replay-traffic.ts'
import { untilCaughtUp, type World } from '../../fixtures/world.ts'
import type { BenchWorld } from '../bench-world.ts'
import { report } from '../report.ts'

const calls = 10_000

/** Of 10,000 recorded shapes, those on which the check's verdict is not the gateway's. */
export async function measureReplay({ world }: BenchWorld): Promise<void> {
  const backend = await new EchoBackend().start()
  try {
    await compare(world, backend.url)
  } finally {
    await backend.stop()
  }
}

async function compare(world: World, backendUrl: string): Promise<void> {
  const [running, candidate] = [contentOfFile(replayedContract(false)), contentOfFile(replayedContract(true))]
  const shapes = recordShapes(running, calls)
  const api = await offerApi(world, { source: replayedContract(false), backendUrl, deployTo: 'staging' })
  const { key } = await (await makeClient(world, api.planId)).newKey('staging')
  const source = replayedContract(true)
  const conflicts = 'file' as const
  await world.management(reimport, { api: api.slug, version: api.version, fileName: 'b.json', source, conflicts })
  const { deployment } = await world.management(deploy, { api: api.slug, version: api.version, stage: 'staging' })
  await untilConfirmed(world, deployment.id)
  await untilCaughtUp(world)
  const { url } = world.gateways[0] as { url: string }
  const started = performance.now()
  const found = await compareWithGateway({ running, candidate, shapes }, { base: `${url}${api.basePath}`, key })
  const { compared, disagreements, ...rest } = found
  report('replay.disagreements', disagreements.length, 'calls', compared, {
    ...rest,
    seconds: Math.round((performance.now() - started) / 1000),
    first: disagreements.slice(0, 3),
  })
}
