import { getPerson as endpoint } from '@gatehouse/contracts/endpoints/people'
import { query } from '../grammar/query.ts'
import { personScope } from './person-scope.ts'
import { readPerson } from './person-view.ts'

/** One person with teams and roles. */
export const getPerson = query({
  name: 'person.get',
  allowed: { permission: 'person.read' },
  input: endpoint.params,
  scope: (db, input, ctx) => personScope(db, ctx, input.personId, 'person.read'),
  run: ({ db, input }) => readPerson(db, input.personId),
})
