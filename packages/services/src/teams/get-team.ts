import { getTeam as endpoint } from '@gatehouse/contracts/endpoints/teams'
import { query } from '../grammar/query.ts'
import { readTeam } from './team-view.ts'

/** One team with its members. */
export const getTeam = query({
  name: 'team.get',
  allowed: { permission: 'team.read' },
  input: endpoint.params,
  scope: async (db, input) =>
    (await db.team.findUnique({ where: { id: input.teamId }, select: { id: true } })) && { teamId: input.teamId },
  run: ({ ctx, db, input }) => readTeam(db, ctx, input.teamId),
})
