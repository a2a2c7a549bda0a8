import type { ProposedChange } from '@gatehouse/contracts/endpoints/access-engine'
import type { Transaction } from '@gatehouse/db/client'
import type { z } from 'zod'
import { notFound } from '../../grammar/domain-error.ts'
import { createProduct } from '../../products/create-product.ts'
import { offerVersion } from '../../products/offer-version.ts'
import { setProductItems } from '../../products/update-product.ts'
import type { AccessActDefinition } from '../access-act.ts'

type Definition<I> = AccessActDefinition<I>
type Items = z.output<typeof setProductItems.input>

const include = {
  items: { include: { version: { select: { name: true, api: { select: { id: true, name: true } } } } } },
} as const

async function requireProduct(tx: Transaction, id: string) {
  const row = await tx.product.findUnique({ where: { id }, include })
  if (!row) throw notFound()
  return row
}

/** What a product bundles, a sentence an item. */
const side: Definition<never>['side'] = async (tx, _ctx, { id }) => {
  const row = await tx.product.findUnique({ where: { id }, include })
  if (!row) return null
  const listed = row.items.flatMap(({ operationIds }) => operationIds)
  const operations = await tx.operation.findMany({
    where: { id: { in: listed } },
    select: { id: true, method: true, path: true },
  })
  const nameOf = new Map(operations.map(({ id, method, path }) => [id, `${method} ${path}`]))
  return {
    sentences: row.items.flatMap(({ version, include: what, tag, operationIds }) => {
      const api = `${version.api.name} ${version.name}`
      if (what === 'tag') return [`${api}: operations with the tag “${tag}”, later ones included.`]
      if (what === 'version') return [`${api}: all operations, later ones included.`]
      return operationIds.map((one) => `${api}: ${nameOf.get(one) ?? one}.`)
    }),
    json: {
      name: row.name,
      items: row.items.map(({ versionId, include: what, tag, operationIds }) => ({
        versionId,
        include: what,
        tag,
        operationIds,
      })),
    },
  }
}

const where: Definition<unknown>['where'] = async (tx, _input, target) => {
  const row = target && (await tx.product.findUnique({ where: { id: target.id }, include }))
  const apis = new Set(row?.items.map(({ version }) => version.api.id))
  const versions = row?.items.map(({ versionId }) => versionId) ?? []
  const operations = await tx.operation.count({ where: { versionId: { in: versions }, removedAt: null } })
  return { stages: [], apis: apis.size, operations }
}

const made = (_input: unknown, answer?: unknown) => {
  const id = (answer as { id: string } | undefined)?.id
  return id === undefined ? null : { kind: 'product', id }
}

/** Nobody is subscribed to what is not there yet. */
const nobody = async (): Promise<ProposedChange | null> => null

export const productActs = {
  'product.set-items': {
    verb: setProductItems,
    title: async (tx, { productId }) =>
      `Change what the product “${(await requireProduct(tx, productId)).name}” bundles`,
    target: ({ productId }) => ({ kind: 'product', id: productId }),
    base: async (tx, { productId }) => {
      const { name, etag } = await requireProduct(tx, productId)
      return { product: { label: `The product “${name}”`, value: etag } }
    },
    etag: async (tx, { productId }) => (await requireProduct(tx, productId)).etag,
    side,
    where,
    diff: async (_tx, { productId, items }) => ({ kind: 'product', productId: productId as never, items }),
  } satisfies Definition<Items>,
  'product.create': {
    verb: createProduct,
    title: async (_tx, { name }) => `Make the product “${name}”`,
    target: made,
    base: async () => ({}),
    side,
    where,
    diff: nobody,
  } satisfies Definition<z.output<typeof createProduct.input>>,
  'product.offer': {
    verb: offerVersion,
    title: async (tx, { versionId }) => {
      const version = await tx.version.findUnique({
        where: { id: versionId },
        select: { name: true, api: { select: { name: true } } },
      })
      if (!version) throw notFound()
      return `Offer ${version.api.name} ${version.name} as a product of its own`
    },
    target: made,
    base: async () => ({}),
    side,
    where,
    diff: nobody,
  } satisfies Definition<z.output<typeof offerVersion.input>>,
}
