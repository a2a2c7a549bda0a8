import type { Transaction } from '@gatehouse/db/client'
import type { Scope } from '../grammar/authorize.ts'
import type { Reader } from '../grammar/query.ts'

/** For members: the team that owns the product. */
export async function offeringScope(db: Transaction | Reader, subscriptionId: string): Promise<Scope | null> {
  const row = await db.subscription.findUnique({
    where: { id: subscriptionId },
    select: { product: { select: { teamId: true } } },
  })
  return row?.product ?? null
}

/** For developers: the team that owns the application. */
export async function consumingScope(db: Transaction | Reader, subscriptionId: string): Promise<Scope | null> {
  const row = await db.subscription.findUnique({
    where: { id: subscriptionId },
    select: { application: { select: { teamId: true, deletedAt: true } } },
  })
  return row && !row.application.deletedAt ? { teamId: row.application.teamId } : null
}
