import { setTimeout as delay } from 'node:timers/promises'
import { listRequests } from '@gatehouse/contracts/endpoints/usage'
import { makeClient } from '../../fixtures/developer.ts'
import { callGateway } from '../../fixtures/gateway-call.ts'
import { percentile } from '../../fixtures/open-loop-load.ts'
import { waitUntil } from '../../fixtures/wait-until.ts'
import { untilCaughtUp } from '../../fixtures/world.ts'
import { BackgroundLoad } from '../background-load.ts'
import type { BenchWorld } from '../bench-world.ts'
import { report } from '../report.ts'

const calls = 60

/** From a call's answer to its line in GET /requests of its application, while every gateway has 300 requests/s. */
export async function measureLogFreshness({ world, api, path, targets }: BenchWorld): Promise<void> {
  const client = await makeClient(world, api.planId)
  const { key } = await client.newKey('staging')
  await untilCaughtUp(world)
  const load = await BackgroundLoad.start(targets)
  const took: number[] = []
  for (let n = 0; n < calls; n += 1) {
    const gateway = world.gateways[n % world.gateways.length]
    const { requestId } = await callGateway(`${gateway?.url}${path}`, { key })
    const answeredAt = performance.now()
    await waitUntil(
      'the call is in the log',
      async () => {
        const { items } = await world.management(listRequests, { applicationId: client.applicationId, limit: 5 })
        return items.some(({ id }) => id === requestId)
      },
      { withinMs: 30_000, everyMs: 20 },
    )
    took.push(performance.now() - answeredAt)
    await delay(Math.random() * 200)
  }
  await load.stop()
  took.sort((a, b) => a - b)
  report('log.freshness_p95_ms', percentile(took, 0.95), 'ms', took.length, {
    p50: Math.round(percentile(took, 0.5)),
    max: Math.round(took.at(-1) ?? 0),
  })
}
