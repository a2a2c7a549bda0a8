import type { planView, productView } from '@gatehouse/contracts/endpoints/products'
import type { Id } from '@gatehouse/contracts/ids'
import type { Prisma } from '@gatehouse/db/client'
import type { z } from 'zod'

export type ProductView = z.output<typeof productView>
export type PlanView = z.output<typeof planView>
type PlanLimitsColumn = PlanView['limits']
type PriceColumn = PlanView['price']

/** What a product is shown from. */
export const productInclude = {
  team: { select: { id: true, name: true } },
  items: {
    orderBy: { id: 'asc' },
    include: {
      version: {
        select: {
          id: true,
          name: true,
          api: { select: { slug: true, name: true } },
          _count: { select: { operations: { where: { removedAt: null } } } },
        },
      },
    },
  },
  plans: {
    orderBy: { position: 'asc' },
    include: {
      versions: { orderBy: { number: 'desc' }, take: 1 },
      _count: { select: { subscriptions: { where: { openKey: { not: null } } } } },
    },
  },
  portals: { include: { portal: { select: { id: true, name: true } } } },
  subscriptions: { where: { state: { in: ['pending', 'active'] } }, select: { state: true } },
} satisfies Prisma.ProductInclude

export type ProductRow = Prisma.ProductGetPayload<{ include: typeof productInclude }>
type PlanRow = ProductRow['plans'][number]

export function toPlanView(row: PlanRow): PlanView {
  const current = row.versions[0]
  if (!current) throw new Error(`plan ${row.id} has no version`)
  return {
    id: row.id as Id<'plan'>,
    slug: row.slug,
    name: row.name,
    description: row.description,
    planVersionId: current.id as Id<'planVersion'>,
    number: current.number,
    limits: current.limits as PlanLimitsColumn,
    price: current.price as PriceColumn,
    approval: current.approval as PlanView['approval'],
    retiredAt: row.retiredAt?.toISOString() ?? null,
    subscriptions: row._count.subscriptions,
    etag: row.etag,
  }
}

export function toProductView(row: ProductRow): ProductView {
  return {
    id: row.id as Id<'product'>,
    slug: row.slug,
    name: row.name,
    description: row.description,
    team: { id: row.team.id as Id<'team'>, name: row.team.name },
    items: row.items.map((item) => ({
      id: item.id as Id<'productItem'>,
      include: item.include as ProductView['items'][number]['include'],
      versionId: item.versionId as Id<'version'>,
      apiSlug: item.version.api.slug,
      apiName: item.version.api.name,
      versionName: item.version.name,
      tag: item.tag,
      operationIds: item.operationIds as Id<'operation'>[],
      operations: item.include === 'operations' ? item.operationIds.length : item.version._count.operations,
    })),
    tools: row.tools as ProductView['tools'],
    plans: row.plans.map(toPlanView),
    portals: row.portals.map(({ portal }) => ({ id: portal.id as Id<'portal'>, name: portal.name })),
    subscriptions: {
      pending: row.subscriptions.filter(({ state }) => state === 'pending').length,
      active: row.subscriptions.filter(({ state }) => state === 'active').length,
    },
    createdAt: row.createdAt.toISOString(),
    etag: row.etag,
  }
}
