import type { Transaction } from '@gatehouse/db/client'
import type { Context } from '../grammar/context.ts'
import { addMailJob } from '../jobs/add-job.ts'

/** Tells a person by mail what was done to how his account is secured. */
export function sendSecurityNotice(
  tx: Transaction,
  ctx: Context,
  personId: string,
  what: string,
  sentence: string,
): Promise<void> {
  const { adminUrl, portalUrl } = ctx.installation
  const accountUrl = ctx.app === 'console' ? `${adminUrl}/settings/profile` : `${portalUrl}/profile`
  return addMailJob(tx, { personId, template: 'security-notice', data: { what, sentence, accountUrl } })
}
