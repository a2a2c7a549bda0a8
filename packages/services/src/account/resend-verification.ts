import { resendVerification as endpoint } from '@gatehouse/contracts/endpoints/account'
import { verb } from '../grammar/verb.ts'
import { limitAttempts } from './attempts.ts'
import { emailAddress } from './email-address.ts'
import { evenTime } from './even-time.ts'
import { mailAllowed, sendVerification } from './send-verification.ts'

const perAddress = { purpose: 'resend', limit: 30, windowSeconds: 3600 }

/** Sends the confirmation mail again where one is due; answers alike for any address. */
export const resendVerification = evenTime(
  verb({
    name: 'person.resend-verification',
    allowed: { visitor: true },
    input: endpoint.body,
    run: async ({ ctx, tx, input }) => {
      await limitAttempts(ctx, perAddress, ctx.address ?? 'unknown')
      const email = emailAddress(input.email)
      const mayMail = await mailAllowed(ctx, email)
      const person = await tx.person.findFirst({
        where: { email, emailVerifiedAt: null, deactivatedAt: null, developer: { isNot: null } },
        select: { id: true },
      })
      if (person && mayMail) await sendVerification(tx, ctx, { id: person.id, email })
      return { personId: person?.id ?? 'unknown' }
    },
    audit: ({ result }) => ({ target: { kind: 'person', id: result.personId } }),
    answer: () => ({ sent: true as const }),
  }),
)
