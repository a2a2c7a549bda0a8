import {
  deactivateEndUser as deactivateEndpoint,
  reactivateEndUser as reactivateEndpoint,
} from '@gatehouse/contracts/endpoints/end-users'
import { verb } from '../grammar/verb.ts'
import { endAccess } from './end-access.ts'
import { endUserScope, readEndUserPage } from './end-user-view.ts'

/** Refused everywhere within a second: sign-in, sessions, refresh tokens, codes in flight and access tokens. Done twice, done once. */
export const deactivateEndUser = verb({
  name: 'end-user.deactivate',
  allowed: { permission: 'end-user.manage' },
  read: 'end-user.read',
  input: deactivateEndpoint.params,
  scope: (tx, input) => endUserScope(tx, input.endUserId),
  run: async ({ ctx, tx, input, change }) => {
    const now = ctx.now()
    await tx.endUser.updateMany({ where: { id: input.endUserId, deactivatedAt: null }, data: { deactivatedAt: now } })
    await tx.endUserToken.updateMany({ where: { endUserId: input.endUserId, usedAt: null }, data: { usedAt: now } })
    await endAccess(tx, change, [input.endUserId], now)
    return readEndUserPage(tx, input.endUserId, ctx.now())
  },
  audit: ({ result }) => ({ target: { kind: 'endUser', id: result.id }, after: { state: result.state } }),
})

/** He may sign in again; what ended stays ended. */
export const reactivateEndUser = verb({
  name: 'end-user.reactivate',
  allowed: { permission: 'end-user.manage' },
  read: 'end-user.read',
  input: reactivateEndpoint.params,
  scope: (tx, input) => endUserScope(tx, input.endUserId),
  run: async ({ ctx, tx, input }) => {
    await tx.endUser.update({ where: { id: input.endUserId }, data: { deactivatedAt: null } })
    return readEndUserPage(tx, input.endUserId, ctx.now())
  },
  audit: ({ result }) => ({ target: { kind: 'endUser', id: result.id }, after: { state: result.state } }),
})
