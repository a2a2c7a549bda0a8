import { resumeTeam as endpoint } from '@gatehouse/contracts/endpoints/teams'
import { verb } from '../grammar/verb.ts'
import { lockTeam, teamScope } from './team-rules.ts'
import { readTeam } from './team-view.ts'

/** Accepts a suspended team’s calls again. Done twice, it is done once. */
export const resumeTeam = verb({
  name: 'team.resume',
  allowed: { permission: 'team.manage' },
  read: 'team.read',
  input: endpoint.params,
  scope: (tx, input) => teamScope(tx, input.teamId),
  run: async ({ ctx, tx, input, change }) => {
    const before = await lockTeam(tx, input.teamId)
    if (before.state === 'suspended') {
      await tx.team.update({ where: { id: before.id }, data: { state: 'active', etag: { increment: 1 } } })
      change.access('team', before.id)
    }
    return { before: before.state, view: await readTeam(tx, ctx, before.id) }
  },
  audit: ({ result: { before, view } }) => ({
    target: { kind: 'team', id: view.id },
    teamId: view.id,
    before: { state: before },
    after: { state: view.state },
  }),
  answer: ({ view }) => view,
})
