import { verifyPassword } from '@gatehouse/auth/passwords'
import { hashSecret } from '@gatehouse/auth/session-token'
import { verifyEmail as endpoint } from '@gatehouse/contracts/endpoints/account'
import { DomainError } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { limitAttempts } from './attempts.ts'
import { wearDeveloperHat } from './developer-hat.ts'
import { consumeEmailToken } from './email-tokens.ts'

const perLink = { purpose: 'verify-email', limit: 10, windowSeconds: 3600 }

/**
 * Confirms an address by the link of the mail, and gives the portal hat to who asked for it as a member. The password is asked for,
 * because a stranger may have signed up with this address and a password of his: his account is never confirmed by its victim.
 */
export const verifyEmail = verb({
  name: 'person.verify-email',
  allowed: { visitor: true },
  input: endpoint.body,
  run: async ({ ctx, tx, input, change }) => {
    await limitAttempts(ctx, perLink, hashSecret(input.token))
    const person = await consumeEmailToken(tx, input.token, 'verify', ctx.now())
    // Thrown inside the transaction: the link is not used up by a mistyped password.
    if (!(await verifyPassword(person.passwordHash, input.password))) {
      throw new DomainError(
        'sign_in_failed',
        'This is not the password that was chosen. Sign up again to choose a new one.',
      )
    }
    await tx.person.update({
      where: { id: person.id },
      data: { emailVerifiedAt: person.emailVerifiedAt ?? ctx.now(), etag: { increment: 1 } },
    })
    const teamId = await wearDeveloperHat(tx, change, person)
    return { personId: person.id, email: person.email ?? '', hatGiven: teamId !== undefined }
  },
  audit: ({ result }) => ({ target: { kind: 'person', id: result.personId }, after: { hatGiven: result.hatGiven } }),
  answer: ({ email }) => ({ email }),
})
