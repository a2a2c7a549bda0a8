import { endSessions as endpoint } from '@gatehouse/contracts/endpoints/account-security'
import { verb } from '../grammar/verb.ts'
import { signedIn } from './account-view.ts'

/** Signs out everywhere, or everywhere else. */
export const endAllSessions = verb({
  name: 'account.end-sessions',
  allowed: { anyPerson: true },
  input: endpoint.body,
  run: async ({ ctx, tx, input }) => {
    const { personId, sessionId } = signedIn(ctx)
    const change = {
      where: { personId, endedAt: null, ...(input.keepThis ? { id: { not: sessionId } } : {}) },
      data: { endedAt: ctx.now() },
    }
    const console = await tx.memberSession.updateMany(change)
    const portal = await tx.developerSession.updateMany(change)
    // A sign-in that is under way would be another session.
    await tx.signInTicket.updateMany({ where: { personId, usedAt: null }, data: { usedAt: ctx.now() } })
    return { ended: console.count + portal.count }
  },
  audit: ({ ctx, result }) => ({ target: { kind: 'person', id: signedIn(ctx).personId }, after: result }),
})
