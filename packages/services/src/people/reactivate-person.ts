import { reactivatePerson as endpoint } from '@gatehouse/contracts/endpoints/people'
import { verb } from '../grammar/verb.ts'
import { readPerson } from './person-view.ts'
import { restoreAccess } from './restore-access.ts'

/** Switches a person on again, whoever switched him off. Sessions, tokens and links that ended stay ended. */
export const reactivatePerson = verb({
  name: 'person.reactivate',
  allowed: { permission: 'person.manage' },
  read: 'person.read',
  input: endpoint.params,
  scope: async (tx, input) => ((await tx.person.findUnique({ where: { id: input.personId } })) ? {} : null),
  run: async ({ ctx, tx, input, change }) => {
    const reasons = ['hand', 'inactive', 'removed', 'no-group', 'provider-off'] as const
    const events = await restoreAccess({ ctx, tx, change }, [input.personId], reasons)
    return { view: await readPerson(tx, input.personId), events }
  },
  audit: ({ result: { view, events } }) => [
    { target: { kind: 'person', id: view.id }, after: { state: view.state } },
    ...events,
  ],
  answer: ({ view }) => view,
})
