import type { ChangeItem } from '@gatehouse/contracts/endpoints/deployment-views'
import { stageValues } from '@gatehouse/contracts/stage-values'
import type { Db } from '../apis/find-version.ts'
import { describeChanges } from '../contracts/changes/describe-changes.ts'
import { describeValues } from '../contracts/changes/describe-values.ts'
import { storedContent } from '../contracts/stored-content.ts'
import type { Placement } from './plan-placement.ts'

/** How what an act would put on a stage differs from what runs there: contract, settings and stage values. */
export async function describePlacement(db: Db, placement: Placement): Promise<ChangeItem[]> {
  if (placement.same) return []
  const { running } = placement
  const before = running
    ? await db.deployment.findUniqueOrThrow({
        where: { id: running.id },
        include: { revision: true, stageValues: true },
      })
    : null
  return [
    ...(await describeChanges(before ? storedContent(before.revision.content) : undefined, placement.content)),
    ...(before && placement.values
      ? describeValues(stageValues.parse(before.stageValues.values), placement.values.values)
      : []),
  ]
}
