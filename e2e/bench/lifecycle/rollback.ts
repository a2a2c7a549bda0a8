import { reimport } from '@gatehouse/contracts/endpoints/contracts'
import { deploy, rollback } from '@gatehouse/contracts/endpoints/deployments'
import { plainApi } from '../../fixtures/offer-api.ts'
import { percentile } from '../../fixtures/open-loop-load.ts'
import type { BenchWorld } from '../bench-world.ts'
import { lastOf } from '../prober.ts'
import { progress, report } from '../report.ts'

const rollbacks = 40

/** From the sending of the rollback to the last gateway that serves the earlier revision, told by an operation that only one of the two has. */
export async function measureRollback({ world, api, key, probers }: BenchWorld): Promise<void> {
  const version = { api: api.slug, version: api.version }
  const name = `rollback-${process.pid}`
  const path = `${api.basePath}/${name}`
  const place = async (source: string): Promise<string> => {
    await world.management(reimport, { ...version, fileName: 'things.yaml', source, conflicts: 'file' })
    return (await world.management(deploy, { ...version, stage: 'staging' })).deployment.id
  }
  const without = await place(plainApi('Things'))
  const withIt = await place(`${plainApi('Things')}  /${name}:
    get: { operationId: "${name}", responses: { "200": { description: ok } } }
`)
  await lastOf(probers, path, key.key, 200)
  const took: number[] = []
  for (let n = 1; n <= rollbacks; n += 1) {
    const away = n % 2 === 1
    const sentAt = performance.now()
    const served = lastOf(probers, path, key.key, away ? 404 : 200)
    await world.management(rollback, { ...version, stage: 'staging', deployment: away ? without : withIt })
    took.push((await served) - sentAt)
    if (n % 10 === 0) progress(`${n} rollbacks`)
  }
  took.sort((a, b) => a - b)
  report('rollback.p95_ms', percentile(took, 0.95), 'ms', took.length, {
    p50: Math.round(percentile(took, 0.5)),
    max: Math.round(took.at(-1) ?? 0),
  })
}
