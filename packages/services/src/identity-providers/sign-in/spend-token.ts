import { hashSecret } from '@gatehouse/auth/session-token'
import type { Transaction } from '@gatehouse/db/client'
import { DomainError } from '../../grammar/domain-error.ts'

/** Longer than clocks may differ: what has just expired is not said again. */
const marginMs = 10 * 60_000

/** Uses up what may come once only (a logout token, an assertion), whoever is asked at the same time. Throws sign_in_replayed. */
export async function spendToken(
  tx: Transaction,
  issuer: string,
  once: { readonly id: string; readonly expiresAt: Date },
): Promise<void> {
  const { count } = await tx.spentToken.createMany({
    data: [{ id: hashSecret(`${issuer}\n${once.id}`), expiresAt: new Date(once.expiresAt.getTime() + marginMs) }],
    skipDuplicates: true,
  })
  if (count === 0) throw new DomainError('sign_in_replayed')
}
