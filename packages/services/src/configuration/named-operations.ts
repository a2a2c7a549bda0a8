import { operationKey } from '@gatehouse/contracts/api-description'
import type { Id } from '@gatehouse/contracts/ids'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'

export async function findVersionId(ctx: Context, named: { api: string; version: string }): Promise<Id<'version'>> {
  const row = await ctx.db.prisma.version.findFirst({
    where: { name: named.version, api: { slug: named.api } },
    select: { id: true },
  })
  if (!row) throw new DomainError('not_possible', `There is no version ${named.api} ${named.version}.`)
  return row.id as Id<'version'>
}

/** Ids of a version's operations by `GET /orders`. */
export async function findOperations(
  ctx: Context,
  versionId: string,
  keys: readonly string[],
): Promise<Id<'operation'>[]> {
  const rows = await ctx.db.prisma.operation.findMany({
    where: { versionId, removedAt: null },
    select: { id: true, method: true, path: true },
  })
  const ids = new Map(rows.map((row) => [operationKey(row), row.id as Id<'operation'>]))
  return keys.map((key) => {
    const id = ids.get(key)
    if (id === undefined) throw new DomainError('not_possible', `The version has no operation ${key}.`)
    return id
  })
}
