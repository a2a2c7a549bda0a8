import { setProductTools as endpoint } from '@gatehouse/contracts/endpoints/products'
import { Prisma } from '@gatehouse/db/client'
import { DomainError } from '../grammar/domain-error.ts'
import { checkEtag, verb } from '../grammar/verb.ts'
import { auditOfProduct } from './create-product.ts'
import { productScope } from './product-scope.ts'
import { productInclude, toProductView } from './product-view.ts'

/** Sets which operations of the product AI agents are offered; it holds at the gateways at once, without a deploy. */
export const setProductTools = verb({
  name: 'product.set-tools',
  allowed: { permission: 'product.manage' },
  read: 'product.read',
  input: endpoint.params.extend(endpoint.body.shape),
  scope: (tx, input) => productScope(tx, input.productId),
  run: async ({ tx, input, change, ifMatch }) => {
    const read = () => tx.product.findUniqueOrThrow({ where: { id: input.productId }, include: productInclude })
    const before = toProductView(await read())
    checkEtag(before.etag, ifMatch)
    const tools = Array.isArray(input.tools) ? [...new Set(input.tools)].sort() : input.tools
    if (Array.isArray(tools)) {
      const versionIds = before.items.map(({ versionId }) => versionId)
      const known = await tx.operation.count({
        where: { id: { in: tools }, versionId: { in: versionIds }, removedAt: null },
      })
      if (known !== tools.length) {
        throw new DomainError(
          'invalid_input',
          'Some of the chosen operations are not part of the product. Load it again and choose.',
        )
      }
    }
    await tx.product.update({
      where: { id: input.productId, etag: before.etag },
      data: { etag: { increment: 1 }, tools: tools ?? Prisma.DbNull },
    })
    change.access('product', input.productId)
    return { before, after: toProductView(await read()) }
  },
  audit: ({ result }) => ({
    target: { kind: 'product', id: result.after.id },
    teamId: result.after.team.id,
    before: auditOfProduct(result.before),
    after: auditOfProduct(result.after),
  }),
  answer: ({ after }) => after,
})
