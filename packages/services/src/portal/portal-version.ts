import type { planLimits } from '@gatehouse/contracts/access'
import { type ApiDescription, operationKey } from '@gatehouse/contracts/api-description'
import { getPortalVersion as endpoint, type portalVersion } from '@gatehouse/contracts/endpoints/portal'
import type { Id } from '@gatehouse/contracts/ids'
import { keyLocationsOf } from '@gatehouse/contracts/key-locations'
import type { RevisionContent } from '@gatehouse/contracts/revision'
import type { z } from 'zod'
import { pauseInclude, toPauseView } from '../deployments/pause-version.ts'
import type { Context } from '../grammar/context.ts'
import { notFound } from '../grammar/domain-error.ts'
import { query, type Reader } from '../grammar/query.ts'
import { catalogueInclude, toCatalogueItem } from './catalogue-item.ts'
import { operationSlugs } from './operation-slugs.ts'
import { portalDeprecation } from './portal-deprecation.ts'
import { visibleApis } from './visible-apis.ts'

export type PortalVersionView = z.output<typeof portalVersion>
type Limits = { default: z.output<typeof planLimits>; stages: Record<string, z.output<typeof planLimits>> }

/** A version as its reader may see it: the contract that runs on the last open stage, plans, and his own access. */
export const getPortalVersion = query({
  name: 'portal.version',
  allowed: { visitor: true, developer: 'any', anyMember: true },
  input: endpoint.params,
  run: async ({ ctx, db, input }) => {
    const version = await db.version.findFirst({
      where: {
        name: input.version,
        listings: { some: {} },
        state: { not: 'draft' },
        api: { AND: [{ slug: input.slug }, await visibleApis(db, ctx)] },
      },
      include: { api: { include: catalogueInclude } },
    })
    if (!version) throw notFound()
    const deployments = await db.deployment.findMany({
      where: { versionId: version.id, endedAt: null, stage: { exposure: { not: 'hidden' } } },
      include: { stage: true, revision: { select: { number: true, content: true } } },
      orderBy: [{ stage: { position: 'asc' } }, { startedAt: 'asc' }],
    })
    // Of two on a stage the first began there before the other, which is a canary.
    const running = deployments.filter(
      (deployment, i) => deployments.findIndex(({ stageId }) => stageId === deployment.stageId) === i,
    )
    const shown = running.at(-1)?.revision.content ?? (await latestContent(db, version.id))
    if (!shown) throw notFound()
    const content = shown as unknown as RevisionContent
    const stages = running.map(({ stage, revision, startedAt }) => ({
      id: stage.id as Id<'stage'>,
      name: stage.publicName ?? stage.name,
      exposure: stage.exposure as 'sandbox' | 'live',
      baseUrl: `${stage.gatewayUrl}${version.basePath}`,
      revisionNumber: revision.number,
      deployedAt: startedAt.toISOString(),
    }))
    const slugs = operationSlugs(content.contract)
    const view: PortalVersionView = {
      api: toCatalogueItem(version.api),
      versionId: version.id as Id<'version'>,
      versionName: version.name,
      state: version.state as PortalVersionView['state'],
      stages,
      description: publicDescription(content.contract, stages),
      operations: content.contract.operations.flatMap((operation) => {
        const key = operationKey(operation)
        const settings = content.operations[key]
        const slug = slugs.get(key)
        return settings && slug ? [{ id: settings.id, slug, key, anonymous: settings.anonymous !== undefined }] : []
      }),
      keyLocations: keyLocationsOf(content),
      products: await offeredProducts(db, version.id, stages),
      access: await accessOf(db, ctx, version.id),
      contact: { email: version.api.contactEmail, supportUrl: version.api.supportUrl },
      deprecation: await portalDeprecation(db, ctx, version.id, content.contract),
      pauses: await openPauses(db, version.id, stages),
    }
    return view
  },
})

async function openPauses(
  db: Reader,
  versionId: string,
  stages: PortalVersionView['stages'],
): Promise<PortalVersionView['pauses']> {
  const rows = await db.pause.findMany({
    where: { versionId, resumedAt: null, stageId: { in: stages.map(({ id }) => id) } },
    include: pauseInclude,
    orderBy: { since: 'asc' },
  })
  return rows.map((row) => {
    const { operation, reason, since } = toPauseView(row)
    const stage = stages.find(({ id }) => id === row.stageId)?.name ?? ''
    return { stage, operation: operation?.key ?? null, reason, since }
  })
}

async function latestContent(db: Reader, versionId: string) {
  const revision = await db.revision.findFirst({
    where: { versionId },
    orderBy: { number: 'desc' },
    select: { content: true },
  })
  return revision?.content
}

/** The contract without the backend's addresses: readers call the gateway. */
function publicDescription(contract: ApiDescription, stages: PortalVersionView['stages']): ApiDescription {
  return { ...contract, servers: stages.map(({ baseUrl, name }) => ({ url: baseUrl, description: name })) }
}

async function offeredProducts(
  db: Reader,
  versionId: string,
  stages: PortalVersionView['stages'],
): Promise<PortalVersionView['products']> {
  const products = await db.product.findMany({
    where: { items: { some: { versionId } }, portals: { some: {} } },
    orderBy: { createdAt: 'asc' },
    include: {
      items: { where: { versionId } },
      plans: {
        where: { retiredAt: null },
        orderBy: { position: 'asc' },
        include: { versions: { orderBy: { number: 'desc' }, take: 1 } },
      },
    },
  })
  return products.map((product) => ({
    id: product.id as Id<'product'>,
    name: product.name,
    description: product.description,
    wholeVersion: product.items.some(({ include }) => include === 'version'),
    plans: product.plans.flatMap((plan) => {
      const current = plan.versions[0]
      if (!current) return []
      const limits = current.limits as Limits
      return [
        {
          id: plan.id as Id<'plan'>,
          name: plan.name,
          description: plan.description,
          limits: stages.map(({ id, name }) => ({
            stageId: id,
            stage: name,
            limits: limits.stages[id] ?? limits.default,
          })),
          approval: current.approval as 'automatic' | 'manual',
          free: (current.price as { model: string }).model === 'free',
        },
      ]
    }),
  }))
}

async function accessOf(db: Reader, ctx: Context, versionId: string): Promise<PortalVersionView['access']> {
  if (ctx.actor.kind !== 'developer') return []
  const subscriptions = await db.subscription.findMany({
    where: {
      openKey: { not: null },
      application: { teamId: { in: [...ctx.actor.teams.keys()] }, deletedAt: null },
      product: { items: { some: { versionId } } },
    },
    include: { application: { select: { id: true, name: true } }, plan: { select: { name: true } } },
    orderBy: { requestedAt: 'asc' },
    take: 100,
  })
  return subscriptions.map((row) => ({
    applicationId: row.application.id as Id<'application'>,
    applicationName: row.application.name,
    subscriptionId: row.id as Id<'subscription'>,
    planName: row.plan.name,
    state: row.state as 'pending' | 'active' | 'suspended',
  }))
}
