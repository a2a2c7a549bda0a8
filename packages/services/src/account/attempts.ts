import { createHmac } from 'node:crypto'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'

/** What is counted, how often it may happen, in which window. */
export type AttemptRule = { purpose: string; limit: number; windowSeconds: number }

type Deps = Pick<Context, 'db' | 'installation' | 'now'>

/**
 * Counts one try and gives the seconds to wait when it was one too many. Outside the use case's transaction: a try that fails counts
 * too. What is counted is kept as a keyed hash, so the table names nobody.
 */
export async function takeAttempt(deps: Deps, rule: AttemptRule, subject: string): Promise<number | undefined> {
  const { key, start } = windowOf(deps, rule, subject)
  const { rows } = await deps.db.pool.query<{ count: number }>(
    `INSERT INTO attempt_window (key, window_start, count) VALUES ($1, $2, 1)
     ON CONFLICT (key, window_start) DO UPDATE SET count = attempt_window.count + 1 RETURNING count`,
    [key, start],
  )
  if ((rows[0]?.count ?? 0) <= rule.limit) return undefined
  return (start.getTime() + rule.windowSeconds * 1000 - deps.now().getTime()) / 1000
}

/** Gives a try back: it was none of guessing. */
export async function refundAttempt(deps: Deps, rule: AttemptRule, subject: string): Promise<void> {
  const { key, start } = windowOf(deps, rule, subject)
  await deps.db.pool.query(
    'UPDATE attempt_window SET count = greatest(count - 1, 0) WHERE key = $1 AND window_start = $2',
    [key, start],
  )
}

/** Throws rate_exceeded when the try is one too many. */
export async function limitAttempts(deps: Deps, rule: AttemptRule, subject: string): Promise<void> {
  const wait = await takeAttempt(deps, rule, subject)
  if (wait !== undefined) throw new DomainError('rate_exceeded', undefined, { retryAfter: wait })
}

function windowOf(deps: Deps, rule: AttemptRule, subject: string): { key: string; start: Date } {
  const length = rule.windowSeconds * 1000
  const start = new Date(Math.floor(deps.now().getTime() / length) * length)
  const key = createHmac('sha256', deps.installation.secretKey)
    .update(`attempt:${rule.purpose}:${subject}`)
    .digest('base64url')
  return { key, start }
}
