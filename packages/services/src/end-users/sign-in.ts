import { verifyPassword } from '@gatehouse/auth/passwords'
import { parseMailAddress } from '@gatehouse/mail/mail-address'
import { type AttemptRule, refundAttempt, takeAttempt } from '../account/attempts.ts'
import type { Context } from '../grammar/context.ts'

export type EndUserRefusal = 'sign_in_failed' | 'email_unverified' | 'rate_exceeded'

const quarter = 900
/** As for persons, in windows of their own: one guesser on one account, many on one, one on many. */
const rules = {
  pair: { purpose: 'end-user-pair', limit: 10, windowSeconds: quarter },
  account: { purpose: 'end-user-account', limit: 60, windowSeconds: quarter },
  address: { purpose: 'end-user-address', limit: 100, windowSeconds: quarter },
} satisfies Record<string, AttemptRule>

/**
 * Judges an end user's address and password. Unknown address, wrong password, no password and deactivated are one answer after the same
 * work; only who knows the password learns that the address is unconfirmed.
 */
export async function judgeEndUserSignIn(
  ctx: Pick<Context, 'db' | 'installation' | 'now' | 'address'>,
  input: { email: string; password: string },
): Promise<{ endUserId: string } | { refused: EndUserRefusal }> {
  const email = parseMailAddress(input.email.trim())?.toLowerCase() ?? ''
  const address = ctx.address ?? 'unknown'
  const tries: readonly [AttemptRule, string][] = [
    [rules.pair, `${email} ${address}`],
    [rules.account, email],
    [rules.address, address],
  ]
  const waits = await Promise.all(tries.map(([rule, subject]) => takeAttempt(ctx, rule, subject)))
  if (waits.some((wait) => wait !== undefined)) return { refused: 'rate_exceeded' }
  const user = await ctx.db.prisma.endUser.findUnique({ where: { email } })
  const right = await verifyPassword(user?.passwordHash, input.password)
  if (!right || !user || user.deactivatedAt) return { refused: 'sign_in_failed' }
  if (!user.emailVerifiedAt) return { refused: 'email_unverified' }
  await Promise.all(tries.map(([rule, subject]) => refundAttempt(ctx, rule, subject)))
  return { endUserId: user.id }
}
