import { reimport } from '@gatehouse/contracts/endpoints/contracts'
import { deploy, rollback } from '@gatehouse/contracts/endpoints/deployments'
import { plainApi } from '../../fixtures/offer-api.ts'
import { waitUntil } from '../../fixtures/wait-until.ts'
import { gatewayHealth } from '../../fixtures/world.ts'
import { BackgroundLoad } from '../background-load.ts'
import type { BenchWorld } from '../bench-world.ts'
import { progress, report } from '../report.ts'

const swaps = 100

/** Requests without a 2xx while every gateway swaps its snapshot 100 times under keep-alive load. */
export async function measureSwap({ world, api, targets }: BenchWorld): Promise<void> {
  const version = { api: api.slug, version: api.version }
  const hashes = async () => (await Promise.all(world.gateways.map(gatewayHealth))).map(({ snapshot }) => snapshot)
  await world.management(reimport, {
    ...version,
    fileName: 'swap.yaml',
    source: plainApi('Things', `swap ${process.pid}`),
  })
  await world.management(deploy, { ...version, stage: 'staging' })
  const load = await BackgroundLoad.start(targets)
  const startedAt = performance.now()
  let before = await hashes()
  for (let n = 1; n <= swaps; n += 1) {
    await world.management(rollback, { ...version, stage: 'staging' })
    before = await waitUntil(
      'every gateway has swapped',
      async () => {
        const now = await hashes()
        return now.every((hash, index) => hash !== before[index]) ? now : undefined
      },
      { everyMs: 5, withinMs: 30_000 },
    )
    if (n % 25 === 0) progress(`${n} swaps`)
  }
  const seconds = (performance.now() - startedAt) / 1000
  const result = await load.stop()
  const succeeded = result.byStatus['200'] ?? 0
  report('swap.lost', result.sent - succeeded, 'requests', swaps, {
    requests: result.sent,
    byStatus: result.byStatus,
    errors: result.errors,
    seconds: Math.round(seconds),
    latencyMs: result.latencyMs,
  })
}
