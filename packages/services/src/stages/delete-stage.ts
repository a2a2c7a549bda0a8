import { deleteStage as endpoint } from '@gatehouse/contracts/endpoints/stages'
import { requireStage } from '../apis/find-version.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { removeTokenRules } from '../token-rules/remove-token-rules.ts'
import { lockStages, writeOrder } from './create-stage.ts'
import { loadStageViews } from './stage-view.ts'

/** Deletes a stage on which nothing runs and that no promotion names. What ran there by deploys goes with it; the audit log keeps it. */
export const deleteStage = verb({
  name: 'stage.delete',
  allowed: { permission: 'stage.manage' },
  read: 'stage.read',
  input: endpoint.params,
  run: async ({ ctx, tx, input, change }) => {
    const { id: stageId, slug } = await requireStage(tx, input.stage)
    await lockStages(tx)
    // Nobody may put something on it between the look and the deletion.
    await tx.$queryRaw`SELECT 1 FROM stage WHERE id = ${stageId} FOR UPDATE`
    const [view] = await loadStageViews(tx, ctx.now(), stageId)
    if (view?.deleteBlockedBy) throw new DomainError('not_possible', view.deleteBlockedBy)
    const revoked = await tx.credential.count({ where: { stageId } })
    if (revoked > 0) throw new DomainError('not_possible', 'Revoked credentials name it, and their history is kept.')
    await tx.gatewayAck.deleteMany({ where: { gateway: { stageId } } })
    await tx.gateway.deleteMany({ where: { stageId } })
    await tx.gatewayEnrolment.deleteMany({ where: { stageId } })
    await tx.deployment.deleteMany({ where: { stageId } })
    await tx.backendCertificate.deleteMany({ where: { stageId } })
    await tx.stageValues.deleteMany({ where: { stageId } })
    await tx.secret.deleteMany({ where: { stageId } })
    await tx.pause.deleteMany({ where: { stageId } })
    await tx.stageSnapshot.deleteMany({ where: { stageId } })
    await tx.guardrail.deleteMany({ where: { stageId } })
    await removeTokenRules(tx, change, { stageId })
    await tx.stage.delete({ where: { id: stageId } })
    const rest = await tx.stage.findMany({ orderBy: { position: 'asc' }, select: { id: true } })
    await writeOrder(
      tx,
      rest.map(({ id }) => id),
    )
    return { stageId, slug }
  },
  audit: ({ result }) => ({ target: { kind: 'stage', id: result.stageId }, before: { slug: result.slug } }),
  answer: () => ({ deleted: true as const }),
})
