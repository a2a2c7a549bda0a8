import { setTimeout as delay } from 'node:timers/promises'
import { revokeCredential } from '@gatehouse/contracts/endpoints/applications'
import { makeClient } from '../../fixtures/developer.ts'
import { percentile } from '../../fixtures/open-loop-load.ts'
import { untilCaughtUp } from '../../fixtures/world.ts'
import { BackgroundLoad } from '../background-load.ts'
import type { BenchWorld } from '../bench-world.ts'
import { lastOf } from '../prober.ts'
import { progress, report } from '../report.ts'

const revocations = 200
const keysOfOne = 50

/** From the sending of the revocation to the last gateway's first refusal, probed each 10 ms, each gateway under 300 requests/s. */
export async function measureRevoke(bench: BenchWorld): Promise<void> {
  const { world, api, path, probers } = bench
  progress(`making ${revocations} keys`)
  const keys = []
  while (keys.length < revocations) {
    const client = await makeClient(world, api.planId)
    for (let n = 0; n < keysOfOne; n += 1) keys.push(await client.newKey('staging'))
  }
  await untilCaughtUp(world)
  const load = await BackgroundLoad.start(bench.targets)
  progress('revoking')
  const took: number[] = []
  for (const { id, key } of keys) {
    for (const prober of probers) {
      const status = await prober.status(path, key)
      if (status !== 200) throw new Error(`a fresh key is answered with ${status}`)
    }
    const sentAt = performance.now()
    const refused = lastOf(probers, path, key, 401)
    await world.management(revokeCredential, { credentialId: id })
    took.push((await refused) - sentAt)
    // Not in step with anything that runs by the clock.
    await delay(Math.random() * 50)
  }
  const result = await load.stop()
  took.sort((a, b) => a - b)
  report('revoke.p99_ms', percentile(took, 0.99), 'ms', took.length, {
    p50: Math.round(percentile(took, 0.5)),
    max: Math.round(took.at(-1) ?? 0),
    load: { sent: result.sent, byStatus: result.byStatus, errors: result.connectionErrors },
  })
}
