import { none } from '@gatehouse/contracts/endpoint'
import { query } from '../grammar/query.ts'
import { readOrganization } from './organization-view.ts'

/** The installation's owner and its addresses. */
export const getOrganization = query({
  name: 'organization.get',
  allowed: { anyMember: true, permission: 'team.read', anyScope: true },
  input: none,
  run: ({ ctx, db }) => readOrganization(db, ctx),
})
