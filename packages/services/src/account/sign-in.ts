import { verifyPassword } from '@gatehouse/auth/passwords'
import { parseMailAddress } from '@gatehouse/mail/mail-address'
import type { Context } from '../grammar/context.ts'
import { type AttemptRule, refundAttempt, takeAttempt } from './attempts.ts'
import { forgetGuesses, type GuessRule, takeGuess } from './backoff.ts'
import { signInSettings } from './second-factors.ts'

export type SignInRefusal = 'sign_in_failed' | 'email_unverified' | 'local_sign_in_off' | 'rate_exceeded'

const quarter = 900
/** One guesser on one account: each wrong one after the fifth waits twice as long. */
const pairRule: GuessRule = { purpose: 'sign-in-pair', free: 5, longestSeconds: quarter }
/** Many guessers on one account; one guesser on many accounts. */
const rules = {
  account: { purpose: 'sign-in-account', limit: 60, windowSeconds: quarter },
  address: { purpose: 'sign-in-address', limit: 100, windowSeconds: quarter },
} satisfies Record<string, AttemptRule>

/**
 * Judges e-mail and password for one app. Unknown address, wrong password, missing hat and a switched-off person are one answer after
 * the same work; only who knows the password learns that the address is unconfirmed.
 */
export async function judgeSignIn(
  deps: Pick<Context, 'db' | 'installation' | 'now'>,
  hat: 'member' | 'developer',
  input: { email: string; password: string; address?: string },
): Promise<{ personId: string } | { refused: SignInRefusal }> {
  const { email, address, tries } = triesOf(input)
  const waits = await Promise.all(tries.map(([rule, subject]) => takeAttempt(deps, rule, subject)))
  const wait = await takeGuess(deps, pairRule, `${email} ${address}`)
  if (wait !== undefined || waits.some((one) => one !== undefined)) return { refused: 'rate_exceeded' }
  const { rows } = await deps.db.pool.query<{ id: string; hash: string | null; verified: boolean; may: boolean }>(
    `SELECT p.id, p.password_hash AS hash, p.email_verified_at IS NOT NULL AS verified,
       p.deactivated_at IS NULL AND h.person_id IS NOT NULL AS may
     FROM person p LEFT JOIN ${hat} h ON h.person_id = p.id WHERE p.email = $1`,
    [email],
  )
  const person = rows[0]
  const right = await verifyPassword(person?.hash, input.password)
  if (!right || !person?.may) return { refused: 'sign_in_failed' }
  if (!person.verified) return { refused: 'email_unverified' }
  const { local, breakGlass } = await signInSettings(deps.db.prisma)
  if (!local && !breakGlass.includes(person.id)) return { refused: 'local_sign_in_off' }
  await forgetTries(deps, input)
  return { personId: person.id }
}

/** Gives the tries of a sign-in back: whoever it was has shown who he is, here or at his directory. */
export async function forgetTries(
  deps: Pick<Context, 'db' | 'installation' | 'now'>,
  input: { email: string; address?: string },
): Promise<void> {
  const { email, address, tries } = triesOf(input)
  await Promise.all([
    forgetGuesses(deps, pairRule, `${email} ${address}`),
    ...tries.map(([rule, subject]) => refundAttempt(deps, rule, subject)),
  ])
}

function triesOf(input: { email: string; address?: string }) {
  const email = parseMailAddress(input.email.trim())?.toLowerCase() ?? ''
  const address = input.address ?? 'unknown'
  const tries: readonly [AttemptRule, string][] = [
    [rules.account, email],
    [rules.address, address],
  ]
  return { email, address, tries }
}
