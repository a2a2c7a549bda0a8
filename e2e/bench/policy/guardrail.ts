import type { JsonObject } from '@gatehouse/contracts/json'
import { decideAccessChange } from '@gatehouse/services/access-changes/decide-access-change'
import { proposeAccessChange } from '@gatehouse/services/access-changes/propose-access-change'
import type { Context } from '@gatehouse/services/grammar/context'
import { makeMember } from '../../fixtures/member.ts'
import { percentile } from '../../fixtures/open-loop-load.ts'
import type { World } from '../../fixtures/world.ts'
import type { BenchWorld } from '../bench-world.ts'
import { lastOf } from '../prober.ts'
import { report } from '../report.ts'

const rounds = 20

/**
 * `guardrail.effective_p99_ms`: from the answer of the approval to the first refused call at the last of three gateways, probed each
 * 10 ms; nothing is deployed. `guardrail.lifted_p99_ms`: the same for its removal. `guardrail.propose_ms`: what asking takes, with the
 * rehearsal, the build of the stage and the access diff.
 */
export async function measureGuardrail({ world, probers, path, key }: BenchWorld): Promise<void> {
  const reviewer = await makeMember(world, 'Security reviewer')
  const effective: number[] = []
  const lifted: number[] = []
  const asked: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const create = await approved(world, reviewer, 'guardrail.create', {
      name: `Nobody reads ${round}`,
      policy: 'access-rules',
      options: { rules: [{ effect: 'deny', when: [{ of: 'method', anyOf: ['GET'] }] }], otherwise: 'allow' },
      scope: { stage: 'staging' },
      reason: 'It is measured.',
    })
    asked.push(create.askedMs)
    effective.push((await lastOf(probers, path, key.key, 403)) - create.answeredAt)
    const remove = await approved(world, reviewer, 'guardrail.remove', { guardrail: create.guardrail })
    lifted.push((await lastOf(probers, path, key.key, 200)) - remove.answeredAt)
  }
  const told = (times: readonly number[]) => {
    const sorted = times.toSorted((a, b) => a - b)
    return { p99: percentile(sorted, 0.99), p50: Math.round(percentile(sorted, 0.5)) }
  }
  const took = told(effective)
  const back = told(lifted)
  report('guardrail.effective_p99_ms', took.p99, 'ms', rounds, { p50: took.p50, gateways: probers.length })
  report('guardrail.lifted_p99_ms', back.p99, 'ms', rounds, { p50: back.p50 })
  report('guardrail.propose_ms', told(asked).p50, 'ms', rounds)
}

async function approved(
  world: World,
  reviewer: Context,
  act: 'guardrail.create' | 'guardrail.remove',
  input: JsonObject,
) {
  const began = performance.now()
  const change = await proposeAccessChange({ ctx: world.system, input: { act, input, reason: 'It is measured.' } })
  const askedMs = performance.now() - began
  const done = await decideAccessChange({
    ctx: reviewer,
    input: { change: change.id, decision: 'approved', boundHash: change.boundHash },
  })
  const answeredAt = performance.now()
  if (done.state !== 'applied') throw new Error(`the change is ${done.state}: ${done.stateReason}`)
  return { answeredAt, askedMs, guardrail: done.target?.id ?? '' }
}
