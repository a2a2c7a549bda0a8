import { runPromotion as endpoint } from '@gatehouse/contracts/endpoints/promotions'
import { findPlacement } from '../deployments/find-placement.ts'
import { putOnStage } from '../deployments/put-on-stage.ts'
import type { AuditEntry } from '../grammar/audit-chain.ts'
import { actorColumn } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { type VerbRun, verb } from '../grammar/verb.ts'
import { frozenSentence } from '../stages/freeze.ts'
import { freezeOf, isTooEarly } from './assess.ts'
import { type LoadedPromotion, promotionScope } from './load-promotion.ts'
import { lockPromotion } from './lock-promotion.ts'
import { movePromotion } from './move-promotion.ts'
import { plannedSentence } from './promotion-sentences.ts'
import { illegalMove } from './promotion-states.ts'
import { settle, settledEntry } from './step-promotion.ts'

type Started = { row: LoadedPromotion; moved: boolean; audit: AuditEntry[] }

/**
 * Puts what was judged on its stage. Under the version's lock everything is looked at again: what has moved makes it stale, what does not
 * hold any more takes it back to blocked or waiting. Running what ran already changes nothing.
 */
export const startPromotion = verb({
  name: 'version.promote',
  allowed: { permission: 'api.promote' },
  read: 'api.read',
  input: endpoint.params.extend(endpoint.body.shape),
  scope: promotionScope,
  run: async ({ ctx, tx, input, change }): Promise<Started> => {
    const row = await lockPromotion(tx, input.promotion)
    if (row.state === 'running' || row.state === 'watching' || row.state === 'done')
      return { row, moved: false, audit: [] }
    if (input.boundHash !== undefined && input.boundHash !== row.boundHash)
      throw new DomainError(
        'changed_meanwhile',
        'What would run has changed since you looked. Look again, then run it.',
      )
    const settled = await settle(tx, ctx, row)
    if (settled.state !== 'ready') {
      if (settled.state === row.state) throw illegalMove(row.state)
      // It was something else until this look: the caller sees what it has become.
      return { row, moved: true, audit: [settledEntry(row, settled)] }
    }
    const frozen = freezeOf(row, ctx.now())
    if (frozen) throw new DomainError('stage_frozen', frozenSentence(row.stage.name, frozen))
    if (isTooEarly(row, ctx.now())) throw new DomainError('not_possible', plannedSentence(row))
    return { row, moved: true, audit: await place({ ctx, tx, change }, { ...row, state: 'ready' }) }
  },
  audit: ({ result }) => result.audit,
  answer: ({ moved }) => ({ moved }),
})

async function place(
  call: Pick<VerbRun<unknown>, 'ctx' | 'tx' | 'change'>,
  row: LoadedPromotion,
): Promise<AuditEntry[]> {
  const { ctx, tx } = call
  const placement = await findPlacement(tx, 'promote', row.version, row.stage, { revision: row.revision.number })
  const target = { apiId: row.version.apiId, teamId: row.version.api.teamId }
  const byItself = ctx.actor.kind === 'system'
  const put = await putOnStage(call, placement, row.revision, {
    // Who asked for it did it, also where it went on by itself later.
    actor: byItself ? { kind: row.origin.kind, id: row.origin.id } : actorColumn(ctx),
    note: row.note,
    canary: row.canary,
    promotionId: row.id,
  })
  const canary = placement.running === null ? null : row.canary
  const state = await movePromotion(tx, ctx, row, canary ? 'start' : 'complete', {
    data: { deploymentId: put.deploymentId },
  })
  return [
    {
      ...target,
      target: { kind: 'deployment', id: put.deploymentId },
      before: placement.running && { revision: placement.running.revision.number },
      after: {
        changed: true,
        promotionId: row.id,
        versionId: row.versionId,
        stageId: row.stageId,
        revision: row.revision.number,
        hash: row.revision.hash,
        values: placement.values?.number ?? null,
        checks: row.checks.map((check) => ({
          check: check.check,
          required: check.required,
          passed: check.state === 'passed',
          ...(check.override ? { override: check.override.reason } : {}),
        })),
      },
    },
    { ...target, target: { kind: 'promotion', id: row.id }, before: { state: row.state }, after: { state } },
    ...put.audit,
  ]
}
