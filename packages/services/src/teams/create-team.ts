import { createTeam as endpoint } from '@gatehouse/contracts/endpoints/teams'
import { newId } from '@gatehouse/contracts/ids'
import { DomainError } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { readTeam } from './team-view.ts'

/** Creates a team; its owner is the person named, else the member who creates it. */
export const createTeam = verb({
  name: 'team.create',
  allowed: { permission: 'team.manage' },
  input: endpoint.body,
  run: async ({ ctx, tx, input, change }) => {
    const ownerId = input.ownerId ?? (ctx.actor.kind === 'member' ? ctx.actor.personId : undefined)
    if (input.ownerId && (await tx.person.count({ where: { id: input.ownerId, deactivatedAt: null } })) === 0) {
      throw new DomainError('invalid_input', undefined, {
        errors: [{ in: 'body', pointer: '/ownerId', rule: 'exists', expected: 'the id of an active person' }],
      })
    }
    const id = newId('team')
    await tx.team.create({
      data: {
        id,
        name: input.name,
        ...(ownerId === undefined ? {} : { members: { create: { personId: ownerId, role: 'owner' } } }),
      },
    })
    change.access('team', id)
    return readTeam(tx, ctx, id)
  },
  audit: ({ result }) => ({
    target: { kind: 'team', id: result.id },
    teamId: result.id,
    after: { name: result.name, members: result.members.map(({ personId, role }) => ({ personId, role })) },
  }),
})
