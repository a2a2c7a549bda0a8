import { newId } from '@gatehouse/contracts/ids'
import { type StageValues, stageValues } from '@gatehouse/contracts/stage-values'
import type { Transaction } from '@gatehouse/db/client'
import { hashContent } from '../contracts/content-hash.ts'
import { actorColumn, type Context } from '../grammar/context.ts'

/**
 * Values of a new version on the first stage, so that it answers there with nothing else typed: the address for its first backend, or
 * the mock for all. A stage that is live gets no mock by itself: its callers would take it for the real thing.
 */
export async function saveFirstValues(
  { ctx, tx }: { ctx: Context; tx: Transaction },
  versionId: string,
  backends: readonly string[],
  url: string | null,
): Promise<'backend' | 'mock' | 'nothing'> {
  const stage = await tx.stage.findFirst({ orderBy: { position: 'asc' }, select: { id: true, exposure: true } })
  if (!stage || (url === null && stage.exposure === 'live')) return 'nothing'
  const said = url === null ? backends.map((name) => [name, { mock: true }]) : [[backends[0] ?? 'default', { url }]]
  const values: StageValues = stageValues.parse({ backends: Object.fromEntries(said) })
  await tx.stageValues.create({
    data: {
      id: newId('stageValues'),
      versionId,
      stageId: stage.id,
      number: 1,
      values,
      hash: hashContent(values),
      actor: actorColumn(ctx),
    },
  })
  return url === null ? 'mock' : 'backend'
}
