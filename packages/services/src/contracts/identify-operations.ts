import { operationKey } from '@gatehouse/contracts/api-description'
import { type Id, newId } from '@gatehouse/contracts/ids'
import { normalisedTemplate } from '@gatehouse/importers/path-template'

type Row = { id: string; method: string; path: string; removedAt: Date | null }

/**
 * Identities of the operations: that of the same method and path, else of the one whose path differs in the names of its parameters
 * only, else a new one.
 */
export function identifyOperations(operations: readonly { method: string; path: string }[], rows: readonly Row[]) {
  const known = new Map(rows.map((row) => [operationKey(row), row.id as Id<'operation'>]))
  const asked = new Set(operations.map(operationKey))
  const free = new Map(
    rows.filter((row) => row.removedAt === null && !asked.has(operationKey(row))).map((row) => [wideKey(row), row]),
  )
  for (const { method, path } of operations) {
    const key = operationKey({ method, path })
    if (known.has(key)) continue
    const row = free.get(wideKey({ method, path }))
    known.set(key, row ? (row.id as Id<'operation'>) : newId('operation'))
    if (row) free.delete(wideKey(row))
  }
  return known
}

/** Method and path without the names of parameters. */
export function wideKey({ method, path }: { method: string; path: string }): string {
  return `${method} ${normalisedTemplate(path)}`
}
