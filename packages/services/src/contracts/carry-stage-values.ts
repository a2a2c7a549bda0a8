import { newId } from '@gatehouse/contracts/ids'
import { stageValues } from '@gatehouse/contracts/stage-values'
import type { Transaction } from '@gatehouse/db/client'
import { actorColumn, type Context } from '../grammar/context.ts'
import { hashContent } from './content-hash.ts'

/**
 * What stages say of an operation goes along to its new method and path. The old key stays, too: revisions that run, and those that a
 * rollback returns to, still have it.
 */
export async function carryStageValues(
  { ctx, tx }: { ctx: Context; tx: Transaction },
  versionId: string,
  from: string,
  to: string,
): Promise<void> {
  const rows = await tx.stageValues.findMany({
    where: { versionId },
    orderBy: [{ stageId: 'asc' }, { number: 'desc' }],
    distinct: ['stageId'],
  })
  for (const row of rows) {
    const values = stageValues.parse(row.values)
    const own =
      values.operations !== undefined && Object.hasOwn(values.operations, from) ? values.operations[from] : null
    if (!own) continue
    const next = { ...values, operations: { ...values.operations, [to]: own } }
    const { stageId, number } = row
    const saved = { id: newId('stageValues'), versionId, stageId, number: number + 1, actor: actorColumn(ctx) }
    await tx.stageValues.create({ data: { ...saved, values: next, hash: hashContent(next) } })
  }
}
