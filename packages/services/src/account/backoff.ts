import { createHmac } from 'node:crypto'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'

/** How many wrong guesses in a row are free; after them each waits twice as long as the one before, up to a longest wait. */
export type GuessRule = { purpose: string; free: number; longestSeconds: number }

type Deps = Pick<Context, 'db' | 'installation' | 'now'>

/** Guesses of long ago are forgotten: a typo each week is no attack. */
const forgottenMs = 24 * 3600_000

/**
 * Counts a guess before it is judged, so that many at once gain nothing, and gives the seconds to wait when it comes too early. Outside
 * the use case's transaction: a guess that fails counts too. Unknown subjects wait alike, so a wait tells nothing.
 */
export async function takeGuess(deps: Deps, rule: GuessRule, subject: string): Promise<number | undefined> {
  const key = keyOf(deps, rule, subject)
  const now = deps.now()
  // While guesses are free `until` lies long back: two at once must not hold each other up by a millisecond.
  const taken = await deps.db.pool.query(
    `INSERT INTO attempt_backoff AS b (key, failures, until, at) VALUES ($1, 1, $3, $2)
     ON CONFLICT (key) DO UPDATE SET
       failures = CASE WHEN b.at < $3 THEN 1 ELSE b.failures + 1 END,
       at = $2,
       until = CASE WHEN b.at < $3 OR b.failures + 1 < $4 THEN $3::timestamptz
         ELSE $2::timestamptz + make_interval(secs => least($5, power(2, least(b.failures + 1 - $4, 20)))) END
     WHERE b.until <= $2 RETURNING failures`,
    [key, now, new Date(now.getTime() - forgottenMs), rule.free, rule.longestSeconds],
  )
  if (taken.rowCount !== 0) return undefined
  const { rows } = await deps.db.pool.query<{ until: Date }>('SELECT until FROM attempt_backoff WHERE key = $1', [key])
  return Math.max(1, Math.ceil(((rows[0]?.until ?? now).getTime() - now.getTime()) / 1000))
}

/** The right one came: nothing is held against its subject any more. */
export async function forgetGuesses(deps: Deps, rule: GuessRule, subject: string): Promise<void> {
  await deps.db.pool.query('DELETE FROM attempt_backoff WHERE key = $1', [keyOf(deps, rule, subject)])
}

/** Throws rate_exceeded when a guess comes too early. */
export async function limitGuesses(deps: Deps, rule: GuessRule, subject: string): Promise<void> {
  const wait = await takeGuess(deps, rule, subject)
  if (wait !== undefined) throw new DomainError('rate_exceeded', undefined, { retryAfter: wait })
}

function keyOf(deps: Deps, rule: GuessRule, subject: string): string {
  return createHmac('sha256', deps.installation.secretKey)
    .update(`guess:${rule.purpose}:${subject}`)
    .digest('base64url')
}
