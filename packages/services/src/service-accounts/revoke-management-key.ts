import { revokeManagementKey as endpoint } from '@gatehouse/contracts/endpoints/service-accounts'
import { notFound } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { serviceAccountScope, toManagementKeyView } from './service-account-view.ts'

/** Revokes a management key; it is refused from the next request on. */
export const revokeManagementKey = verb({
  name: 'management-key.revoke',
  allowed: { permission: 'service-account.manage' },
  read: 'service-account.read',
  input: endpoint.params,
  scope: (tx, input) => serviceAccountScope(tx, input.serviceAccountId),
  run: async ({ ctx, tx, input }) => {
    const now = ctx.now()
    const where = { id: input.keyId, serviceAccountId: input.serviceAccountId }
    await tx.managementKey.updateMany({ where: { ...where, revokedAt: null }, data: { revokedAt: now } })
    const row = await tx.managementKey.findFirst({ where })
    if (row === null) throw notFound()
    return toManagementKeyView(row, now)
  },
  audit: ({ result, input }) => ({
    target: { kind: 'managementKey', id: result.id },
    after: { serviceAccountId: input.serviceAccountId, state: result.state },
  }),
})
