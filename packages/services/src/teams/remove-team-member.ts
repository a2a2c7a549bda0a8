import { removeTeamMember as endpoint } from '@gatehouse/contracts/endpoints/teams'
import { DomainError, notFound } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { passOwnershipIn } from '../people/pass-ownership.ts'
import { raiseRotationTasks } from '../people/rotation-tasks.ts'
import { assertOwnerRemains, assertShared, lockTeam, teamScope } from './team-rules.ts'

/**
 * Takes a person out of a team; the last owner stays. What he has seen of its credentials gets rotation tasks. A place that groups of a
 * directory give goes with the groups; what was given by hand beside it goes here.
 */
export const removeTeamMember = verb({
  name: 'team.remove-member',
  allowed: { permission: 'team.manage' },
  read: 'team.read',
  input: endpoint.params,
  scope: (tx, input) => teamScope(tx, input.teamId),
  run: async ({ ctx, tx, input, change }) => {
    assertShared(await lockTeam(tx, input.teamId))
    const { teamId, personId } = input
    const key = { teamId_personId: { teamId, personId } }
    const member = await tx.teamMember.findUnique({ where: key })
    if (member === null) throw notFound()
    if (member.fromGroups)
      throw new DomainError('not_possible', 'A group of a directory gives this place. Change the group or its mapping.')
    await tx.teamMember.delete({ where: key })
    if (member.role === 'owner') await assertOwnerRemains(tx, teamId)
    await tx.team.update({ where: { id: teamId }, data: { etag: { increment: 1 } } })
    const call = { ctx, tx, change }
    const tasks = await raiseRotationTasks(call, { personIds: [personId], teamId, reason: 'left-team' })
    return { role: member.role, tasks: tasks.get(personId) ?? 0, events: await passOwnershipIn(call, [teamId]) }
  },
  audit: ({ input, result }) => [
    {
      target: { kind: 'team', id: input.teamId },
      teamId: input.teamId,
      before: { personId: input.personId, role: result.role },
      after: { rotationTasks: result.tasks },
    },
    ...result.events,
  ],
  answer: () => ({}),
})
