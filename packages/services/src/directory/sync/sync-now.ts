import { syncNow as endpoint } from '@gatehouse/contracts/endpoints/provider-set-up'
import type { Prisma } from '@gatehouse/db/client'
import { DomainError } from '../../grammar/domain-error.ts'
import { verb } from '../../grammar/verb.ts'
import { providerKinds } from '../../identity-providers/provider-kinds.ts'
import { readProvider } from '../../identity-providers/provider-view.ts'
import { readSyncStatus } from './sync-status.ts'

/** Makes a directory due at once; the control plane reads it within seconds. One that is being read goes on. */
export const syncNow = verb({
  name: 'directory.sync-now',
  allowed: { permission: 'identity.manage' },
  read: 'identity.read',
  input: endpoint.params,
  scope: async (tx, input) =>
    (await tx.identityProvider.findUnique({ where: { id: input.identityProviderId }, select: { id: true } })) && {},
  run: async ({ ctx, tx, input }) => {
    const { identityProviderId: id } = input
    const row = await tx.identityProvider.findUniqueOrThrow({ where: { id } })
    if (!row.enabled || !providerKinds(ctx.installation).get(row.kind)?.adapter.listPeople)
      throw new DomainError('not_possible', 'This provider is switched off, or is none that is read.')
    const last = readSyncStatus(row.sync)
    if (last && last.state !== 'running') {
      const due = { ...last, startedAt: new Date(0).toISOString() }
      await tx.identityProvider.update({ where: { id }, data: { sync: due as Prisma.InputJsonObject } })
    }
    return readProvider(tx, ctx, id)
  },
  audit: ({ result }) => ({ target: { kind: 'identityProvider', id: result.id }, after: { sync: 'asked for' } }),
})
