import type { Transaction } from '@gatehouse/db/client'
import { addJob } from '../jobs/add-job.ts'

/** Has a promotion looked at again, at the latest at that time. A look that is asked for already is replaced. */
export async function wakePromotion(tx: Transaction, id: string, at: Date): Promise<void> {
  await addJob(tx, 'advance-promotion', { id }, { key: `promotion ${id}`, runAt: at })
}
