import type { ChangeItem } from '@gatehouse/contracts/endpoints/deployment-views'
import { stageValues } from '@gatehouse/contracts/stage-values'
import type { Db, FoundVersion } from '../apis/find-version.ts'
import { loadContent } from '../contracts/stored-content.ts'
import type { Placement, StageRow } from '../deployments/plan-placement.ts'
import type { BoundState } from './bound-state.ts'
import type { CheckSubject } from './check.ts'

/** What the checks of a promotion judge: just what it is bound to. */
export async function subjectOfPromotion(
  db: Db,
  promotion: {
    id: string
    versionId: string
    stageId: string
    fromStageId: string
    origin: unknown
    note: string | null
  },
  bound: BoundState,
  changes: readonly ChangeItem[],
): Promise<CheckSubject> {
  const version: FoundVersion = await db.version.findUniqueOrThrow({
    where: { id: promotion.versionId },
    include: { api: { include: { team: { select: { id: true, name: true } } } } },
  })
  const stage: StageRow = await db.stage.findUniqueOrThrow({ where: { id: promotion.stageId } })
  const fromStage = await db.stage.findUnique({ where: { id: promotion.fromStageId } })
  const values =
    bound.values &&
    (await db.stageValues.findUniqueOrThrow({ where: { id: bound.values.id }, select: { values: true } }))
  const running = await db.deployment.findFirst({
    where: { versionId: version.id, stageId: stage.id, endedAt: null },
    orderBy: { startedAt: 'asc' },
    select: { id: true },
  })
  return {
    version,
    stage,
    fromStage,
    content: await loadContent(db, bound.revision.id),
    hash: bound.revision.hash,
    revision: { id: bound.revision.id, number: bound.revision.number },
    values: bound.values && values && { id: bound.values.id, values: stageValues.parse(values.values) },
    running:
      bound.target && running
        ? {
            deploymentId: running.id,
            revisionId: bound.target.revisionId,
            number: bound.target.number,
            content: await loadContent(db, bound.target.revisionId),
          }
        : null,
    changes,
    by: promotion.origin as CheckSubject['by'],
    promotionId: promotion.id,
    note: promotion.note,
  }
}

/** What the checks of a deploy judge. */
export async function subjectOfPlacement(
  db: Db,
  placement: Placement,
  by: CheckSubject['by'],
  changes: readonly ChangeItem[],
  note: string | null,
): Promise<CheckSubject> {
  const { version, stage, fromStage, content, hash, revision, values, running } = placement
  return {
    version,
    stage,
    fromStage,
    content,
    hash,
    revision,
    values,
    running: running && {
      deploymentId: running.id,
      revisionId: running.revisionId,
      number: running.revision.number,
      content: await loadContent(db, running.revisionId),
    },
    changes,
    by,
    promotionId: null,
    note,
  }
}
