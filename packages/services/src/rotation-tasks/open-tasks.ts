import type { Prisma } from '@gatehouse/db/client'
import { grantsOf } from '../grammar/authorize.ts'
import type { Context } from '../grammar/context.ts'

/**
 * Tasks that the actor may decide: those of the teams whose applications or service accounts he manages. What was revoked, rotated or
 * has ended meanwhile is no question any more.
 */
export function decidable(ctx: Context): Prisma.RotationTaskWhereInput {
  const applications = grantsOf(ctx.actor, 'application.manage')
  const accounts = grantsOf(ctx.actor, 'service-account.manage')
  const teams = (of: { all: boolean; teamIds: string[] }) => (of.all ? {} : { teamId: { in: of.teamIds } })
  return {
    OR: [{ credential: { application: teams(applications) } }, { managementKey: { serviceAccount: teams(accounts) } }],
  }
}

export function isOpen(now: Date): Prisma.RotationTaskWhereInput {
  const alive = { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] }
  return {
    decidedAt: null,
    OR: [
      { credential: { ...alive, rotatedTo: null, application: { deletedAt: null } } },
      { managementKey: { ...alive, serviceAccount: { deactivatedAt: null } } },
    ],
  }
}
