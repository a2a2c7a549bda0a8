import { setTimeout as delay } from 'node:timers/promises'
import { BackgroundLoad } from '../background-load.ts'
import type { BenchWorld } from '../bench-world.ts'
import { pssMb } from '../process-figures.ts'
import { progress, report } from '../report.ts'

const warmUpMs = 10_000
const restMs = 15_000

/** Memory of one gateway that has worked and now rests; the largest of three. */
export async function measureGatewayMemory({ world, targets }: BenchWorld): Promise<void> {
  progress('warming up')
  const load = await BackgroundLoad.start(targets)
  await delay(warmUpMs)
  await load.stop()
  await delay(restMs)
  const mb = world.gateways.map(({ name }) => pssMb(world.stack.process(`gateway-${name}`).pid ?? 0))
  report('gateway.rss_mb', Math.max(...mb), 'MB', mb.length, { all: mb.map(Math.round) })
}
