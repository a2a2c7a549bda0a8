import type { Transaction } from '@gatehouse/db/client'
import { notFound } from '../grammar/domain-error.ts'
import { type LoadedPromotion, requirePromotion } from './load-promotion.ts'

/** A promotion under the lock of its version: deploys, rollbacks and every other act on the version wait until this transaction ends. */
export async function lockPromotion(tx: Transaction, id: string): Promise<LoadedPromotion> {
  const row = await tx.promotion.findUnique({ where: { id }, select: { versionId: true } })
  if (!row) throw notFound()
  await tx.$queryRaw`SELECT 1 FROM version WHERE id = ${row.versionId} FOR NO KEY UPDATE`
  return requirePromotion(tx, id)
}
