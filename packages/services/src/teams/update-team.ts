import { inputOf } from '@gatehouse/contracts/endpoint'
import { updateTeam as endpoint } from '@gatehouse/contracts/endpoints/teams'
import { checkEtag, verb } from '../grammar/verb.ts'
import { assertShared, lockTeam, teamScope } from './team-rules.ts'
import { readTeam } from './team-view.ts'

/** Renames a team. */
export const updateTeam = verb({
  name: 'team.update',
  allowed: { permission: 'team.manage' },
  read: 'team.read',
  input: inputOf(endpoint),
  scope: (tx, input) => teamScope(tx, input.teamId),
  run: async ({ ctx, tx, input, ifMatch }) => {
    const before = await lockTeam(tx, input.teamId)
    checkEtag(before.etag, ifMatch)
    assertShared(before)
    await tx.team.update({ where: { id: before.id }, data: { name: input.name, etag: { increment: 1 } } })
    return { before: before.name, view: await readTeam(tx, ctx, before.id) }
  },
  audit: ({ result: { before, view } }) => ({
    target: { kind: 'team', id: view.id },
    teamId: view.id,
    before: { name: before },
    after: { name: view.name },
  }),
  answer: ({ view }) => view,
})
