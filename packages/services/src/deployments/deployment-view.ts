import type { DeploymentView } from '@gatehouse/contracts/endpoints/deployment-views'
import type { Prisma } from '@gatehouse/db/client'
import type { Db } from '../apis/find-version.ts'
import { toRevisionRef } from '../contracts/load-working-copy.ts'
import { toOriginView } from '../contracts/origin-view.ts'
import { actorNames } from '../people/actor-names.ts'
import { toStageRef } from '../stages/stage-view.ts'
import { loadReceipts } from './receipts.ts'

export const deploymentInclude = {
  stage: true,
  revision: { select: { id: true, number: true, hash: true, origin: true } },
  stageValues: { select: { number: true } },
} satisfies Prisma.DeploymentInclude
export type DeploymentRow = Prisma.DeploymentGetPayload<{ include: typeof deploymentInclude }>

/** Views of deployments; those that run carry their receipts. */
export async function toDeploymentViews(db: Db, rows: readonly DeploymentRow[], now: Date): Promise<DeploymentView[]> {
  const live = rows.filter(({ endedAt }) => endedAt === null)
  const receipts = await loadReceipts(
    db,
    live.map(({ changeSeq, stageId, startedAt }) => ({
      seq: changeSeq,
      stageId,
      kind: 'snapshot' as const,
      at: startedAt,
    })),
    now,
  )
  const nameOf = await actorNames(
    db,
    rows.map(({ actor }) => actor),
  )
  const fromIds = [...new Set(rows.flatMap(({ fromStageId }) => fromStageId ?? []))]
  const stages =
    fromIds.length === 0
      ? []
      : await db.stage.findMany({ where: { id: { in: fromIds } }, select: { id: true, name: true } })
  return rows.map((row) => ({
    id: row.id,
    stage: toStageRef(row.stage),
    revision: toRevisionRef(row.revision),
    origin: toOriginView(row.revision.origin),
    kind: row.kind as DeploymentView['kind'],
    fromStage: stages.find(({ id }) => id === row.fromStageId) ?? null,
    valuesNumber: row.stageValues.number,
    weight: row.weight,
    startedAt: row.startedAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    by: nameOf(row.actor),
    note: row.note,
    receipts: receipts[live.indexOf(row)] ?? null,
  }))
}

export async function loadDeploymentView(db: Db, id: string, now: Date): Promise<DeploymentView> {
  const row = await db.deployment.findUniqueOrThrow({ where: { id }, include: deploymentInclude })
  const [view] = await toDeploymentViews(db, [row], now)
  if (!view) throw new Error(`deployment ${id} has no view`)
  return view
}
