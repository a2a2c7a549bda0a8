import type { Product } from '../access/terms.ts'
import type { RuntimeOperation, Snapshot } from '../decide-types.ts'

/** Whether a product includes an operation. The set is computed once per product row and snapshot, then it is one lookup. */
export function includes(product: Product, operation: RuntimeOperation, snapshot: Snapshot): boolean {
  if (product.resolvedFor !== snapshot || product.operations === null) {
    product.operations = resolve(product, snapshot)
    product.resolvedFor = snapshot
  }
  return product.operations[operation.index] === 1
}

function resolve(product: Product, snapshot: Snapshot): Uint8Array {
  const set = new Uint8Array(snapshot.operationCount)
  for (const item of product.items) {
    const operations = snapshot.internals.operationsByVersion.get(item.versionId) ?? []
    const listed = item.include === 'operations' ? new Set<string>(item.operationIds) : null
    for (const operation of operations) {
      const isIn =
        listed !== null
          ? listed.has(operation.id)
          : item.include === 'tag'
            ? operation.definition.tags.includes(item.tag)
            : item.include === 'version'
      if (isIn) set[operation.index] = 1
    }
  }
  return set
}
