import type { Permission } from '@gatehouse/contracts/permissions'
import type { Db } from '../apis/find-version.ts'

/** Active members who hold a permission for an API, by role assignment; the requester is left out where he may not. */
export async function membersWith(
  db: Db,
  permission: Permission,
  api: { id: string; teamId: string },
  except?: string,
): Promise<{ id: string; name: string }[]> {
  const rows = await db.roleAssignment.findMany({
    where: {
      suspendedAt: null,
      role: { permissions: { has: permission } },
      OR: [{ scope: 'organization' }, { scope: 'team', teamId: api.teamId }, { scope: 'api', apiId: api.id }],
      person: {
        deactivatedAt: null,
        member: { isNot: null },
        ...(except === undefined ? {} : { id: { not: except } }),
      },
    },
    select: { person: { select: { id: true, name: true } } },
    distinct: ['personId'],
    orderBy: { personId: 'asc' },
    take: 50,
  })
  return rows.flatMap(({ person }) => person ?? [])
}
