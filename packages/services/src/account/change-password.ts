import { verifyPassword } from '@gatehouse/auth/passwords'
import { changePassword as endpoint } from '@gatehouse/contracts/endpoints/account'
import { DomainError } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { signedIn } from './account-view.ts'
import { limitAttempts, refundAttempt } from './attempts.ts'
import { endSessionsOf } from './end-sessions.ts'
import { newPasswordHash } from './new-password.ts'

const guesses = { purpose: 'change-password', limit: 10, windowSeconds: 900 }

/** Changes one's own password, with the current one; every other session ends. */
export const changePassword = verb({
  name: 'account.change-password',
  allowed: { anyPerson: true },
  input: endpoint.body,
  run: async ({ ctx, tx, input }) => {
    const { personId, sessionId } = signedIn(ctx)
    await limitAttempts(ctx, guesses, personId)
    const person = await tx.person.findUniqueOrThrow({ where: { id: personId } })
    if (!(await verifyPassword(person.passwordHash, input.currentPassword))) {
      throw new DomainError('invalid_input', undefined, {
        errors: [{ in: 'body', pointer: '/currentPassword', rule: 'password', expected: 'your current password' }],
      })
    }
    await refundAttempt(ctx, guesses, personId)
    const about = { email: person.email ?? '', name: person.name }
    const passwordHash = await newPasswordHash(input.newPassword, about, 'newPassword')
    await tx.person.update({ where: { id: personId }, data: { passwordHash, etag: { increment: 1 } } })
    await endSessionsOf(tx, personId, ctx.now(), sessionId)
    return { personId }
  },
  audit: ({ result }) => ({ target: { kind: 'person', id: result.personId } }),
  answer: () => ({}),
})
