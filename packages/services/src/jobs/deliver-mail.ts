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
  const to = 'personId' in job && job.emailTokenId ? await addressOfLink(deps.db, job.emailTokenId) : person.email
  if (to === undefined) return
  try {
    await sendMail({ smtpUrl: deps.smtpUrl, from: deps.from, to, template: job.template, data: job.data })
  } catch (error) {
    if (!(error instanceof UnsendableMail)) throw error
    deps.log(`mail ${job.template} for ${id} cannot be sent: ${error.message}`)
  }
}

/** The address that a link was made for, as long as the link stands. */
async function addressOfLink(db: Database, id: string): Promise<string | undefined> {
  const link = await db.prisma.emailToken.findUnique({ where: { id }, select: { email: true, usedAt: true } })
  return link && !link.usedAt ? link.email : undefined
}
