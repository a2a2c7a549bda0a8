import type { Id } from '@gatehouse/contracts/ids'
import { newId } from '@gatehouse/contracts/ids'
import type { CanaryRule } from '@gatehouse/contracts/stage-rules'
import type { AuditEntry } from '../grammar/audit-chain.ts'
import { DomainError } from '../grammar/domain-error.ts'
import type { VerbRun } from '../grammar/verb.ts'
import { assignFeatures } from '../impact/feature-dictionary.ts'
import { endOnStage, staleMoved } from '../promotions/moved-by-others.ts'
import { compilePlacement, deployBlocked, type Placement } from './plan-placement.ts'

const kinds = { deploy: 'deploy', promote: 'promotion', rollback: 'rollback' } as const

/**
 * Puts a revision on a stage beside or instead of what runs there, inside of a verb that holds the version's lock and has found that it
 * may. Promotions that this moves (because they were judged by what ran, or because what they had put there ends) are moved with it;
 * they come back as entries of the audit log.
 */
export async function putOnStage(
  { ctx, tx, change }: Pick<VerbRun<unknown>, 'ctx' | 'tx' | 'change'>,
  placement: Placement,
  revision: { id: string; number: number },
  how: {
    actor: { kind: string; id: string }
    note: string | null
    canary: CanaryRule | null
    /** The promotion that does it: it is moved by its own verb. */
    promotionId?: string
  },
): Promise<{ deploymentId: string; audit: AuditEntry[] }> {
  const { version, stage, values } = placement
  if (!values) throw deployBlocked(placement.blockers)
  const deploymentId = newId('deployment')
  const ids = { deploymentId, revisionId: revision.id as Id<'revision'>, revisionNumber: revision.number }
  await assignFeatures(tx, placement.content)
  const compiled = await compilePlacement(tx, placement, ids, ctx.installation.portalUrl)
  const part = compiled.parts[0]
  if (!part || compiled.issues.length > 0) throw new DomainError('deploy_blocked', compiled.issues[0]?.message)
  await tx.$executeRaw`INSERT INTO snapshot_part (hash, content) VALUES (${part.hash}, ${part.text}) ON CONFLICT DO NOTHING`
  const now = ctx.now()
  // With nothing beside it a canary has all callers from the beginning.
  const canary = placement.running === null ? null : how.canary
  const live = { versionId: version.id, stageId: stage.id, endedAt: null }
  const before = await tx.deployment.findMany({ where: live, select: { id: true } })
  if (canary) await tx.deployment.updateMany({ where: live, data: { weight: 100 - canary.weight } })
  else await tx.deployment.updateMany({ where: live, data: { endedAt: now } })
  await tx.deployment.create({
    data: {
      id: deploymentId,
      versionId: version.id,
      stageId: stage.id,
      revisionId: revision.id,
      stageValuesId: values.id,
      kind: kinds[placement.act],
      fromStageId: placement.fromStage?.id ?? null,
      partHash: part.hash,
      weight: canary?.weight ?? 100,
      ...(canary ? { canary } : {}),
      changeSeq: 0n,
      actor: how.actor,
      note: how.note,
      startedAt: now,
    },
  })
  change.snapshot('deployment', deploymentId, stage.id)
  change.withSeq((inner, seq) => inner.deployment.update({ where: { id: deploymentId }, data: { changeSeq: seq } }))
  const ended = canary ? [] : before.map(({ id }) => id)
  return {
    deploymentId,
    audit: [
      ...(await endOnStage(tx, ctx, ended, {
        act: placement.act,
        number: revision.number,
        stage: stage.name,
        note: how.note,
      })),
      ...(await staleMoved(tx, ctx, { versionId: version.id, except: how.promotionId })),
    ],
  }
}
