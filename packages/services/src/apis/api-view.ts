import type { ApiView, Audience } from '@gatehouse/contracts/endpoints/apis'
import type { LifecycleState } from '@gatehouse/contracts/snapshot'
import type { Prisma } from '@gatehouse/db/client'
import type { Db } from './find-version.ts'

const apiInclude = {
  team: { select: { id: true, name: true } },
  versions: {
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    select: { id: true, name: true, basePath: true, state: true },
  },
} satisfies Prisma.ApiInclude

/** The view of an API that is known to exist. */
export async function loadApiView(db: Db, apiId: string): Promise<ApiView> {
  const row = await db.api.findUniqueOrThrow({ where: { id: apiId }, include: apiInclude })
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    summary: row.summary,
    purpose: row.purpose,
    successMeasure: row.successMeasure,
    audience: row.audience as Audience,
    team: row.team,
    contactEmail: row.contactEmail,
    repositoryUrl: row.repositoryUrl,
    supportUrl: row.supportUrl,
    tags: row.tags,
    versions: row.versions.map((version) => ({ ...version, state: version.state as LifecycleState })),
    createdAt: row.createdAt.toISOString(),
    etag: row.etag,
  }
}
