import { signIn as endpoint } from '@gatehouse/contracts/endpoints/sign-in'
import { DomainError } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { owedFactor, stepOf } from './owed-factor.ts'
import { judgeSignIn } from './sign-in.ts'
import { hatOf, openSignInTicket } from './sign-in-tickets.ts'

/** E-mail and password give a ticket; with a second factor, or one to set up, the ticket owes it. */
export const signInWithPassword = verb({
  name: 'account.sign-in',
  allowed: { visitor: true },
  input: endpoint.body,
  run: async ({ ctx, tx, input }) => {
    const hat = hatOf(ctx)
    const judged = await judgeSignIn(ctx, hat, {
      email: input.email,
      password: input.password,
      ...(ctx.address === undefined ? {} : { address: ctx.address }),
    })
    if ('refused' in judged) throw new DomainError(judged.refused)
    const { personId } = judged
    const owed = await owedFactor(tx, hat, personId)
    const ticket = await openSignInTicket({ ...ctx, tx }, { personId, hat, method: 'password', owesFactor: owed.owes })
    return { personId, step: stepOf(ticket, owed) }
  },
  audit: ({ ctx, result }) => ({
    target: { kind: 'person', id: result.personId },
    after: { app: ctx.app ?? 'none', method: 'password', next: result.step.state },
  }),
  answer: ({ step }) => step,
})
