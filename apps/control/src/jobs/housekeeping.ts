import type { Context } from '@gatehouse/services/grammar/context'
import { cleanUp } from '@gatehouse/services/jobs/clean-up'
import { trimChangeLog, trimReceipts, trimSnapshots } from '@gatehouse/services/publishing/trim'

/** Daily work on the database itself. Each part is safe to run at any time from any process. */
export async function housekeeping(db: Context['db'], now: Date): Promise<void> {
  await db.pool.query(
    "SELECT usage.ensure_partitions((now() AT TIME ZONE 'UTC')::date - 1, (now() AT TIME ZONE 'UTC')::date + 7)",
  )
  await trimChangeLog(db)
  await trimReceipts(db)
  await trimSnapshots(db)
  await cleanUp(db, now)
}
