import { inputOf } from '@gatehouse/contracts/endpoint'
import { changeTeamRole as endpoint } from '@gatehouse/contracts/endpoints/teams'
import { DomainError, notFound } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { assertOwnerRemains, assertShared, lockTeam, teamScope } from './team-rules.ts'
import { readTeam } from './team-view.ts'

/** Changes a member's role in a team; the last owner stays owner. */
export const changeTeamRole = verb({
  name: 'team.change-role',
  allowed: { permission: 'team.manage' },
  read: 'team.read',
  input: inputOf(endpoint),
  scope: (tx, input) => teamScope(tx, input.teamId),
  run: async ({ ctx, tx, input }) => {
    assertShared(await lockTeam(tx, input.teamId))
    const { teamId, personId, role } = input
    const key = { teamId_personId: { teamId, personId } }
    const member = await tx.teamMember.findUnique({ where: key })
    if (member === null) throw notFound()
    if (member.fromGroups)
      throw new DomainError('not_possible', 'A group of a directory gives this role. Change the group or its mapping.')
    await tx.teamMember.update({ where: key, data: { role } })
    if (member.role === 'owner') await assertOwnerRemains(tx, teamId)
    await tx.team.update({ where: { id: teamId }, data: { etag: { increment: 1 } } })
    return { before: member.role, view: await readTeam(tx, ctx, teamId) }
  },
  audit: ({ input, result }) => ({
    target: { kind: 'team', id: input.teamId },
    teamId: input.teamId,
    before: { personId: input.personId, role: result.before },
    after: { personId: input.personId, role: input.role },
  }),
  answer: ({ view }) => view,
})
