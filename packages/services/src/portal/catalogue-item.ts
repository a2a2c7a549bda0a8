import type { catalogueItem } from '@gatehouse/contracts/endpoints/portal'
import type { Id } from '@gatehouse/contracts/ids'
import type { Prisma } from '@gatehouse/db/client'
import type { z } from 'zod'

export type CatalogueItem = z.output<typeof catalogueItem>

/** Only what is listed in a portal is ever read here, so that nothing else can slip out. */
export const catalogueInclude = {
  team: { select: { name: true } },
  versions: {
    where: { listings: { some: {} }, state: { not: 'draft' } },
    orderBy: { createdAt: 'desc' },
    include: {
      _count: { select: { operations: { where: { removedAt: null } } } },
      deployments: { where: { endedAt: null, stage: { exposure: { not: 'hidden' } } }, select: { id: true }, take: 1 },
    },
  },
} satisfies Prisma.ApiInclude

type Row = Prisma.ApiGetPayload<{ include: typeof catalogueInclude }>

export function toCatalogueItem(row: Row): CatalogueItem {
  return {
    apiId: row.id as Id<'api'>,
    slug: row.slug,
    name: row.name,
    summary: row.summary,
    audience: row.audience as CatalogueItem['audience'],
    team: row.team.name,
    tags: row.tags,
    versions: row.versions.map((version) => ({
      id: version.id as Id<'version'>,
      name: version.name,
      state: version.state as CatalogueItem['versions'][number]['state'],
      operations: version._count.operations,
    })),
    callable: row.versions.some(({ deployments }) => deployments.length > 0),
  }
}
