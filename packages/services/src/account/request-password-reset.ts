import { requestPasswordReset as endpoint } from '@gatehouse/contracts/endpoints/account'
import { verb } from '../grammar/verb.ts'
import { addMailJob } from '../jobs/add-job.ts'
import { limitAttempts } from './attempts.ts'
import { emailAddress } from './email-address.ts'
import { issueEmailToken, tokenHours } from './email-tokens.ts'
import { evenTime } from './even-time.ts'
import { mailAllowed } from './send-verification.ts'

const perAddress = { purpose: 'reset', limit: 30, windowSeconds: 3600 }

/** Mails a link for a new password to a known address; answers alike for any. */
export const requestPasswordReset = evenTime(
  verb({
    name: 'person.request-password-reset',
    allowed: { visitor: true },
    input: endpoint.body,
    run: async ({ ctx, tx, input }) => {
      await limitAttempts(ctx, perAddress, ctx.address ?? 'unknown')
      const email = emailAddress(input.email)
      const mayMail = await mailAllowed(ctx, email)
      const person = await tx.person.findFirst({
        where: { email, deactivatedAt: null, OR: [{ member: { isNot: null } }, { developer: { isNot: null } }] },
        include: { member: true },
      })
      if (person && mayMail) {
        const token = await issueEmailToken(tx, { personId: person.id, email, purpose: 'reset', now: ctx.now() })
        const { adminUrl, portalUrl } = ctx.installation
        await addMailJob(tx, {
          personId: person.id,
          template: 'password-reset',
          data: {
            place: person.member ? 'the console' : 'the developer portal',
            resetUrl: `${person.member ? adminUrl : portalUrl}/reset-password?token=${token}`,
            validMinutes: tokenHours('reset') * 60,
          },
        })
      }
      return { personId: person?.id ?? 'unknown' }
    },
    audit: ({ result }) => ({ target: { kind: 'person', id: result.personId } }),
    answer: () => ({ sent: true as const }),
  }),
)
