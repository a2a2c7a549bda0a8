import { getServiceAccount as endpoint } from '@gatehouse/contracts/endpoints/service-accounts'
import { query } from '../grammar/query.ts'
import { readServiceAccount, serviceAccountScope } from './service-account-view.ts'

/** One service account. */
export const getServiceAccount = query({
  name: 'service-account.get',
  allowed: { permission: 'service-account.read' },
  input: endpoint.params,
  scope: (db, input) => serviceAccountScope(db, input.serviceAccountId),
  run: ({ ctx, db, input }) => readServiceAccount(db, input.serviceAccountId, ctx.now()),
})
