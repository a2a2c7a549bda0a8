import { previewAccessDiff as endpoint } from '@gatehouse/contracts/endpoints/access-engine'
import { query } from '../grammar/query.ts'
import { accessDiff } from './access-diff.ts'

/** What a change would make of who may call what, before anybody makes it. */
export const previewAccessDiff = query({
  name: 'access.diff',
  allowed: { permission: 'api.read', anyMember: true, anyScope: true },
  input: endpoint.body,
  run: ({ ctx, input }) => accessDiff(ctx, input.change),
})
