import { signUp as endpoint } from '@gatehouse/contracts/endpoints/account'
import { newId } from '@gatehouse/contracts/ids'
import type { Transaction } from '@gatehouse/db/client'
import type { Context } from '../grammar/context.ts'
import { verb } from '../grammar/verb.ts'
import { addMailJob } from '../jobs/add-job.ts'
import { limitAttempts } from './attempts.ts'
import { wearDeveloperHat } from './developer-hat.ts'
import { emailAddress } from './email-address.ts'
import { evenTime } from './even-time.ts'
import { newPasswordHash } from './new-password.ts'
import { mailAllowed, sendVerification } from './send-verification.ts'

const perAddress = { purpose: 'sign-up', limit: 60, windowSeconds: 3600 }

/**
 * A developer signs up. Known or unknown address: the same work, the same answer; only the mail tells. An unconfirmed account takes
 * the newest password, so that nobody can lie in wait with his own in an account that another one confirms.
 */
export const signUp = evenTime(
  verb({
    name: 'person.sign-up',
    allowed: { visitor: true },
    input: endpoint.body,
    run: async ({ ctx, tx, input, change }) => {
      await limitAttempts(ctx, perAddress, ctx.address ?? 'unknown')
      const email = emailAddress(input.email)
      const passwordHash = await newPasswordHash(input.password, { email, name: input.name })
      const mayMail = await mailAllowed(ctx, email)
      const id = newId('person')
      const made = await tx.person.createMany({
        data: [{ id, email, name: input.name, passwordHash }],
        skipDuplicates: true,
      })
      if (made.count === 1) {
        await wearDeveloperHat(tx, change, { id, name: input.name })
        if (mayMail) await sendVerification(tx, ctx, { id, email })
        return { personId: id as string, known: false }
      }
      const person = await tx.person.findUniqueOrThrow({ where: { email }, include: { member: true, developer: true } })
      const unconfirmed = person.emailVerifiedAt === null && person.member === null && person.developer !== null
      if (unconfirmed) await tx.person.update({ where: { id: person.id }, data: { passwordHash, name: input.name } })
      if (mayMail && !person.deactivatedAt) {
        if (unconfirmed || person.developer === null) await sendVerification(tx, ctx, { id: person.id, email })
        else await sendKnownAccount(tx, ctx, person.id)
      }
      return { personId: person.id, known: true }
    },
    audit: ({ result }) => ({ target: { kind: 'person', id: result.personId }, after: { known: result.known } }),
    answer: () => ({ sent: true as const }),
  }),
  // A password is hashed and, for a new address, a person is made: on a busy machine that comes near a quarter of a second.
  500,
)

function sendKnownAccount(tx: Transaction, ctx: Context, personId: string): Promise<void> {
  const { portalUrl } = ctx.installation
  return addMailJob(tx, {
    personId,
    template: 'account-exists',
    data: {
      place: 'the developer portal',
      signInUrl: `${portalUrl}/sign-in`,
      resetUrl: `${portalUrl}/forgot-password`,
    },
  })
}
