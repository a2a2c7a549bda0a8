import type { Permission } from '@gatehouse/contracts/permissions'
import type { Db } from '../apis/find-version.ts'
import type { Scope } from '../grammar/authorize.ts'
import { type Allowed, authorize } from '../grammar/authorize.ts'
import type { Context } from '../grammar/context.ts'
import { notFound } from '../grammar/domain-error.ts'

/**
 * The same refusal that the verb gives later, before anything dear is done for a caller who may not. Slow work (parsing a file,
 * compiling a revision) stands outside the transaction, so that it holds no lock.
 */
export async function refuseEarly(
  ctx: Context,
  allowed: Allowed,
  read: Permission | undefined,
  scope: (db: Db) => Promise<Scope | null>,
): Promise<void> {
  const found = await scope(ctx.db.prisma)
  if (found === null) throw notFound()
  authorize(ctx.actor, allowed, found, read)
}
