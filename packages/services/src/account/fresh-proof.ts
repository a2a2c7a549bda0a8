import type { SecurityView } from '@gatehouse/contracts/endpoints/account-security'
import type { Transaction } from '@gatehouse/db/client'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import type { Reader } from '../grammar/query.ts'
import { signedIn } from './account-view.ts'
import { factorsOf } from './second-factors.ts'

const freshMs = 10 * 60_000

/** Until when the session's last proof holds; undefined when it is too old. */
export async function provedUntil(db: Reader | Transaction, ctx: Context): Promise<Date | undefined> {
  const { sessionId } = signedIn(ctx)
  const where = { where: { id: sessionId }, select: { provedAt: true } }
  const row = await (ctx.actor.kind === 'member'
    ? db.memberSession.findUnique(where)
    : db.developerSession.findUnique(where))
  const until = row === null ? undefined : new Date(row.provedAt.getTime() + freshMs)
  return until && until > ctx.now() ? until : undefined
}

/**
 * Refuses what somebody at another one's open session must not do, unless the person proved himself in the last ten minutes. Machines
 * and the system have no session and pass: their keys are their proof.
 */
export async function requireFreshProof(db: Reader | Transaction, ctx: Context): Promise<void> {
  if (ctx.actor.kind !== 'member' && ctx.actor.kind !== 'developer') return
  if ((await provedUntil(db, ctx)) === undefined) throw new DomainError('proof_needed')
}

/** Notes that the session's person has just proved himself. */
export async function noteProof(tx: Transaction, ctx: Context): Promise<Date> {
  const { sessionId } = signedIn(ctx)
  const change = { where: { id: sessionId }, data: { provedAt: ctx.now() } }
  if (ctx.actor.kind === 'member') await tx.memberSession.update(change)
  else await tx.developerSession.update(change)
  return new Date(ctx.now().getTime() + freshMs)
}

/** With what a person can prove himself: a second factor where he has one, else his password; nothing: he signs in again. */
export async function provableBy(
  db: Reader | Transaction,
  person: { id: string; passwordHash: string | null },
): Promise<SecurityView['provableBy']> {
  const factors = await factorsOf(db, person.id)
  if (factors.length > 0) return factors
  return person.passwordHash === null ? [] : ['password']
}
