import { createProduct as endpoint } from '@gatehouse/contracts/endpoints/products'
import { newId } from '@gatehouse/contracts/ids'
import type { Transaction } from '@gatehouse/db/client'
import { refuseWithoutReview } from '../access-changes/review-rule.ts'
import type { ChangeSet } from '../grammar/change-set.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { addPlan, type PlanInput } from './add-plan.ts'
import { type ProductItemInput, replaceProductItems } from './product-items.ts'
import { assertMayOffer } from './product-scope.ts'
import { type ProductView, productInclude, toProductView } from './product-view.ts'
import { freeSlug, toSlug } from './slug.ts'

/** Creates a product with items, plans and portals in one step. */
export const createProduct = verb({
  name: 'product.create',
  allowed: { permission: 'product.manage' },
  read: 'team.read',
  input: endpoint.body,
  scope: async (tx, input) =>
    (await tx.team.findUnique({ where: { id: input.teamId } })) ? { teamId: input.teamId } : null,
  run: async ({ ctx, tx, input, change }) => {
    await refuseWithoutReview(tx, ctx, 'product.create')
    await assertMayOffer(
      tx,
      ctx,
      input.items.map((item) => item.versionId),
    )
    return insertProduct(tx, change, input)
  },
  audit: ({ result }) => ({
    target: { kind: 'product', id: result.id },
    teamId: result.team.id,
    after: auditOfProduct(result),
  }),
})

export async function insertProduct(
  tx: Transaction,
  change: ChangeSet,
  input: {
    name: string
    slug?: string | undefined
    description: string
    teamId: string
    items: readonly ProductItemInput[]
    plans: readonly PlanInput[]
    portalIds: readonly string[]
  },
): Promise<ProductView> {
  const isTaken = async (slug: string) =>
    (await tx.product.findUnique({ where: { slug }, select: { id: true } })) !== null
  if (input.slug !== undefined && (await isTaken(input.slug)))
    throw new DomainError('already_exists', `A product with the slug “${input.slug}” exists.`)
  const slug = input.slug ?? (await freeSlug(toSlug(input.name), isTaken))
  const productId = newId('product')
  await tx.product.create({
    data: { id: productId, slug, name: input.name, description: input.description, teamId: input.teamId },
  })
  await replaceProductItems(tx, productId, input.items)
  for (const plan of input.plans) await addPlan(tx, change, productId, plan)
  await setPortals(tx, productId, input.portalIds)
  change.access('product', productId)
  return toProductView(await tx.product.findUniqueOrThrow({ where: { id: productId }, include: productInclude }))
}

/** Shows the product in exactly these portals. */
export async function setPortals(tx: Transaction, productId: string, portalIds: readonly string[]): Promise<void> {
  const wanted = [...new Set(portalIds)]
  if ((await tx.portal.count({ where: { id: { in: wanted } } })) !== wanted.length)
    throw new DomainError('invalid_input', 'One of the portals does not exist.')
  await tx.portalProduct.deleteMany({ where: { productId, portalId: { notIn: wanted } } })
  await tx.portalProduct.createMany({ data: wanted.map((portalId) => ({ portalId, productId })), skipDuplicates: true })
}

/** What the audit log keeps of a product: settings and ids. */
export function auditOfProduct(product: ProductView) {
  return {
    slug: product.slug,
    items: product.items.map(({ include, versionId, tag, operationIds }) => ({
      include,
      versionId,
      tag,
      operationIds,
    })),
    tools: product.tools,
    plans: product.plans.map(({ id, planVersionId, limits, approval }) => ({
      id,
      planVersionId,
      limits: JSON.parse(JSON.stringify(limits)),
      approval,
    })),
    portals: product.portals.map(({ id }) => id),
  }
}
