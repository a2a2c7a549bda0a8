import { listCatalogue as endpoint } from '@gatehouse/contracts/endpoints/portal'
import type { Prisma } from '@gatehouse/db/client'
import { decodeCursor, encodeCursor, toPage } from '../grammar/page.ts'
import { query } from '../grammar/query.ts'
import { catalogueInclude, toCatalogueItem } from './catalogue-item.ts'
import { visibleApis } from './visible-apis.ts'

/** APIs with a version in the portal that the reader may see, by name. */
export const listCatalogue = query({
  name: 'portal.catalogue',
  allowed: { visitor: true, developer: 'any', anyMember: true },
  input: endpoint.query,
  run: async ({ ctx, db, input }) => {
    const where: Prisma.ApiWhereInput[] = [
      await visibleApis(db, ctx),
      { versions: { some: { listings: { some: {} }, state: { in: ['published', 'deprecated'] } } } },
    ]
    if (input.tag) where.push({ tags: { has: input.tag } })
    for (const word of (input.q ?? '').split(/\s+/).filter(Boolean).slice(0, 6)) {
      const contains = { contains: word, mode: 'insensitive' as const }
      where.push({
        OR: [{ name: contains }, { summary: contains }, { slug: contains }, { tags: { has: word.toLowerCase() } }],
      })
    }
    if (input.cursor) {
      const [name = '', id = ''] = decodeCursor(input.cursor, 2)
      where.push({ OR: [{ name: { gt: name } }, { name, id: { gt: id } }] })
    }
    const rows = await db.api.findMany({
      where: { AND: where },
      orderBy: [{ name: 'asc' }, { id: 'asc' }],
      take: input.limit + 1,
      include: catalogueInclude,
    })
    return toPage(rows, input.limit, toCatalogueItem, (row) => encodeCursor(row.name, row.id))
  },
})
