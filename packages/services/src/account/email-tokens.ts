import { hashSecret, newSid } from '@gatehouse/auth/session-token'
import { newId } from '@gatehouse/contracts/ids'
import type { Transaction } from '@gatehouse/db/client'
import { DomainError } from '../grammar/domain-error.ts'

export type TokenPurpose = 'verify' | 'reset' | 'invite' | 'change' | 'undo'

const lifetimes: Record<TokenPurpose, number> = {
  verify: 24 * 3600_000,
  reset: 3600_000,
  invite: 7 * 24 * 3600_000,
  change: 24 * 3600_000,
  undo: 7 * 24 * 3600_000,
}

/** How long a link of each purpose holds, in hours. */
export const tokenHours = (purpose: TokenPurpose): number => lifetimes[purpose] / 3600_000

/** Makes a link's token; earlier unused ones of the same purpose stop working. Only its hash is stored. */
export async function issueEmailToken(
  tx: Transaction,
  input: { personId: string; email: string; purpose: TokenPurpose; now: Date },
): Promise<string> {
  return (await issueEmailLink(tx, input)).token
}

/** As `issueEmailToken`, with the id of the link: a mail can go to its address. */
export async function issueEmailLink(
  tx: Transaction,
  input: { personId: string; email: string; purpose: TokenPurpose; now: Date },
): Promise<{ token: string; id: string }> {
  const { personId, email, purpose, now } = input
  await tx.emailToken.updateMany({ where: { personId, purpose, usedAt: null }, data: { usedAt: now } })
  const token = newSid()
  const id = newId('invitation', now.getTime())
  await tx.emailToken.create({
    data: {
      id,
      personId,
      purpose,
      email,
      tokenHash: hashSecret(token),
      expiresAt: new Date(now.getTime() + lifetimes[purpose]),
    },
  })
  return { token, id }
}

/** Uses a token up, once whatever runs at the same time. Throws link_invalid: unknown, used, old, or for an address that changed. */
export async function consumeEmailToken(tx: Transaction, token: string, purpose: TokenPurpose, now: Date) {
  const tokenHash = hashSecret(token)
  const used = await tx.emailToken.updateMany({
    where: { tokenHash, purpose, usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
  })
  if (used.count !== 1) throw new DomainError('link_invalid')
  const row = await tx.emailToken.findUniqueOrThrow({
    where: { tokenHash },
    include: { person: { include: { member: true, developer: true } } },
  })
  if (row.person.email !== row.email || row.person.deactivatedAt) throw new DomainError('link_invalid')
  return row.person
}

/** Uses up a link that names another address than the account has: a change of address, or its undoing. */
export async function consumeAddressToken(tx: Transaction, token: string, purpose: 'change' | 'undo', now: Date) {
  const tokenHash = hashSecret(token)
  const used = await tx.emailToken.updateMany({
    where: { tokenHash, purpose, usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
  })
  if (used.count !== 1) throw new DomainError('link_invalid')
  const row = await tx.emailToken.findUniqueOrThrow({
    where: { tokenHash },
    include: { person: { include: { member: true } } },
  })
  if (row.person.deactivatedAt || row.person.erasedAt) throw new DomainError('link_invalid')
  return { person: row.person, email: row.email }
}
