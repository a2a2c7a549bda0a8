import type { RetentionKey } from '@gatehouse/contracts/retention'
import type { Database } from '@gatehouse/db/client'
import { readPeriods } from '../retention/retention-statement.ts'

const day = 24 * 3600_000

/** How long a table's old rows are waited for: the ingest must not wait behind us. */
const lockTimeout = '2s'

/**
 * What may go, and when: answers for repeated writes, counted tries, links long dead, sessions long over, counts of canaries. In days, or
 * as the console sets it for the kind (contracts/src/retention.ts).
 */
const lifetimes: readonly { sql: string; days: number | RetentionKey }[] = [
  { sql: 'DELETE FROM idempotency_record WHERE created_at < $1', days: 1 },
  { sql: 'DELETE FROM attempt_window WHERE window_start < $1', days: 1 },
  { sql: 'DELETE FROM attempt_backoff WHERE at < $1', days: 1 },
  { sql: 'DELETE FROM sign_in_attempt WHERE expires_at < $1', days: 1 },
  { sql: 'DELETE FROM sign_in_ticket WHERE expires_at < $1', days: 1 },
  { sql: 'DELETE FROM spent_token WHERE expires_at < $1', days: 1 },
  { sql: 'DELETE FROM management_key WHERE job_rule_id IS NOT NULL AND expires_at < $1', days: 7 },
  { sql: 'DELETE FROM directory_message WHERE at < $1', days: 'directoryMessages' },
  { sql: 'DELETE FROM email_token WHERE expires_at < $1', days: 'emailLinks' },
  { sql: 'DELETE FROM canary_count WHERE updated_at < $1', days: 'canaryCounts' },
  { sql: `DELETE FROM webhook_delivery WHERE state <> 'waiting' AND created_at < $1`, days: 'webhookDeliveries' },
  { sql: 'DELETE FROM usage.shape WHERE day < $1::timestamptz::date', days: 14 },
  // Impact looks back 90 days; a week ends up to 6 days after it began, four weeks up to 27.
  { sql: 'DELETE FROM usage.feature_day WHERE day < $1::timestamptz::date', days: 97 },
  { sql: 'DELETE FROM usage.feature_week WHERE week < $1::timestamptz::date', days: 104 },
  { sql: 'DELETE FROM usage.feature_span WHERE span < $1::timestamptz::date', days: 125 },
  { sql: 'DELETE FROM usage.caller_day WHERE day < $1::timestamptz::date', days: 97 },
  { sql: 'DELETE FROM member_session WHERE least(ended_at, expires_at) < $1', days: 'sessions' },
  { sql: 'DELETE FROM developer_session WHERE least(ended_at, expires_at) < $1', days: 'sessions' },
]

/** Tables that are kept by the day, one partition each. */
const partitioned: readonly { table: string; days: RetentionKey }[] = [
  { table: 'detail', days: 'requestDetails' },
  { table: 'raw', days: 'requests' },
]

/** Removes what nothing reads any more. Safe to run N times; hourly is often enough. The change log's end is the stream's matter. */
export async function cleanUp(db: Database, now: Date): Promise<void> {
  const periods = await readPeriods(db.prisma)
  const before = (days: number | RetentionKey) =>
    new Date(now.getTime() - (typeof days === 'number' ? days : periods[days]) * day)
  for (const { sql, days } of lifetimes) await db.pool.query(sql, [before(days)])
  for (const { table, days } of partitioned) await dropDays(db, table, before(days))
}

/** Drops the partitions of whole days that ended before. One that is in use goes with a later clean-up. */
async function dropDays(db: Database, table: string, before: Date): Promise<void> {
  const { rows } = await db.pool.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent = $1::regclass AND c.relname ~ '^[a-z]+_\\d{8}$' AND right(c.relname, 8) < $2 ORDER BY c.relname`,
    [`usage.${table}`, before.toISOString().slice(0, 10).replaceAll('-', '')],
  )
  for (const { name } of rows) {
    const client = await db.pool.connect()
    try {
      await client.query(`BEGIN; SET LOCAL lock_timeout = '${lockTimeout}'; DROP TABLE usage."${name}"; COMMIT`)
    } catch (error) {
      await client.query('ROLLBACK')
      if ((error as { code?: string }).code !== '55P03') throw error
    } finally {
      client.release()
    }
  }
}
