import type { productItemInput } from '@gatehouse/contracts/endpoints/products'
import { newId } from '@gatehouse/contracts/ids'
import type { Transaction } from '@gatehouse/db/client'
import type { z } from 'zod'
import { DomainError } from '../grammar/domain-error.ts'

export type ProductItemInput = z.output<typeof productItemInput>

/** Replaces what a product bundles; every listed operation must be one of its version. */
export async function replaceProductItems(
  tx: Transaction,
  productId: string,
  items: readonly ProductItemInput[],
): Promise<void> {
  for (const item of items) {
    if (item.include !== 'operations') continue
    const known = await tx.operation.count({
      where: { versionId: item.versionId, id: { in: item.operationIds }, removedAt: null },
    })
    if (known !== new Set(item.operationIds).size) {
      throw new DomainError(
        'invalid_input',
        'Some of the chosen operations are not part of the version any more. Load them again and choose.',
      )
    }
  }
  await tx.productItem.deleteMany({ where: { productId } })
  await tx.productItem.createMany({
    data: items.map((item) => ({
      id: newId('productItem'),
      productId,
      versionId: item.versionId,
      include: item.include,
      tag: item.include === 'tag' ? item.tag : null,
      operationIds: item.include === 'operations' ? [...new Set(item.operationIds)] : [],
    })),
  })
}
