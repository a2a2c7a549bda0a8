import { getRole as endpoint } from '@gatehouse/contracts/endpoints/roles'
import { query } from '../grammar/query.ts'
import { readRole } from './role-view.ts'

/** One role; its text is no secret to members. */
export const getRole = query({
  name: 'role.get',
  allowed: { anyMember: true, permission: 'team.read', anyScope: true },
  input: endpoint.params,
  run: ({ ctx, db, input }) => readRole(db, ctx, input.roleId),
})
