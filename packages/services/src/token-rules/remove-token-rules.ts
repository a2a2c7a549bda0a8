import type { Transaction } from '@gatehouse/db/client'
import type { ChangeSet } from '../grammar/change-set.ts'

/** For what is deleted itself: an API or a stage takes its rules along, here and at the gateways. */
export async function removeTokenRules(
  tx: Transaction,
  change: ChangeSet,
  where: { apiId: string } | { stageId: string },
): Promise<void> {
  const rules = await tx.apiTokenRule.findMany({ where, select: { id: true, stageId: true } })
  await tx.apiTokenRule.deleteMany({ where })
  for (const { id, stageId } of rules) change.access('tokenRule', id, { stageId, deleted: true })
}
