import { removeTeamMember as endpoint } from '@gatehouse/contracts/endpoints/teams'
import { notFound } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { assertOwnerRemains, assertShared, lockTeam, teamScope } from './team-rules.ts'

/** Takes a person out of a team; the last owner stays. */
export const removeTeamMember = verb({
  name: 'team.remove-member',
  allowed: { permission: 'team.manage' },
  read: 'team.read',
  input: endpoint.params,
  scope: (tx, input) => teamScope(tx, input.teamId),
  run: async ({ tx, input }) => {
    assertShared(await lockTeam(tx, input.teamId))
    const { teamId, personId } = input
    const key = { teamId_personId: { teamId, personId } }
    const member = await tx.teamMember.findUnique({ where: key })
    if (member === null) throw notFound()
    await tx.teamMember.delete({ where: key })
    if (member.role === 'owner') await assertOwnerRemains(tx, teamId)
    await tx.team.update({ where: { id: teamId }, data: { etag: { increment: 1 } } })
    return { role: member.role }
  },
  audit: ({ input, result }) => ({
    target: { kind: 'team', id: input.teamId },
    teamId: input.teamId,
    before: { personId: input.personId, role: result.role },
  }),
  answer: () => ({}),
})
