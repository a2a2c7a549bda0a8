import type { Id } from '@gatehouse/contracts/ids'
import { publishVersion } from '@gatehouse/services/apis/move-lifecycle'
import { importApi } from '@gatehouse/services/contracts/import-api'
import { deploy } from '@gatehouse/services/deployments/deploy'
import { getStageValues, putStageValues } from '@gatehouse/services/deployments/stage-values'
import type { Context } from '@gatehouse/services/grammar/context'
import { createProduct } from '@gatehouse/services/products/create-product'
import { createPromotion } from '@gatehouse/services/promotions/create-promotion'

type Offered = {
  slug: string
  name: string
  fileName: string
  source: string
  backendUrl: string
  teamId: Id<'team'>
  audience: 'internal' | 'partner' | 'public'
  tags: string[]
  plans: Parameters<typeof createProduct>[0]['input']['plans']
}

/**
 * Takes an API the whole way: import, deploy, promote to the last stage, publish, offer. A run that was broken off goes on where it
 * stopped. The caller asks `isOffered` first: once the API is offered, it is the people's, and nothing of it is touched again.
 */
export async function seedOfferedApi(ctx: Context, api: Offered): Promise<void> {
  const { prisma } = ctx.db
  const path = { api: api.slug, version: 'v1' }
  const known = await prisma.version.findFirst({ where: { api: { slug: api.slug }, name: 'v1' }, select: { id: true } })
  if (!known) {
    const { slug, name, fileName, source, teamId, audience, tags, backendUrl } = api
    await importApi({ ctx, input: { slug, name, fileName, source, teamId, audience, tags, backendUrl } })
  }
  for (const [index, stage] of (await prisma.stage.findMany({ orderBy: { position: 'asc' } })).entries()) {
    const values = await getStageValues({ ctx, input: { ...path, stage: stage.slug } })
    if (values.missing.length > 0) {
      const backends = { default: { url: api.backendUrl } }
      await putStageValues({ ctx, input: { ...path, stage: stage.slug, values: { backends } }, ifMatch: values.etag })
    }
    const input = { ...path, stage: stage.slug, note: 'Demonstration' }
    if (index === 0) await deploy({ ctx, input })
    else await createPromotion({ ctx, input: { ...input, mode: 'run' } })
  }
  await publishVersion({ ctx, input: path })
  const version = await prisma.version.findFirstOrThrow({
    where: { api: { slug: api.slug }, name: 'v1' },
    select: { id: true },
  })
  const portals = await prisma.portal.findMany({ orderBy: { createdAt: 'asc' }, take: 1, select: { id: true } })
  await createProduct({
    ctx,
    input: {
      name: api.name,
      teamId: api.teamId,
      items: [{ include: 'version', versionId: version.id as Id<'version'> }],
      plans: api.plans,
      portalIds: portals.map(({ id }) => id as Id<'portal'>),
    },
  })
}
