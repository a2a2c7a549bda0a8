import type { Transaction } from '@gatehouse/db/client'
import type { Context } from '../grammar/context.ts'
import { addMailJob } from '../jobs/add-job.ts'
import { takeAttempt } from './attempts.ts'
import { issueEmailToken, tokenHours } from './email-tokens.ts'

const mailsPerAddress = { purpose: 'mail', limit: 6, windowSeconds: 3600 }

/** Whether one more mail may go to the address this hour. Silent when not: the answer must not tell whether it is known. */
export async function mailAllowed(ctx: Context, email: string): Promise<boolean> {
  return (await takeAttempt(ctx, mailsPerAddress, email)) === undefined
}

/** Mails the link that confirms the address and opens the portal. */
export async function sendVerification(
  tx: Transaction,
  ctx: Context,
  person: { id: string; email: string },
): Promise<void> {
  const token = await issueEmailToken(tx, {
    personId: person.id,
    email: person.email,
    purpose: 'verify',
    now: ctx.now(),
  })
  await addMailJob(tx, {
    personId: person.id,
    template: 'verify-email',
    data: {
      place: 'the developer portal',
      verifyUrl: `${ctx.installation.portalUrl}/verify-email?token=${token}`,
      validHours: tokenHours('verify'),
    },
  })
}
