import type { Permission } from '@gatehouse/contracts/permissions'
import type { Transaction } from '@gatehouse/db/client'
import { grantsOf, holds, type Scope } from '../grammar/authorize.ts'
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

/**
 * Whether the actor may see the person at all. Whom one may not see one may not point at either: an answer that differs would say that
 * he exists, and one that tells of him who he is.
 */
export async function seesPerson(tx: Transaction, ctx: Context, personId: string): Promise<boolean> {
  const { actor } = ctx
  if (actor.kind === 'system') return true
  const scope = await personScope(tx, ctx, personId, 'person.read')
  const grants = actor.kind === 'member' || actor.kind === 'serviceAccount' ? actor.grants : []
  return scope !== null && holds(grants, 'person.read', scope)
}
