import type { GroupGift } from '@gatehouse/contracts/identity-providers'
import type { Transaction } from '@gatehouse/db/client'
import { holds } from '../grammar/authorize.ts'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { assertMayGrant, toScope } from '../roles/grant-limits.ts'
import { holdRole } from '../roles/own-roles.ts'

/** As if he gave it to each member himself. What is gone can be taken by whoever manages identities. */
export async function assertMayMap(
  tx: Transaction,
  ctx: Context,
  gives: GroupGift,
  { gone = false } = {},
): Promise<void> {
  const { actor } = ctx
  const grants = actor.kind === 'member' || actor.kind === 'serviceAccount' ? actor.grants : []
  const missing = (what: string) => new DomainError('invalid_input', `The ${what} does not exist.`)
  if (gives.kind === 'developer') return
  if (gives.kind === 'team') {
    const team = await tx.team.findUnique({ where: { id: gives.teamId }, select: { personalOfId: true } })
    if (!team && gone) return
    if (!team || team.personalOfId !== null) throw missing('team')
    if (actor.kind !== 'system' && !holds(grants, 'team.manage', { teamId: gives.teamId }))
      throw new DomainError('forbidden', 'This needs the permission team.manage in the team.')
    return
  }
  const { scope: given } = gives
  const scope =
    given.on === 'organization'
      ? {}
      : await toScope(
          tx,
          given.on === 'team'
            ? { kind: 'team', teamId: given.teamId as never }
            : { kind: 'api', apiId: given.apiId as never },
        )
  const role = await holdRole(tx, gives.roleId)
  if ((!role || !scope) && gone) return
  if (!role) throw missing('role')
  if (!scope) throw missing('team or API of the role')
  assertMayGrant(actor, role.permissions, scope)
}
