import type { Db } from '../apis/find-version.ts'
import type { Seen } from '../reviews/what-runs.ts'

/** By which products and plans an operation can be called, with how many applications do. */
export type Callers = { product: string; plans: { name: string; applications: number }[] }[]

/** Products with an operation, their plans and subscribers; of products that the reader does not see there is only the number. */
export async function loadCallers(db: Db, seen: Seen): Promise<(versionId: string, operationId: string) => Callers> {
  const items = await db.productItem.findMany({
    orderBy: { product: { name: 'asc' } },
    select: {
      versionId: true,
      include: true,
      tag: true,
      operationIds: true,
      product: {
        select: {
          id: true,
          name: true,
          teamId: true,
          plans: {
            orderBy: [{ position: 'asc' }, { id: 'asc' }],
            select: {
              name: true,
              retiredAt: true,
              _count: { select: { subscriptions: { where: { state: 'active' } } } },
            },
          },
        },
      },
    },
  })
  const tagged = await taggedOperations(
    db,
    items.flatMap(({ versionId, tag }) => (tag === null ? [] : [versionId])),
  )
  return (versionId, operationId) => {
    const found = items.filter(
      (item) =>
        item.versionId === versionId &&
        (item.include === 'version' ||
          (item.include === 'operations' && item.operationIds.includes(operationId)) ||
          (item.include === 'tag' && tagged(operationId).includes(item.tag ?? ''))),
    )
    const products = new Map(found.map(({ product }) => [product.id, product]))
    return [...products.values()].map(({ name, teamId, plans }) => ({
      product: seen.all || seen.teamIds.includes(teamId) ? name : 'A product of another team',
      plans: plans
        .filter(({ retiredAt, _count }) => retiredAt === null || _count.subscriptions > 0)
        .map((plan) => ({ name: plan.name, applications: plan._count.subscriptions })),
    }))
  }
}

/** Tags of operations as they run, where a product goes by tag. */
async function taggedOperations(db: Db, versionIds: readonly string[]): Promise<(operationId: string) => string[]> {
  if (versionIds.length === 0) return () => []
  const rows = await db.revision.findMany({
    where: { versionId: { in: [...new Set(versionIds)] }, deployments: { some: { endedAt: null } } },
    select: { content: true },
  })
  type Content = {
    contract: { operations: { method: string; path: string; tags: string[] }[] }
    operations: Record<string, { id: string } | undefined>
  }
  const tags = new Map<string, string[]>()
  for (const { content } of rows) {
    const { contract, operations } = content as unknown as Content
    for (const { method, path, tags: own } of contract.operations) {
      const id = operations[`${method} ${path}`]?.id
      if (id !== undefined) tags.set(id, [...(tags.get(id) ?? []), ...own])
    }
  }
  return (operationId) => tags.get(operationId) ?? []
}
