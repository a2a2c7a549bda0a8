import type { Prisma, Transaction } from '@gatehouse/db/client'
import type { Scope } from '../grammar/authorize.ts'
import { notFound } from '../grammar/domain-error.ts'
import type { Reader } from '../grammar/query.ts'
import { lockAccessChanges } from './lock-access-changes.ts'

export type AccessChangeRow = Prisma.AccessChangeGetPayload<object>

/** Changes of access belong to the organization; null: there is no such. */
export async function accessChangeScope(db: Reader | Transaction, input: { change: string }): Promise<Scope | null> {
  return (await db.accessChange.findUnique({ where: { id: input.change }, select: { id: true } })) && {}
}

/** The row, which nobody else decides, withdraws or makes stale until this transaction ends. */
export async function lockAccessChange(tx: Transaction, id: string): Promise<AccessChangeRow> {
  await lockAccessChanges(tx)
  await tx.$queryRaw`SELECT 1 FROM access_change WHERE id = ${id} FOR UPDATE`
  const row = await tx.accessChange.findUnique({ where: { id } })
  if (!row) throw notFound()
  return row
}
