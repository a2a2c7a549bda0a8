import type { Transaction } from '@gatehouse/db/client'
import type { Reader } from '../grammar/query.ts'

/** Active members who can decide changes of access for the whole organization; whoever asked is left out. */
export async function accessApprovers(
  db: Reader | Transaction,
  except: string | null = null,
): Promise<{ id: string; name: string }[]> {
  const rows = await db.roleAssignment.findMany({
    where: {
      role: { permissions: { has: 'access.approve' } },
      scope: 'organization',
      suspendedAt: null,
      person: {
        deactivatedAt: null,
        member: { isNot: null },
        ...(except === null ? {} : { id: { not: except } }),
      },
    },
    select: { person: { select: { id: true, name: true } } },
    distinct: ['personId'],
    orderBy: { personId: 'asc' },
    take: 50,
  })
  return rows.flatMap(({ person }) => person ?? [])
}
