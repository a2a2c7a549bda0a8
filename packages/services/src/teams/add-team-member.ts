import { inputOf } from '@gatehouse/contracts/endpoint'
import { addTeamMember as endpoint } from '@gatehouse/contracts/endpoints/teams'
import { DomainError } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { resumeOwnerless } from '../people/pass-ownership.ts'
import { seesPerson } from '../people/person-scope.ts'
import { closeTasksOfReturn } from '../people/rotation-tasks.ts'
import { assertShared, lockTeam, teamScope } from './team-rules.ts'
import { readTeam } from './team-view.ts'

/** Adds a person to a team. Applications that had stopped because nobody was left in it go on. */
export const addTeamMember = verb({
  name: 'team.add-member',
  allowed: { permission: 'team.manage' },
  read: 'team.read',
  input: inputOf(endpoint),
  scope: (tx, input) => teamScope(tx, input.teamId),
  run: async ({ ctx, tx, input, change }) => {
    assertShared(await lockTeam(tx, input.teamId))
    const { teamId, personId, role } = input
    const active = (await tx.person.count({ where: { id: personId, deactivatedAt: null } })) > 0
    if (!active || !(await seesPerson(tx, ctx, personId))) {
      throw new DomainError('invalid_input', undefined, {
        errors: [{ in: 'body', pointer: '/personId', rule: 'exists', expected: 'the id of an active person' }],
      })
    }
    const made = await tx.teamMember.createMany({ data: [{ teamId, personId, role }], skipDuplicates: true })
    if (made.count === 0) throw new DomainError('already_exists', 'The person is in the team already.')
    await tx.team.update({ where: { id: teamId }, data: { etag: { increment: 1 } } })
    await closeTasksOfReturn({ ctx, tx, change }, { personIds: [personId], teamId })
    const events = await resumeOwnerless({ ctx, tx, change }, [teamId])
    return { view: await readTeam(tx, ctx, teamId), events }
  },
  audit: ({ input, result }) => [
    {
      target: { kind: 'team', id: input.teamId },
      teamId: input.teamId,
      after: { personId: input.personId, role: input.role },
    },
    ...result.events,
  ],
  answer: ({ view }) => view,
})
