import { usageStoreOf } from '@gatehouse/analytics/store/postgres-usage-store'
import type { Caller } from '@gatehouse/analytics/store/version-use'
import type { Db } from '../apis/find-version.ts'
import type { Context } from '../grammar/context.ts'

const activeMs = 30 * 86_400_000
const maxCallers = 500

/** Applications that called the version in the last 30 days, most calls first. Deleted ones call no more. */
export function activeCallers(ctx: Context, versionId: string): Promise<Caller[]> {
  const now = ctx.now()
  return usageStoreOf(ctx.db.pool).callersOfVersion({
    versionId,
    since: new Date(now.getTime() - activeMs),
    until: new Date(now.getTime() + 60_000),
    limit: maxCallers,
  })
}

export type Owned = {
  id: string
  name: string
  team: { id: string; name: string }
  /** Active owners with an address. */
  owners: { id: string; name: string }[]
}

/** Applications with the persons who get their mails, in the order of the ids. */
export async function withOwners(db: Db, applicationIds: readonly string[]): Promise<Owned[]> {
  if (applicationIds.length === 0) return []
  const rows = await db.application.findMany({
    where: { id: { in: [...applicationIds] }, deletedAt: null },
    select: {
      id: true,
      name: true,
      team: {
        select: {
          id: true,
          name: true,
          members: {
            where: { role: 'owner', person: { deactivatedAt: null, email: { not: null } } },
            select: { person: { select: { id: true, name: true } } },
            take: 20,
          },
        },
      },
    },
  })
  const byId = new Map(rows.map((row) => [row.id, row]))
  return applicationIds.flatMap((id) => {
    const row = byId.get(id)
    if (!row) return []
    const { members, ...team } = row.team
    return [{ id: row.id, name: row.name, team, owners: members.map(({ person }) => person) }]
  })
}
