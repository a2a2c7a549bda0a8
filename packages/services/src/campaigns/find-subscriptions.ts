import type { Prisma } from '@gatehouse/db/client'
import { dayText, type Gather, mostItems } from './found-item.ts'
import { applicationSelect, holderOfApplication, ownerHints, ownersOf } from './holding-application.ts'

/** What applications may call: application × product, under a plan. */
export const findSubscriptions: Gather = async (db, _ctx, scope) => {
  // A subscription opens a product on every stage, so it belongs to none.
  if (scope.stageIds) return []
  const where: Prisma.SubscriptionWhereInput = {
    state: { in: ['active', 'suspended'] },
    application: { deletedAt: null, ...(scope.teamIds ? { teamId: { in: [...scope.teamIds] } } : {}) },
    ...(scope.productIds ? { productId: { in: [...scope.productIds] } } : {}),
    ...(scope.apiIds ? { product: { items: { some: { version: { apiId: { in: [...scope.apiIds] } } } } } } : {}),
  }
  const rows = await db.subscription.findMany({
    where,
    orderBy: [{ applicationId: 'asc' }, { id: 'asc' }],
    take: mostItems + 1,
    include: {
      application: { select: applicationSelect },
      plan: { select: { name: true } },
      product: {
        select: {
          id: true,
          name: true,
          teamId: true,
          team: { select: { name: true } },
          items: {
            select: {
              include: true,
              version: { select: { id: true, name: true, api: { select: { id: true, name: true } } } },
            },
          },
        },
      },
    },
  })
  return rows.map((row) => {
    const { application, product, plan } = row
    const apis = [...new Map(product.items.map(({ version }) => [version.api.id, version.api.name]))]
    const versions = product.items.map(({ version }) => `${version.api.name} ${version.name}`)
    const since = row.decidedAt ?? row.requestedAt
    return {
      kind: 'subscription' as const,
      subjectId: row.id,
      holder: holderOfApplication(application),
      what: `${product.name}, plan ${plan.name}`,
      facts: [
        { label: 'Product', value: product.name },
        { label: 'Plan', value: plan.name },
        { label: 'Opens', value: [...new Set(versions)].join(', ') || 'nothing' },
        { label: 'Offered by', value: product.team.name },
      ],
      since,
      lastUsedAt: null,
      hints: [
        ...ownerHints(application),
        ...(apis.length >= 3
          ? [{ code: 'wide-scope' as const, text: `Opens ${apis.length} APIs with one subscription.` }]
          : []),
        ...(row.state === 'suspended' ? [{ code: 'suspended' as const, text: 'Suspended already.' }] : []),
      ],
      reason: `${application.name} of ${application.team.name} may call ${product.name} since ${dayText(since)}.`,
      refs: { applicationId: application.id, productId: product.id, stageId: null, teamId: application.teamId },
      offeringTeamIds: [product.teamId],
      apiIds: apis.map(([id]) => id),
      ownerIds: ownersOf(application),
      countedBy: {
        by: 'versions' as const,
        applicationId: application.id,
        versionIds: [...new Set(product.items.map(({ version }) => version.id))],
      },
    }
  })
}
