import type { Permission } from '@gatehouse/contracts/permissions'
import type { Transaction } from '@gatehouse/db/client'
import { grantsOf, type Scope } from '../grammar/authorize.ts'
import type { Context } from '../grammar/context.ts'
import type { Reader } from '../grammar/query.ts'

/**
 * A person belongs to the organization, and to each of his teams: the scope is a team of his for which the actor holds the
 * permission, if there is one.
 */
export async function personScope(
  db: Reader | Transaction,
  ctx: Context,
  personId: string,
  permission: Permission,
): Promise<Scope | null> {
  const person = await db.person.findUnique({ where: { id: personId }, select: { id: true } })
  if (person === null) return null
  const { all, teamIds } = grantsOf(ctx.actor, permission)
  if (all || teamIds.length === 0) return {}
  const shared = await db.teamMember.findFirst({
    where: { personId, teamId: { in: teamIds } },
    select: { teamId: true },
  })
  return shared ? { teamId: shared.teamId } : {}
}
