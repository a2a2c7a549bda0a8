import { deactivatePerson as endpoint } from '@gatehouse/contracts/endpoints/people'
import { DomainError } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { assertAdminRemains, isAdmin } from '../roles/grant-limits.ts'
import { endAccess } from './end-access.ts'
import { readPerson } from './person-view.ts'

/** Switches a person off everywhere, by hand: no directory's word brings him back. Done twice, it is done once. */
export const deactivatePerson = verb({
  name: 'person.deactivate',
  allowed: { permission: 'person.manage' },
  read: 'person.read',
  input: endpoint.params,
  scope: async (tx, input) => ((await tx.person.findUnique({ where: { id: input.personId } })) ? {} : null),
  run: async ({ ctx, tx, input, change }) => {
    const { personId } = input
    if (ctx.actor.kind === 'member' && ctx.actor.personId === personId) {
      throw new DomainError('not_possible', 'Nobody can switch himself off; ask another admin.')
    }
    const events = await endAccess({ ctx, tx, change }, [personId], 'hand')
    if (await isAdmin(tx, personId)) await assertAdminRemains(tx)
    return { view: await readPerson(tx, personId), events }
  },
  audit: ({ result: { view, events } }) => [
    { target: { kind: 'person', id: view.id }, after: { state: view.state } },
    ...events,
  ],
  answer: ({ view }) => view,
})
