import { grantsOf } from '../grammar/authorize.ts'
import type { Context } from '../grammar/context.ts'
import type { CallerChoice } from './load-callers.ts'

export type SeenApi = { id: string; slug: string; name: string; teamId: string }

/** What of the matrix somebody may see: APIs that he reads, and applications that he reads or whose use of his products he sees. */
export async function seenBy(
  ctx: Context,
): Promise<{ apis: ReadonlyMap<string, SeenApi>; callers: CallerChoice['seen'] }> {
  const apis = grantsOf(ctx.actor, 'api.read')
  const rows = await ctx.db.prisma.api.findMany({
    where: apis.all ? {} : { OR: [{ id: { in: apis.apiIds } }, { teamId: { in: apis.teamIds } }] },
    select: { id: true, slug: true, name: true, teamId: true },
  })
  return { apis: new Map(rows.map((row) => [row.id, row])), callers: grantsOf(ctx.actor, 'application.read') }
}
