import type { RevisionContent } from '@gatehouse/contracts/revision'
import type { Transaction } from '@gatehouse/db/client'

/**
 * Makes the identities of a version say what its working copy says: method and path of each operation that it has, and since when it
 * lacks the others. An identity that is gone gives up a method and path that another has now.
 */
export async function syncOperations(
  tx: Transaction,
  versionId: string,
  { contract, operations }: RevisionContent,
  now: Date,
): Promise<void> {
  const rows = await tx.operation.findMany({ where: { versionId } })
  const known = new Map(rows.map((row) => [row.id, row]))
  const wanted = contract.operations.flatMap(({ method, path }) => {
    const id = operations[`${method} ${path}`]?.id
    return id === undefined ? [] : [{ id: id as string, method, path }]
  })
  const kept = new Set(wanted.map(({ id }) => id))
  const moved = wanted.filter(({ id, method, path }) => {
    const row = known.get(id)
    return row !== undefined && (row.method !== method || row.path !== path)
  })
  const taken = new Set(moved.map(({ method, path }) => `${method} ${path}`))
  const created = wanted.filter(({ id }) => !known.has(id))
  for (const { method, path } of created) taken.add(`${method} ${path}`)
  // Two steps: operations that swap their paths must not meet half-way.
  for (const row of rows) {
    if (!moved.some(({ id }) => id === row.id) && !(taken.has(`${row.method} ${row.path}`) && !kept.has(row.id)))
      continue
    await tx.operation.update({ where: { id: row.id }, data: { path: `${row.path}#${row.id}` } })
  }
  for (const { id, method, path } of moved) await tx.operation.update({ where: { id }, data: { method, path } })
  await tx.operation.createMany({ data: created.map((row) => ({ ...row, versionId })) })
  await tx.operation.updateMany({ where: { versionId, id: { in: [...kept] } }, data: { removedAt: null } })
  await tx.operation.updateMany({
    where: { versionId, id: { notIn: [...kept] }, removedAt: null },
    data: { removedAt: now },
  })
}
