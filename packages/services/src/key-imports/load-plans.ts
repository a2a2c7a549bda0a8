import type { Transaction } from '@gatehouse/db/client'

/** Plans that may be given now, with their product and current terms, by id. */
export async function loadPlans(
  tx: Transaction,
  ids: readonly string[],
): Promise<Map<string, { id: string; productId: string; planVersionId: string }>> {
  const rows = await tx.plan.findMany({
    where: { id: { in: [...new Set(ids)] }, retiredAt: null },
    select: { id: true, productId: true, versions: { orderBy: { number: 'desc' }, take: 1, select: { id: true } } },
  })
  return new Map(
    rows.flatMap(({ id, productId, versions }) => {
      const [current] = versions
      return current === undefined ? [] : [[id, { id, productId, planVersionId: current.id }] as const]
    }),
  )
}
