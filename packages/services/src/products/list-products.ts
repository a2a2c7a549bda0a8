import {
  getProduct as getEndpoint,
  listProducts as listEndpoint,
  listPortals as portalsEndpoint,
} from '@gatehouse/contracts/endpoints/products'
import type { Id } from '@gatehouse/contracts/ids'
import type { Prisma } from '@gatehouse/db/client'
import { grantsOf } from '../grammar/authorize.ts'
import { decodeCursor, encodeCursor, toPage } from '../grammar/page.ts'
import { query } from '../grammar/query.ts'
import { productScope } from './product-scope.ts'
import { productInclude, toProductView } from './product-view.ts'

/** Products that the actor may see, newest first. */
export const listProducts = query({
  name: 'product.list',
  allowed: { anyMember: true, permission: 'product.read', anyScope: true },
  input: listEndpoint.query,
  run: async ({ ctx, db, input }) => {
    const visible = grantsOf(ctx.actor, 'product.read')
    const where: Prisma.ProductWhereInput[] = []
    if (!visible.all)
      where.push({
        OR: [{ teamId: { in: visible.teamIds } }, { items: { some: { version: { apiId: { in: visible.apiIds } } } } }],
      })
    if (input.q) where.push({ name: { contains: input.q, mode: 'insensitive' } })
    if (input.cursor) where.push({ id: { lt: decodeCursor(input.cursor, 1)[0] ?? '' } })
    const rows = await db.product.findMany({
      where: { AND: where },
      orderBy: { id: 'desc' },
      take: input.limit + 1,
      include: productInclude,
    })
    return toPage(rows, input.limit, toProductView, (row) => encodeCursor(row.id))
  },
})

export const getProduct = query({
  name: 'product.get',
  allowed: { permission: 'product.read' },
  input: getEndpoint.params,
  scope: (db, input) => productScope(db, input.productId),
  run: async ({ db, input }) =>
    toProductView(await db.product.findUniqueOrThrow({ where: { id: input.productId }, include: productInclude })),
})

export const listPortals = query({
  name: 'portal.list',
  allowed: { anyMember: true, permission: 'product.read', anyScope: true },
  input: portalsEndpoint.query,
  run: async ({ db, input }) => {
    const rows = await db.portal.findMany({
      where: input.cursor ? { id: { gt: decodeCursor(input.cursor, 1)[0] ?? '' } } : {},
      orderBy: { id: 'asc' },
      take: input.limit + 1,
    })
    return toPage(
      rows,
      input.limit,
      ({ id, slug, name, url }) => ({ id: id as Id<'portal'>, slug, name, url }),
      (row) => encodeCursor(row.id),
    )
  },
})
