import { reimport } from '@gatehouse/contracts/endpoints/contracts'
import { deploy } from '@gatehouse/contracts/endpoints/deployments'
import { plainApi } from '../../fixtures/offer-api.ts'
import { percentile } from '../../fixtures/open-loop-load.ts'
import type { BenchWorld } from '../bench-world.ts'
import { lastOf } from '../prober.ts'
import { progress, report } from '../report.ts'

const deploys = 40

/** From the sending of the deploy to the last gateway that serves the new revision: an operation that only it has. */
export async function measureDeploy({ world, api, key, probers }: BenchWorld): Promise<void> {
  const version = { api: api.slug, version: api.version }
  const took: number[] = []
  for (let n = 1; n <= deploys; n += 1) {
    const name = `revision-${process.pid}-${n}`
    const source = `${plainApi('Things')}  /${name}:
    get: { operationId: "${name}", responses: { "200": { description: ok } } }
`
    await world.management(reimport, { ...version, fileName: `${name}.yaml`, source, conflicts: 'file' })
    const sentAt = performance.now()
    const served = lastOf(probers, `${api.basePath}/${name}`, key.key, 200)
    await world.management(deploy, { ...version, stage: 'staging' })
    took.push((await served) - sentAt)
    if (n % 10 === 0) progress(`${n} deploys`)
  }
  took.sort((a, b) => a - b)
  report('deploy.p99_ms', percentile(took, 0.99), 'ms', took.length, {
    p50: Math.round(percentile(took, 0.5)),
    max: Math.round(took.at(-1) ?? 0),
  })
}
