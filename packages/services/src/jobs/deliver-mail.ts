import type { Database } from '@gatehouse/db/client'
import { sendMail, UnsendableMail } from '@gatehouse/mail/send-mail'
import type { MailJob } from './add-job.ts'

/**
 * The job `send-mail`: sends to the address that the person or end user has now. Who was erased or switched off gets none.
 * Throws when the mail server does not take it, so that the queue tries again.
 */
export async function deliverMail(
  deps: { db: Database; smtpUrl: string; from: string; log: (message: string) => void },
  job: MailJob,
): Promise<void> {
  const select = { email: true, deactivatedAt: true }
  const id = 'personId' in job ? job.personId : job.endUserId
  const person =
    'personId' in job
      ? await deps.db.prisma.person.findUnique({ where: { id }, select })
      : await deps.db.prisma.endUser.findUnique({ where: { id }, select })
  if (!person?.email || person.deactivatedAt) return
  try {
    await sendMail({ smtpUrl: deps.smtpUrl, from: deps.from, to: person.email, template: job.template, data: job.data })
  } catch (error) {
    if (!(error instanceof UnsendableMail)) throw error
    deps.log(`mail ${job.template} for ${id} cannot be sent: ${error.message}`)
  }
}
