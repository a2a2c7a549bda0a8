import { offerVersion as endpoint } from '@gatehouse/contracts/endpoints/products'
import { refuseWithoutReview } from '../access-changes/review-rule.ts'
import { verb } from '../grammar/verb.ts'
import { auditOfProduct, insertProduct } from './create-product.ts'
import { assertMayOffer, versionScope } from './product-scope.ts'

/** Calls that a newcomer can try freely without hurting a backend. */
const freePlan = {
  name: 'Free',
  description: 'For trying it out.',
  limits: {
    default: { rate: { limit: 10, periodSeconds: 1, burst: 20 }, quota: { limit: 10_000, period: 'month' as const } },
    stages: {},
  },
  price: { model: 'free' as const },
  approval: 'automatic' as const,
}

/** Offers one version: a product named like its API, bundling the whole version, with the given plan or a free one. */
export const offerVersion = verb({
  name: 'product.offer',
  allowed: { permission: 'product.manage' },
  read: 'api.read',
  input: endpoint.params.extend(endpoint.body.shape),
  scope: (tx, input) => versionScope(tx, input.versionId),
  run: async ({ ctx, tx, input, change }) => {
    await refuseWithoutReview(tx, ctx, 'product.offer')
    await assertMayOffer(tx, ctx, [input.versionId])
    const version = await tx.version.findUniqueOrThrow({
      where: { id: input.versionId },
      include: { api: { include: { versions: { select: { id: true } } } } },
    })
    const portalIds =
      input.portalIds ??
      (await tx.portal.findMany({ orderBy: { createdAt: 'asc' }, take: 1, select: { id: true } })).map(({ id }) => id)
    return insertProduct(tx, change, {
      name: version.api.versions.length > 1 ? `${version.api.name} ${version.name}` : version.api.name,
      description: version.api.summary,
      teamId: version.api.teamId,
      items: [{ include: 'version', versionId: input.versionId }],
      plans: [input.plan ?? freePlan],
      portalIds,
    })
  },
  audit: ({ input, result }) => ({
    target: { kind: 'product', id: result.id },
    teamId: result.team.id,
    after: { versionId: input.versionId, ...auditOfProduct(result) },
  }),
})
