import type { Transaction } from '@gatehouse/db/client'
import { addJob } from '../jobs/add-job.ts'

type Dates = {
  id: string
  state: string
  opensAt: Date | null
  dueAt: Date
  firstReminderAt: Date
  secondReminderAt: Date
}

/**
 * Puts the campaign's next step into the queue, at its instant; the one that waited there before goes. A sweep is behind it, so a lost job
 * only delays.
 */
export async function scheduleCampaign(tx: Transaction, campaign: Dates, now: Date): Promise<void> {
  const { id, state, opensAt, dueAt, firstReminderAt, secondReminderAt } = campaign
  const steps =
    state === 'draft' ? (opensAt ? [opensAt] : []) : state === 'open' ? [firstReminderAt, secondReminderAt, dueAt] : []
  const ahead = steps.filter((at) => at > now || at === dueAt || at === opensAt).map((at) => at.getTime())
  if (ahead.length === 0) return
  const runAt = new Date(Math.max(Math.min(...ahead), now.getTime()))
  await addJob(tx, 'campaign', { campaignId: id }, { key: `campaign:${id}`, runAt })
}
