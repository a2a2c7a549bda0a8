import type { ApiDescription } from '@gatehouse/contracts/api-description'
import type { PortalDeprecation } from '@gatehouse/contracts/endpoints/deprecations'
import type { RevisionContent } from '@gatehouse/contracts/revision'
import { announcedPrograms } from '../deprecation/announced-programs.ts'
import type { Context } from '../grammar/context.ts'
import type { Reader } from '../grammar/query.ts'
import { operationSlugs } from './operation-slugs.ts'
import { visibleApis } from './visible-apis.ts'

/** How a version ends, for its readers; null while nobody was told. The successor only where the reader may see it, too. */
export async function portalDeprecation(
  db: Reader,
  ctx: Context,
  versionId: string,
  contract: ApiDescription,
): Promise<PortalDeprecation | null> {
  const program = (await announcedPrograms(db, [versionId])).get(versionId)
  if (!program) return null
  return {
    deprecatedAt: program.deprecatedAt.toISOString(),
    sunsetAt: program.sunsetAt?.toISOString() ?? null,
    guideUrl: program.guideUrl,
    message: program.message,
    brownOuts: program.brownOuts
      .filter(({ to }) => to > ctx.now())
      .map(({ from, to }) => ({ from: from.toISOString(), to: to.toISOString() })),
    successor: program.successorId === null ? null : await visibleSuccessor(db, ctx, program.successorId, contract),
  }
}

async function visibleSuccessor(
  db: Reader,
  ctx: Context,
  id: string,
  contract: ApiDescription,
): Promise<PortalDeprecation['successor']> {
  const row = await db.version.findFirst({
    where: { id, listings: { some: {} }, state: { not: 'draft' }, api: await visibleApis(db, ctx) },
    select: {
      name: true,
      api: { select: { slug: true, name: true } },
      deployments: {
        where: { endedAt: null, stage: { exposure: { not: 'hidden' } } },
        orderBy: [{ stage: { position: 'desc' } }, { weight: 'desc' }],
        take: 1,
        select: { revision: { select: { content: true } } },
      },
      revisions: { orderBy: { number: 'desc' }, take: 1, select: { content: true } },
    },
  })
  if (!row) return null
  const shown = row.deployments[0]?.revision.content ?? row.revisions[0]?.content
  const next = shown ? (shown as unknown as RevisionContent).contract : null
  return { api: row.api, version: row.name, operations: next ? sameOperations(contract, next) : {} }
}

/** Page of each operation → page of the same one in the successor: by operationId, else by verb and path. */
function sameOperations(before: ApiDescription, after: ApiDescription): Record<string, string> {
  const slugs = operationSlugs(after)
  const byKey = new Map<string, string>()
  for (const { method, path, operationId } of after.operations) {
    const slug = slugs.get(`${method} ${path}`)
    if (slug === undefined) continue
    byKey.set(`${method} ${path}`, slug)
    if (operationId !== undefined) byKey.set(`id ${operationId}`, slug)
  }
  const own = operationSlugs(before)
  return Object.fromEntries(
    before.operations.flatMap(({ method, path, operationId }) => {
      const key = `${method} ${path}`
      const from = own.get(key)
      const to = byKey.get(`id ${operationId}`) ?? byKey.get(key)
      return from !== undefined && to !== undefined ? [[from, to]] : []
    }),
  )
}
