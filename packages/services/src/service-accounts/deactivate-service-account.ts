import { deactivateServiceAccount as endpoint } from '@gatehouse/contracts/endpoints/service-accounts'
import { verb } from '../grammar/verb.ts'
import { readServiceAccount, serviceAccountScope } from './service-account-view.ts'

/** Switches a service account off for good: its keys are refused from the next request on. */
export const deactivateServiceAccount = verb({
  name: 'service-account.deactivate',
  allowed: { permission: 'service-account.manage' },
  read: 'service-account.read',
  input: endpoint.params,
  scope: (tx, input) => serviceAccountScope(tx, input.serviceAccountId),
  run: async ({ ctx, tx, input }) => {
    const now = ctx.now()
    await tx.serviceAccount.updateMany({
      where: { id: input.serviceAccountId, deactivatedAt: null },
      data: { deactivatedAt: now, etag: { increment: 1 } },
    })
    return readServiceAccount(tx, input.serviceAccountId, now)
  },
  audit: ({ result }) => ({
    target: { kind: 'serviceAccount', id: result.id },
    teamId: result.team.id,
    after: { state: result.state },
  }),
})
