import { deleteProduct as endpoint } from '@gatehouse/contracts/endpoints/products'
import type { Db } from '../apis/find-version.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { productScope } from './product-scope.ts'

/** Why a product must stay, in words; null when nobody ever subscribed. */
export async function productHeldBy(db: Db, productId: string): Promise<string | null> {
  const open = await db.subscription.count({ where: { productId, openKey: { not: null } } })
  if (open > 0) return `${open} ${open === 1 ? 'application has' : 'applications have'} access through it.`
  const all = await db.subscription.count({ where: { productId } })
  return all > 0 ? 'It had subscriptions, and their history is kept. Retire its plans instead.' : null
}

/** Deletes a product to which nobody ever subscribed. */
export const deleteProduct = verb({
  name: 'product.delete',
  allowed: { permission: 'product.manage' },
  read: 'product.read',
  input: endpoint.params,
  scope: (tx, input) => productScope(tx, input.productId),
  run: async ({ tx, input, change }) => {
    const { productId } = input
    await tx.$queryRaw`SELECT 1 FROM product WHERE id = ${productId} FOR UPDATE`
    const held = await productHeldBy(tx, productId)
    if (held !== null) throw new DomainError('not_possible', held)
    const product = await tx.product.findUniqueOrThrow({
      where: { id: productId },
      select: {
        id: true,
        slug: true,
        name: true,
        teamId: true,
        plans: { select: { versions: { select: { id: true } } } },
      },
    })
    for (const { id } of product.plans.flatMap(({ versions }) => versions))
      change.access('planVersion', id, { deleted: true })
    await tx.planVersion.deleteMany({ where: { plan: { productId } } })
    await tx.plan.deleteMany({ where: { productId } })
    await tx.productItem.deleteMany({ where: { productId } })
    await tx.portalProduct.deleteMany({ where: { productId } })
    await tx.product.delete({ where: { id: productId } })
    change.access('product', productId, { deleted: true })
    return product
  },
  audit: ({ result }) => ({
    target: { kind: 'product', id: result.id },
    teamId: result.teamId,
    before: { slug: result.slug, name: result.name },
  }),
  answer: () => ({ deleted: true as const }),
})
