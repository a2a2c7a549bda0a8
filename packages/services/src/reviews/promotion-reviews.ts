import type { Actor } from '@gatehouse/contracts/actor'
import type { Transaction } from '@gatehouse/db/client'
import type { Db } from '../apis/find-version.ts'
import { holds } from '../grammar/authorize.ts'
import { notFound } from '../grammar/domain-error.ts'
import { subjectOfPromotion } from '../promotions/find-subject.ts'
import { findPromotion, type LoadedPromotion } from '../promotions/load-promotion.ts'
import { preparedStates } from '../promotions/promotion-states.ts'
import { wakePromotion } from '../promotions/wake-promotion.ts'
import { candidatePolicy } from './candidate.ts'
import type { PolicyInForce } from './policies-in-force.ts'
import { recordReview } from './record-review.ts'

/** What a promotion would put in force, as a policy that can be reviewed before it is there. */
export async function policyOfPromotion(db: Db, promotion: string, versionId: string): Promise<PolicyInForce> {
  const row = await findPromotion(db, promotion)
  if (!row || row.versionId !== versionId) throw notFound()
  return withWriter(db, row)
}

async function withWriter(db: Db, row: LoadedPromotion): Promise<PolicyInForce> {
  const policy = candidatePolicy(await subjectOfPromotion(db, row, row.findings.bound, row.findings.changes))
  const revision = await db.revision.findUniqueOrThrow({
    where: { id: row.findings.bound.revision.id },
    select: { origin: true, createdAt: true },
  })
  return { ...policy, writer: revision.origin as PolicyInForce['writer'], since: revision.createdAt }
}

/** The approval of somebody who may review access is a review of exactly what the promotion brings. */
export async function reviewByApproval(
  tx: Transaction,
  row: LoadedPromotion,
  by: { actor: Actor; note?: string | undefined; at: Date },
): Promise<void> {
  const { actor, note, at } = by
  const scope = { apiId: row.version.apiId, teamId: row.version.api.teamId }
  if (actor.kind !== 'member' || !holds(actor.grants, 'access.approve', scope)) return
  const policy = await withWriter(tx, row)
  await recordReview(
    tx,
    { ...policy, stageId: policy.stage?.id ?? null },
    { reviewerId: actor.personId, source: 'promotion', sourceId: row.id, note, at },
  )
}

/** Gates that waited for a review of a version look again. */
export async function wakeReviewChecks(tx: Transaction, versionId: string, now: Date): Promise<void> {
  const rows = await tx.promotionCheck.findMany({
    where: {
      check: 'access-review',
      state: { in: ['failed', 'error'] },
      promotion: { versionId, state: { in: [...preparedStates] } },
    },
    select: { id: true, promotionId: true },
    orderBy: { id: 'asc' },
  })
  for (const { id, promotionId } of rows) {
    await tx.promotionCheck.update({
      where: { id },
      data: { state: 'waiting', verdict: null, evidence: {}, done: 0, total: 0 },
    })
    await wakePromotion(tx, promotionId, now)
  }
}
