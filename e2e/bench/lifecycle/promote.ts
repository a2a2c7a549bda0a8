import { reimport } from '@gatehouse/contracts/endpoints/contracts'
import { deploy } from '@gatehouse/contracts/endpoints/deployments'
import { createPromotion } from '@gatehouse/contracts/endpoints/promotions'
import { getStage, updateStage } from '@gatehouse/contracts/endpoints/stages'
import { decidePromotion } from '@gatehouse/services/promotions/decide-promotion'
import { makeMember } from '../../fixtures/member.ts'
import { plainApi, setBackend } from '../../fixtures/offer-api.ts'
import { percentile } from '../../fixtures/open-loop-load.ts'
import type { BenchWorld } from '../bench-world.ts'
import { lastOf } from '../prober.ts'
import { progress, report } from '../report.ts'

const promotions = 40
/** Not counted: the approval runs in this process, whose code is cold at first; a control plane's is not. */
const warmUps = 3

/**
 * From the sending of the approval that a promotion waits for to the last gateway that serves what it promotes: an operation that only
 * that revision has.
 */
export async function measurePromote({ world, api, key, probers }: BenchWorld): Promise<void> {
  const version = { api: api.slug, version: api.version }
  const stage = await world.management(getStage, { stage: 'staging' })
  await world.management(
    updateStage,
    { stage: 'staging', approval: { needed: 1, when: 'always' }, canary: null },
    { ifMatch: stage.etag },
  )
  await setBackend(world, api, 'development', 'http://127.0.0.1:9')
  const approver = await makeMember(world, 'Admin')
  const took: number[] = []
  for (let n = 1 - warmUps; n <= promotions; n += 1) {
    const name = `promoted-${process.pid}-${n + warmUps}`
    const source = `${plainApi('Things')}  /${name}:
    get: { operationId: "${name}", responses: { "200": { description: ok } } }
`
    await world.management(reimport, { ...version, fileName: 'things.yaml', source, conflicts: 'file' })
    await world.management(deploy, { ...version, stage: 'development' })
    const asked = await world.management(createPromotion, { ...version, stage: 'staging', mode: 'run' })
    if (asked.state !== 'waiting') throw new Error(`the promotion is ${asked.state}: ${asked.stateReason}`)
    const sentAt = performance.now()
    const served = lastOf(probers, `${api.basePath}/${name}`, key.key, 200)
    await decidePromotion({
      ctx: approver,
      input: { promotion: asked.id, decision: 'approved', boundHash: asked.boundHash },
    })
    const ms = (await served) - sentAt
    if (n > 0) took.push(ms)
    if (n > 0 && n % 10 === 0) progress(`${n} promotions`)
  }
  took.sort((a, b) => a - b)
  report('promote.p95_ms', percentile(took, 0.95), 'ms', took.length, {
    p50: Math.round(percentile(took, 0.5)),
    max: Math.round(took.at(-1) ?? 0),
  })
}
