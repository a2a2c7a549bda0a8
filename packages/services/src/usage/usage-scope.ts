import type { Permission } from '@gatehouse/contracts/permissions'
import { grantsOf } from '../grammar/authorize.ts'
import type { Context } from '../grammar/context.ts'
import type { Reader } from '../grammar/query.ts'

export type UsageScope = { within?: { apiIds?: string[]; applicationIds?: string[] } }

/** What of the usage a member may read: all, or the APIs of his teams and those granted one by one. */
export async function memberUsageScope(db: Reader, ctx: Context, permission: Permission): Promise<UsageScope> {
  const visible = grantsOf(ctx.actor, permission)
  if (visible.all) return {}
  const apis = await db.api.findMany({
    where: { OR: [{ teamId: { in: visible.teamIds } }, { id: { in: visible.apiIds } }] },
    select: { id: true },
    take: 5_000,
  })
  return { within: { apiIds: apis.map(({ id }) => id) } }
}

/** A developer reads the requests of his teams' applications. Deleted applications keep their log. */
export async function developerUsageScope(db: Reader, ctx: Context): Promise<UsageScope> {
  if (ctx.actor.kind !== 'developer') return { within: {} }
  const applications = await db.application.findMany({
    where: { teamId: { in: [...ctx.actor.teams.keys()] } },
    select: { id: true },
    take: 5_000,
  })
  return { within: { applicationIds: applications.map(({ id }) => id) } }
}
