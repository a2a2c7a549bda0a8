import {
  setProductItems as itemsEndpoint,
  updateProduct as updateEndpoint,
} from '@gatehouse/contracts/endpoints/products'
import { refuseWithoutReview } from '../access-changes/review-rule.ts'
import { checkEtag, verb } from '../grammar/verb.ts'
import { auditOfProduct, setPortals } from './create-product.ts'
import { replaceProductItems } from './product-items.ts'
import { assertMayOffer, productScope } from './product-scope.ts'
import { productInclude, toProductView } from './product-view.ts'

/** Changes name, description or portals. */
export const updateProduct = verb({
  name: 'product.update',
  allowed: { permission: 'product.manage' },
  read: 'product.read',
  input: updateEndpoint.params.extend(updateEndpoint.body.shape),
  scope: (tx, input) => productScope(tx, input.productId),
  run: async ({ tx, input, ifMatch }) => {
    const before = toProductView(
      await tx.product.findUniqueOrThrow({ where: { id: input.productId }, include: productInclude }),
    )
    checkEtag(before.etag, ifMatch)
    const row = await tx.product.update({
      where: { id: input.productId, etag: before.etag },
      data: {
        etag: { increment: 1 },
        ...(input.name === undefined ? {} : { name: input.name }),
        ...(input.description === undefined ? {} : { description: input.description }),
      },
    })
    if (input.portalIds) await setPortals(tx, row.id, input.portalIds)
    return {
      before,
      after: toProductView(await tx.product.findUniqueOrThrow({ where: { id: row.id }, include: productInclude })),
    }
  },
  audit: ({ result }) => ({
    target: { kind: 'product', id: result.after.id },
    teamId: result.after.team.id,
    before: auditOfProduct(result.before),
    after: auditOfProduct(result.after),
  }),
  answer: ({ after }) => after,
})

/** Sets what the product bundles; it holds at the gateways at once, without a deploy. */
export const setProductItems = verb({
  name: 'product.set-items',
  allowed: { permission: 'product.manage' },
  read: 'product.read',
  input: itemsEndpoint.params.extend(itemsEndpoint.body.shape),
  scope: (tx, input) => productScope(tx, input.productId),
  run: async ({ ctx, tx, input, change, ifMatch }) => {
    await refuseWithoutReview(tx, ctx, 'product.set-items')
    const before = toProductView(
      await tx.product.findUniqueOrThrow({ where: { id: input.productId }, include: productInclude }),
    )
    checkEtag(before.etag, ifMatch)
    await assertMayOffer(
      tx,
      ctx,
      input.items.map((item) => item.versionId),
    )
    await tx.product.update({ where: { id: input.productId, etag: before.etag }, data: { etag: { increment: 1 } } })
    await replaceProductItems(tx, input.productId, input.items)
    change.access('product', input.productId)
    return {
      before,
      after: toProductView(
        await tx.product.findUniqueOrThrow({ where: { id: input.productId }, include: productInclude }),
      ),
    }
  },
  audit: ({ result }) => ({
    target: { kind: 'product', id: result.after.id },
    teamId: result.after.team.id,
    before: auditOfProduct(result.before),
    after: auditOfProduct(result.after),
  }),
  answer: ({ after }) => after,
})
