import type { Database } from '@gatehouse/db/client'

const day = 24 * 3600_000

/** What may go, and when: answers for repeated writes, counted tries, links long dead, sessions long over, counts of canaries. Days. */
const lifetimes = [
  { sql: 'DELETE FROM idempotency_record WHERE created_at < $1', days: 1 },
  { sql: 'DELETE FROM attempt_window WHERE window_start < $1', days: 1 },
  { sql: 'DELETE FROM attempt_backoff WHERE at < $1', days: 1 },
  { sql: 'DELETE FROM sign_in_attempt WHERE expires_at < $1', days: 1 },
  { sql: 'DELETE FROM sign_in_ticket WHERE expires_at < $1', days: 1 },
  { sql: 'DELETE FROM spent_token WHERE expires_at < $1', days: 1 },
  { sql: 'DELETE FROM management_key WHERE job_rule_id IS NOT NULL AND expires_at < $1', days: 7 },
  { sql: 'DELETE FROM directory_message WHERE at < $1', days: 30 },
  { sql: 'DELETE FROM email_token WHERE expires_at < $1', days: 30 },
  { sql: 'DELETE FROM canary_count WHERE updated_at < $1', days: 90 },
  { sql: 'DELETE FROM usage.shape WHERE day < $1::timestamptz::date', days: 14 },
  // Impact looks back 90 days; a week ends up to 6 days after it began, four weeks up to 27.
  { sql: 'DELETE FROM usage.feature_day WHERE day < $1::timestamptz::date', days: 97 },
  { sql: 'DELETE FROM usage.feature_week WHERE week < $1::timestamptz::date', days: 104 },
  { sql: 'DELETE FROM usage.feature_span WHERE span < $1::timestamptz::date', days: 125 },
  { sql: 'DELETE FROM usage.caller_day WHERE day < $1::timestamptz::date', days: 97 },
  // Reports say what a rule decided in 30 days; a year shows what a rule is good for.
  { sql: 'DELETE FROM usage.rule_day WHERE day < $1::timestamptz::date', days: 400 },
  { sql: 'DELETE FROM member_session WHERE least(ended_at, expires_at) < $1', days: 90 },
  { sql: 'DELETE FROM developer_session WHERE least(ended_at, expires_at) < $1', days: 90 },
] as const

/** Removes what nothing reads any more. Safe to run N times; hourly is often enough. The change log's end is the stream's matter. */
export async function cleanUp(db: Database, now: Date): Promise<void> {
  for (const { sql, days } of lifetimes) await db.pool.query(sql, [new Date(now.getTime() - days * day)])
}
