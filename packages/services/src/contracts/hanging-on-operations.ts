import { usageStoreOf } from '@gatehouse/analytics/store/postgres-usage-store'
import type { Db, FoundVersion } from '../apis/find-version.ts'
import { holds } from '../grammar/authorize.ts'
import type { Context } from '../grammar/context.ts'

const month = 30 * 86_400_000
/** More operations than any version has callers of. */
const most = 5_000

/** Calls of the last 30 days by operation id; null for who may not read the API's usage. */
export async function callsOfOperations(
  ctx: Context,
  version: FoundVersion,
): Promise<ReadonlyMap<string, number> | null> {
  const { actor } = ctx
  const scope = { apiId: version.apiId, teamId: version.api.teamId }
  const reader =
    actor.kind === 'system' ||
    ((actor.kind === 'member' || actor.kind === 'serviceAccount') && holds(actor.grants, 'usage.read', scope))
  if (!reader) return null
  const to = ctx.now()
  const filter = { from: new Date(to.getTime() - month), to, versionId: version.id }
  const ranked = await usageStoreOf(ctx.db.pool).ranking(filter, 'operation', most)
  return new Map(ranked.map(({ id, requests }) => [id, requests]))
}

/** Products that list an operation by itself, by operation id. */
export async function productsOfOperations(
  db: Db,
  operationIds: readonly string[],
): Promise<ReadonlyMap<string, { id: string; name: string }[]>> {
  if (operationIds.length === 0) return new Map()
  const items = await db.productItem.findMany({
    where: { include: 'operations', operationIds: { hasSome: [...operationIds] } },
    select: { operationIds: true, product: { select: { id: true, name: true } } },
    orderBy: { product: { name: 'asc' } },
  })
  return new Map(
    operationIds.map((id) => [
      id,
      items.filter((item) => item.operationIds.includes(id)).map(({ product }) => product),
    ]),
  )
}
