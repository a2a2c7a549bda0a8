import type { Db, FoundVersion } from '../apis/find-version.ts'
import { DomainError, notFound } from '../grammar/domain-error.ts'
import { type Act, type Placement, placementOf, type StageRow, takenOff } from './plan-placement.ts'

/** The saved stage values that an act would pin. */
function latestValues(db: Db, versionId: string, stageId: string) {
  return db.stageValues.findFirst({
    where: { versionId, stageId },
    orderBy: { number: 'desc' },
    select: { id: true, number: true, values: true },
  })
}

async function placeWorkingCopy(db: Db, version: FoundVersion, stage: StageRow): Promise<Placement> {
  if (stage.accepts !== 'deploy') throw new DomainError('promotion_only', `${stage.name} takes promotions only.`)
  const copy = await db.workingCopy.findUniqueOrThrow({ where: { versionId: version.id } })
  const revision = await db.revision.findUnique({
    where: { versionId_hash: { versionId: version.id, hash: copy.contentHash } },
    select: { id: true, number: true },
  })
  return placementOf(db, 'deploy', version, stage, {
    content: copy.content,
    hash: copy.contentHash,
    revision,
    values: await latestValues(db, version.id, stage.id),
    fromStage: null,
  })
}

async function placePromotion(
  db: Db,
  version: FoundVersion,
  stage: StageRow,
  expected: number | undefined,
): Promise<Placement> {
  const from = await db.stage.findFirst({ where: { position: { lt: stage.position } }, orderBy: { position: 'desc' } })
  if (!from) throw new DomainError('not_possible', `${stage.name} is the first stage: deploy to it.`)
  const source = await db.deployment.findFirst({
    where: { versionId: version.id, stageId: from.id, endedAt: null },
    orderBy: { startedAt: 'asc' },
    include: { revision: true },
  })
  if (!source) throw new DomainError('not_possible', `Nothing runs on ${from.name}, so there is nothing to promote.`)
  if (expected !== undefined && source.revision.number !== expected)
    throw new DomainError('changed_meanwhile', `${from.name} runs r${source.revision.number} now, not r${expected}.`)
  return placementOf(db, 'promote', version, stage, {
    content: source.revision.content,
    hash: source.revision.hash,
    revision: { id: source.revision.id, number: source.revision.number },
    values: await latestValues(db, version.id, stage.id),
    fromStage: from,
  })
}

async function placeRollback(
  db: Db,
  version: FoundVersion,
  stage: StageRow,
  { deployment: deploymentId, running: expected }: PlacementInput,
): Promise<Placement> {
  const [running, canary] = await db.deployment.findMany({
    where: { versionId: version.id, stageId: stage.id, endedAt: null },
    orderBy: { startedAt: 'asc' },
    include: { revision: true, stageValues: true },
  })
  if (expected !== undefined && running?.id !== expected)
    throw new DomainError('changed_meanwhile', `Something else runs on ${stage.name} now.`)
  const target =
    deploymentId === undefined
      ? // What runs beside a canary is what there is to go back to.
        canary
        ? running
        : await db.deployment.findFirst({
            where: {
              versionId: version.id,
              stageId: stage.id,
              endedAt: { not: null },
              // A canary that was taken back is nothing to go back to; what was taken off is.
              OR: [{ endReason: null }, { endReason: { startsWith: takenOff } }],
              ...(running ? { NOT: { revisionId: running.revisionId, stageValuesId: running.stageValuesId } } : {}),
            },
            orderBy: [{ startedAt: 'desc' }, { id: 'desc' }],
            include: { revision: true, stageValues: true },
          })
      : await db.deployment.findFirst({
          where: { id: deploymentId, versionId: version.id, stageId: stage.id },
          include: { revision: true, stageValues: true },
        })
  if (!target) {
    if (deploymentId !== undefined) throw notFound()
    throw new DomainError(
      'not_possible',
      `Nothing else ran on ${stage.name} before, so there is nothing to roll back to.`,
    )
  }
  return placementOf(db, 'rollback', version, stage, {
    content: target.revision.content,
    hash: target.revision.hash,
    revision: { id: target.revision.id, number: target.revision.number },
    values: target.stageValues,
    fromStage: null,
  })
}

export type PlacementInput = {
  revision?: number | undefined
  deployment?: string | undefined
  /** Of a rollback: what is to be taken back; another one running is refused. */
  running?: string | undefined
}

/** What an act would do now. Refuses what the stage does not take at all; everything else that is missing is a blocker. */
export function findPlacement(
  db: Db,
  act: Act,
  version: FoundVersion,
  stage: StageRow,
  input: PlacementInput,
): Promise<Placement> {
  switch (act) {
    case 'deploy':
      return placeWorkingCopy(db, version, stage)
    case 'promote':
      return placePromotion(db, version, stage, input.revision)
    case 'rollback':
      return placeRollback(db, version, stage, input)
  }
}
