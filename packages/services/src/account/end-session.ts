import { endSession as endpoint } from '@gatehouse/contracts/endpoints/account'
import { notFound } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { signedIn } from './account-view.ts'

/** Ends one of one's own sessions; another person's is not found. */
export const endSession = verb({
  name: 'account.end-session',
  allowed: { anyPerson: true },
  input: endpoint.params,
  run: async ({ ctx, tx, input }) => {
    const { personId } = signedIn(ctx)
    const change = { where: { id: input.sessionId, personId, endedAt: null }, data: { endedAt: ctx.now() } }
    const console = await tx.memberSession.updateMany(change)
    const portal = await tx.developerSession.updateMany(change)
    if (console.count + portal.count === 0) throw notFound()
    return {}
  },
  audit: ({ input }) => ({ target: { kind: 'session', id: input.sessionId } }),
})
