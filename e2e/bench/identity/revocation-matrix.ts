import { setTimeout as delay } from 'node:timers/promises'
import { getSeenCredentialRule, putSeenCredentialRule } from '@gatehouse/contracts/endpoints/rotation-tasks'
import { percentile } from '../../fixtures/open-loop-load.ts'
import { untilCaughtUp } from '../../fixtures/world.ts'
import { BackgroundLoad } from '../background-load.ts'
import type { BenchWorld } from '../bench-world.ts'
import { progress, report } from '../report.ts'
import { RefusalProbe } from './refusal-probe.ts'
import { type Trigger, triggers } from './revocation-triggers.ts'
import { startRevocationWorld } from './revocation-world.ts'

const rounds = 20

/**
 * `revoke.p99_ms` for each trigger: from its sending to the last gateway’s first refusal of the last credential that it ends, streams
 * included, probed each 10 ms, each gateway under 300 requests/s. `revoke.refused_share`: refused of all that must be, afterwards.
 */
export async function measureRevocations(bench: BenchWorld): Promise<void> {
  const world = await startRevocationWorld(bench)
  const probe = new RefusalProbe(bench.world.gateways)
  const { etag } = await bench.world.management(getSeenCredentialRule, {})
  await bench.world.management(putSeenCredentialRule, { rule: 'stop' }, { ifMatch: etag })
  await untilCaughtUp(bench.world)
  const load = await BackgroundLoad.start(bench.targets)
  const total = { refused: 0, asked: 0 }
  try {
    for (const trigger of triggers) {
      progress(trigger.name)
      const { took, byKind, refused, asked } = await measureTrigger(trigger, world, probe)
      total.refused += refused
      total.asked += asked
      const kinds = Object.fromEntries(
        [...byKind].map(([kind, times]) => [kind, Math.round(percentile(sorted(times), 0.99))]),
      )
      const [p50, p99, max] = [0.5, 0.99, 1].map((share) => percentile(sorted(took), share))
      report('revoke.p99_ms', p99 ?? Number.NaN, 'ms', took.length, {
        trigger: trigger.name,
        p50: Math.round(p50 ?? 0),
        max: Math.round(max ?? 0),
        kinds,
      })
    }
    report('revoke.refused_share', total.refused / total.asked, 'share', total.asked)
  } finally {
    await load.stop()
    await probe.close()
    await world.close()
  }
}

const sorted = (times: readonly number[]) => times.toSorted((a, b) => a - b)

async function measureTrigger(
  trigger: Trigger,
  world: Awaited<ReturnType<typeof startRevocationWorld>>,
  probe: RefusalProbe,
) {
  const took: number[] = []
  const byKind = new Map<string, number[]>()
  const note = (kind: string, ms: number) => byKind.set(kind, [...(byKind.get(kind) ?? []), ms])
  const total = { refused: 0, asked: 0 }
  for (let round = 0; round < rounds; round += 1) {
    const { calls, act, after } = await trigger.prepare(world, round)
    for (const call of calls) await probe.letsIn(call)
    const streams = await Promise.all(
      calls.map(async (call) => ({
        kind: `stream of a ${call.kind}`,
        stream: await probe.stream({ ...call, path: world.streamPath }),
      })),
    )
    const sentAt = performance.now()
    const ends = [
      ...calls.map(async (call) => ({ kind: call.kind, at: await probe.refused(call) })),
      ...streams.map(async ({ kind, stream }) => ({ kind, at: await stream.ended })),
    ]
    await act()
    const done = await Promise.all(ends)
    for (const { kind, at } of done) note(kind, at - sentAt)
    took.push(Math.max(...done.map(({ at }) => at)) - sentAt)
    for (const call of calls) {
      const { refused, asked } = await probe.refusing(call)
      total.refused += refused
      total.asked += asked
    }
    await after?.()
    // Not in step with anything that runs by the clock.
    await delay(Math.random() * 50)
  }
  return { took, byKind, ...total }
}
