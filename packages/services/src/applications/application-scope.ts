import type { Transaction } from '@gatehouse/db/client'
import type { Scope } from '../grammar/authorize.ts'
import type { Context } from '../grammar/context.ts'
import { notFound } from '../grammar/domain-error.ts'
import type { Reader } from '../grammar/query.ts'
import { actorHolds } from '../products/product-scope.ts'

/** The team that owns an application; deleted ones do not exist. */
export async function applicationScope(db: Transaction | Reader, applicationId: string): Promise<Scope | null> {
  const row = await db.application.findUnique({
    where: { id: applicationId },
    select: { teamId: true, deletedAt: true },
  })
  return row && !row.deletedAt ? { teamId: row.teamId } : null
}

/**
 * Locks an application's row for the rest of the transaction, so that nothing is added to one that is being deleted. Throws not_found
 * for one that is.
 */
export async function lockApplication(tx: Transaction, applicationId: string): Promise<{ state: string }> {
  const rows = await tx.$queryRaw<{ state: string }[]>`
    SELECT state FROM application WHERE id = ${applicationId} AND deleted_at IS NULL FOR NO KEY UPDATE`
  const [row] = rows
  if (!row) throw notFound()
  return row
}

/**
 * For members: of the teams whose permission would do (the application's own, and those whose products it uses), the first that
 * the actor holds it for, so that whoever offers an API can see who uses it.
 */
export async function memberApplicationScope(
  db: Transaction | Reader,
  ctx: Context,
  applicationId: string,
): Promise<Scope | null> {
  const own = await applicationScope(db, applicationId)
  if (!own) return null
  const used = await db.subscription.findMany({
    where: { applicationId },
    select: { product: { select: { teamId: true } } },
    distinct: ['productId'],
    take: 100,
  })
  return (
    [own, ...used.map(({ product }) => ({ teamId: product.teamId }))].find((scope) =>
      actorHolds(ctx, 'application.read', scope),
    ) ?? own
  )
}

export async function credentialScope(db: Transaction | Reader, credentialId: string): Promise<Scope | null> {
  const row = await db.credential.findUnique({
    where: { id: credentialId },
    select: { application: { select: { teamId: true, deletedAt: true } } },
  })
  return row && !row.application.deletedAt ? { teamId: row.application.teamId } : null
}
