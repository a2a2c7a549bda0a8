import type { Transaction } from '@gatehouse/db/client'
import type { Reader } from '../../grammar/query.ts'

/** Members who may manage identity for the whole organization: whom its alarms concern. */
export async function identityManagers(db: Reader | Transaction): Promise<string[]> {
  const rows = await db.roleAssignment.findMany({
    where: {
      scope: 'organization',
      suspendedAt: null,
      role: { permissions: { has: 'identity.manage' } },
      person: { deactivatedAt: null, erasedAt: null, member: { isNot: null } },
    },
    select: { personId: true },
    distinct: ['personId'],
    orderBy: { personId: 'asc' },
    take: 200,
  })
  return rows.flatMap(({ personId }) => (personId === null ? [] : [personId]))
}
