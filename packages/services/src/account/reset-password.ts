import { resetPassword as endpoint } from '@gatehouse/contracts/endpoints/account'
import { verb } from '../grammar/verb.ts'
import { consumeEmailToken } from './email-tokens.ts'
import { endSessionsOf } from './end-sessions.ts'
import { newPasswordHash } from './new-password.ts'

/** Sets a new password by the link of the mail. Whoever had a session with the old one has none after it. */
export const resetPassword = verb({
  name: 'person.reset-password',
  allowed: { visitor: true },
  input: endpoint.body,
  run: async ({ ctx, tx, input }) => {
    const person = await consumeEmailToken(tx, input.token, 'reset', ctx.now())
    const email = person.email ?? ''
    const passwordHash = await newPasswordHash(input.password, { email, name: person.name })
    await tx.person.update({
      where: { id: person.id },
      data: { passwordHash, emailVerifiedAt: person.emailVerifiedAt ?? ctx.now(), etag: { increment: 1 } },
    })
    await endSessionsOf(tx, person.id, ctx.now())
    return { personId: person.id, email }
  },
  audit: ({ result }) => ({ target: { kind: 'person', id: result.personId } }),
  answer: ({ email }) => ({ email }),
})
