import {
  disableIdentityProvider as disableEndpoint,
  enableIdentityProvider as enableEndpoint,
} from '@gatehouse/contracts/endpoints/identity-providers'
import type { Transaction } from '@gatehouse/db/client'
import { refuseWithoutReview } from '../access-changes/review-rule.ts'
import { endProviderAccess, restoreProviderAccess } from '../directory/provider-access.ts'
import { verb } from '../grammar/verb.ts'
import { addJob } from '../jobs/add-job.ts'
import { readProvider } from './provider-view.ts'
import { endSessionsThrough } from './sessions-through-provider.ts'

const exists = async (tx: Transaction, input: { identityProviderId: string }) =>
  (await tx.identityProvider.findUnique({ where: { id: input.identityProviderId }, select: { id: true } })) && {}

/** Switches a provider on: persons sign in with it again, and tokens that it issues from now on are taken. */
export const enableIdentityProvider = verb({
  name: 'identity-provider.enable',
  allowed: { permission: 'identity.manage' },
  read: 'identity.read',
  input: enableEndpoint.params,
  scope: exists,
  run: async ({ ctx, tx, input, change }) => {
    const { identityProviderId: id } = input
    await refuseWithoutReview(tx, ctx, 'identity-provider.enable')
    const { count } = await tx.identityProvider.updateMany({
      where: { id, enabled: false },
      data: { enabled: true, etag: { increment: 1 } },
    })
    if (count === 0) return { view: await readProvider(tx, ctx, id), events: [] }
    change.access('tokenIssuer', id)
    await addJob(tx, 'look-at-provider', { id }, { key: `look-at-provider ${id}`, runAt: ctx.now() })
    const events = await restoreProviderAccess({ ctx, tx, change, providerId: id })
    return { view: await readProvider(tx, ctx, id), events }
  },
  audit: ({ result: { view, events } }) => [
    { target: { kind: 'identityProvider', id: view.id }, after: { enabled: true } },
    ...events,
  ],
  answer: ({ view }) => view,
})

/**
 * Switches a provider off: sessions that came by it end, sign-ins that are under way lead nowhere, every gateway refuses tokens that it
 * issued until now, and persons who have no other way in are off until it is on again (D51).
 */
export const disableIdentityProvider = verb({
  name: 'identity-provider.disable',
  allowed: { permission: 'identity.manage' },
  read: 'identity.read',
  input: disableEndpoint.params,
  scope: exists,
  run: async ({ ctx, tx, input, change }) => {
    const { identityProviderId: id } = input
    await refuseWithoutReview(tx, ctx, 'identity-provider.disable')
    const { count } = await tx.identityProvider.updateMany({
      where: { id, enabled: true },
      data: { enabled: false, etag: { increment: 1 } },
    })
    if (count === 0) return { provider: await readProvider(tx, ctx, id), sessions: 0, events: [] }
    await tx.signInAttempt.deleteMany({ where: { identityProviderId: id } })
    const sessions = await endSessionsThrough(tx, id, ctx.now())
    change.access('tokenIssuer', id, { deleted: true })
    const events = await endProviderAccess({ ctx, tx, change, providerId: id })
    return { provider: await readProvider(tx, ctx, id), sessions, events }
  },
  audit: ({ result: { provider, sessions, events } }) => [
    { target: { kind: 'identityProvider', id: provider.id }, after: { enabled: false, endedSessions: sessions } },
    ...events,
  ],
  answer: ({ provider, sessions }) => ({ provider, ended: { sessions } }),
})
