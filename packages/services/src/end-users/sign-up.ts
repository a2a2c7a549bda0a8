import { emailInput, newPassword, personName } from '@gatehouse/contracts/endpoints/account'
import { newId } from '@gatehouse/contracts/ids'
import type { Transaction } from '@gatehouse/db/client'
import { z } from 'zod'
import { limitAttempts } from '../account/attempts.ts'
import { emailAddress } from '../account/email-address.ts'
import { evenTime } from '../account/even-time.ts'
import { newPasswordHash } from '../account/new-password.ts'
import { mailAllowed } from '../account/send-verification.ts'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { readIssuerPolicy } from '../issuer/policy.ts'
import { addMailJob } from '../jobs/add-job.ts'
import { endUserTokenHours, issueEndUserToken } from './end-user-tokens.ts'

const perAddress = { purpose: 'end-user-sign-up', limit: 30, windowSeconds: 3600 }
const perReset = { purpose: 'end-user-reset', limit: 30, windowSeconds: 3600 }

/** An end user signs up, where Security allows it. Known or unknown address: the same work, the same answer; only the mail tells. */
export const signUpEndUser = evenTime(
  verb({
    name: 'end-user.sign-up',
    allowed: { visitor: true },
    input: z.strictObject({ name: personName, email: emailInput, password: newPassword }),
    run: async ({ ctx, tx, input }) => {
      const { policy } = await readIssuerPolicy(tx)
      if (!policy.selfSignUp) throw new DomainError('not_possible', 'Accounts are by invitation here.')
      await limitAttempts(ctx, perAddress, ctx.address ?? 'unknown')
      const email = emailAddress(input.email)
      const passwordHash = await newPasswordHash(input.password, { email, name: input.name })
      const mayMail = await mailAllowed(ctx, `end-user ${email}`)
      const id = newId('endUser')
      const { count } = await tx.endUser.createMany({
        data: [{ id, email, name: input.name, passwordHash }],
        skipDuplicates: true,
      })
      const user = await tx.endUser.findUniqueOrThrow({ where: { email } })
      // An unconfirmed account takes the newest password, so that nobody lies in wait with his own in another one's account.
      const unconfirmed = user.emailVerifiedAt === null
      if (count === 0 && unconfirmed)
        await tx.endUser.update({ where: { id: user.id }, data: { passwordHash, name: input.name } })
      if (mayMail && !user.deactivatedAt) {
        if (unconfirmed) await mailVerification(tx, ctx, user.id)
        else await mailKnownAccount(tx, ctx, user.id)
      }
      return { id: user.id, known: count === 0 }
    },
    audit: ({ result }) => ({ target: { kind: 'endUser', id: result.id }, after: { known: result.known } }),
    answer: () => ({ sent: true as const }),
  }),
)

/** Mails a link for a new password to a known address; answers alike for any. */
export const requestEndUserPassword = evenTime(
  verb({
    name: 'end-user.request-password',
    allowed: { visitor: true },
    input: z.strictObject({ email: emailInput }),
    run: async ({ ctx, tx, input }) => {
      await limitAttempts(ctx, perReset, ctx.address ?? 'unknown')
      const email = emailAddress(input.email)
      const mayMail = await mailAllowed(ctx, `end-user ${email}`)
      const user = await tx.endUser.findUnique({ where: { email, deactivatedAt: null } })
      if (user && mayMail) {
        const token = await issueEndUserToken(tx, user.id, 'reset', ctx.now())
        await addMailJob(tx, {
          endUserId: user.id,
          template: 'password-reset',
          data: {
            place: await placeName(tx),
            resetUrl: `${ctx.installation.portalUrl}/oauth/password?token=${token}`,
            validMinutes: endUserTokenHours('reset') * 60,
          },
        })
      }
      return { id: user?.id ?? 'unknown' }
    },
    audit: ({ result }) => ({ target: { kind: 'endUser', id: result.id } }),
    answer: () => ({ sent: true as const }),
  }),
)

async function mailVerification(tx: Transaction, ctx: Context, endUserId: string): Promise<void> {
  const token = await issueEndUserToken(tx, endUserId, 'verify', ctx.now())
  await addMailJob(tx, {
    endUserId,
    template: 'verify-email',
    data: {
      place: await placeName(tx),
      verifyUrl: `${ctx.installation.portalUrl}/oauth/verify?token=${token}`,
      validHours: endUserTokenHours('verify'),
    },
  })
}

async function mailKnownAccount(tx: Transaction, ctx: Context, endUserId: string): Promise<void> {
  const { portalUrl } = ctx.installation
  await addMailJob(tx, {
    endUserId,
    template: 'account-exists',
    data: {
      place: await placeName(tx),
      signInUrl: `${portalUrl}/oauth/sign-in`,
      resetUrl: `${portalUrl}/oauth/forgot-password`,
    },
  })
}

async function placeName(tx: Transaction): Promise<string> {
  return (await tx.organization.findFirst({ select: { name: true } }))?.name ?? 'Gatehouse'
}
