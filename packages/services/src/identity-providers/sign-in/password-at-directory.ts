import { setTimeout as delay } from 'node:timers/promises'
import type { SignInStep } from '@gatehouse/contracts/endpoints/sign-in'
import { type AttemptRule, refundAttempt, takeAttempt } from '../../account/attempts.ts'
import { forgetGuesses, type GuessRule, takeGuess } from '../../account/backoff.ts'
import type { Hat } from '../../account/sign-in-tickets.ts'
import type { Context } from '../../grammar/context.ts'
import { DomainError } from '../../grammar/domain-error.ts'
import { visitProvider } from '../provider-call.ts'
import { toProviderProblem } from '../provider-problem.ts'
import { admitPerson } from './admit-person.ts'

const quarter = 900
/** Directories lock accounts after a few wrong passwords: whoever guesses here must not lock anybody out there. */
const pairRule: GuessRule = { purpose: 'directory-pair', free: 4, longestSeconds: quarter }
const rules = {
  name: { purpose: 'directory-name', limit: 30, windowSeconds: quarter },
  address: { purpose: 'directory-address', limit: 100, windowSeconds: quarter },
} satisfies Record<string, AttemptRule>

/** A refusal comes at the next multiple of this, so that its time does not tell at which step it was decided. */
const stepMs = 250

/**
 * Tries a user name and a password at directories, in the order of their names, and lets in whoever they prove. Undefined: they fit
 * nowhere. Throws rate_exceeded, and the problem of a directory that could not be asked where no other one knew the person.
 */
export async function signInAtDirectory(
  ctx: Context,
  given: { hat: Hat; directories: readonly string[]; userName: string; password: string },
): Promise<SignInStep | undefined> {
  const began = performance.now()
  const key = given.userName.toLowerCase().slice(0, 320)
  const address = ctx.address ?? 'unknown'
  const tries: readonly [AttemptRule, string][] = [
    [rules.name, key],
    [rules.address, address],
  ]
  const waits = await Promise.all(tries.map(([rule, subject]) => takeAttempt(ctx, rule, subject)))
  waits.push(await takeGuess(ctx, pairRule, `${key} ${address}`))
  const wait = Math.max(...waits.map((seconds) => seconds ?? 0))
  if (wait > 0) throw new DomainError('rate_exceeded', undefined, { retryAfter: wait })
  let fault: unknown
  for (const providerId of given.directories) {
    try {
      const proved = await judge(ctx, providerId, given)
      if (proved === undefined) continue
      await Promise.all([
        forgetGuesses(ctx, pairRule, `${key} ${address}`),
        ...tries.map(([rule, subject]) => refundAttempt(ctx, rule, subject)),
      ])
      const admitted = await admitPerson(ctx, { providerId, hat: given.hat, method: 'ldap', person: proved })
      if ('linked' in admitted) throw new DomainError('sign_in_failed')
      return admitted.step
    } catch (error) {
      const problem = toProviderProblem(error)
      if (!(problem instanceof DomainError) || !problem.code.startsWith('provider_')) throw problem
      fault ??= problem
    }
  }
  if (fault !== undefined) throw fault
  const elapsed = performance.now() - began
  await delay(Math.ceil(elapsed / stepMs) * stepMs - elapsed)
  return undefined
}

async function judge(ctx: Context, providerId: string, given: { userName: string; password: string }) {
  const row = await ctx.db.prisma.identityProvider.findUnique({ where: { id: providerId } })
  if (!row?.enabled || !row.signIn) return undefined
  const { adapter, call } = visitProvider(ctx, row)
  return adapter.checkPassword?.(call, { userName: given.userName, password: given.password })
}
