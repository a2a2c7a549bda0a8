import { exceeds } from '@gatehouse/auth/permissions'
import type { Actor } from '@gatehouse/contracts/actor'
import { type Permission, permissions } from '@gatehouse/contracts/permissions'
import type { Transaction } from '@gatehouse/db/client'
import { DomainError } from '../grammar/domain-error.ts'

/** What is asked about an API, and so comes with it to whoever holds it for its new team. */
const aboutApis = permissions.filter((name): name is Permission =>
  /^(api|promotion|request|usage|audit|role)\./.test(name),
)

/**
 * An API brings what may be done with it to all who have a role in its new team. That is giving, and nobody gives what he lacks.
 * Throws forbidden.
 */
export async function assertMayHandOver(
  tx: Transaction,
  actor: Actor,
  api: { id: string; teamId: string },
  teamId: string,
): Promise<void> {
  if (actor.kind === 'system') return
  const roles = await tx.role.findMany({
    where: { assignments: { some: { scope: 'team', teamId } } },
    select: { permissions: true },
  })
  const given = aboutApis.filter((name) => roles.some((role) => role.permissions.includes(name)))
  const own = actor.kind === 'member' || actor.kind === 'serviceAccount' ? actor.grants : []
  const lacking = exceeds(own, given, { apiId: api.id, teamId: api.teamId })
  if (lacking.length > 0)
    throw new DomainError(
      'forbidden',
      `Members of that team would get for this API what you lack for it: ${lacking.join(', ')}.`,
    )
}
