import type { Context } from '@gatehouse/services/grammar/context'
import {
  trimAttempts,
  trimChangeLog,
  trimIdempotency,
  trimReceipts,
  trimSnapshots,
} from '@gatehouse/services/publishing/trim'

/** Daily work on the database itself. Each part is one statement that is safe to run at any time from any process. */
export async function housekeeping(db: Context['db']): Promise<void> {
  await db.pool.query(
    "SELECT usage.ensure_partitions((now() AT TIME ZONE 'UTC')::date - 1, (now() AT TIME ZONE 'UTC')::date + 7)",
  )
  await trimChangeLog(db)
  await trimReceipts(db)
  await trimSnapshots(db)
  await trimIdempotency(db)
  await trimAttempts(db)
}
