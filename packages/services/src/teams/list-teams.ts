import { listTeams as endpoint } from '@gatehouse/contracts/endpoints/teams'
import { grantsOf } from '../grammar/authorize.ts'
import { decodeCursor, encodeCursor, toPage } from '../grammar/page.ts'
import { query } from '../grammar/query.ts'
import { summaryInclude, toTeamSummary } from './team-view.ts'

/** Teams that the actor may see, newest first. */
export const listTeams = query({
  name: 'team.list',
  allowed: { permission: 'team.read', anyScope: true },
  input: endpoint.query,
  run: async ({ ctx, db, input }) => {
    const visible = grantsOf(ctx.actor, 'team.read')
    const rows = await db.team.findMany({
      where: {
        AND: [
          visible.all ? {} : { id: { in: visible.teamIds } },
          input.personal === 'true' ? {} : { personalOfId: null },
          input.q ? { name: { contains: input.q, mode: 'insensitive' } } : {},
          input.cursor ? { id: { lt: decodeCursor(input.cursor, 1)[0] ?? '' } } : {},
        ],
      },
      include: summaryInclude,
      orderBy: { id: 'desc' },
      take: input.limit + 1,
    })
    return toPage(rows, input.limit, toTeamSummary, (row) => encodeCursor(row.id))
  },
})
