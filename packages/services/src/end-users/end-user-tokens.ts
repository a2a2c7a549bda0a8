import { hashSecret, newSid } from '@gatehouse/auth/session-token'
import { newId } from '@gatehouse/contracts/ids'
import type { Transaction } from '@gatehouse/db/client'
import { DomainError } from '../grammar/domain-error.ts'

export type EndUserTokenPurpose = 'verify' | 'reset' | 'invite'

const lifetimes: Record<EndUserTokenPurpose, number> = {
  verify: 24 * 3600_000,
  reset: 3600_000,
  invite: 7 * 24 * 3600_000,
}
export const endUserTokenHours = (purpose: EndUserTokenPurpose): number => lifetimes[purpose] / 3600_000

/** Makes a link's token; earlier ones of the same purpose stop working. Only its hash is stored. */
export async function issueEndUserToken(
  tx: Transaction,
  endUserId: string,
  purpose: EndUserTokenPurpose,
  now: Date,
): Promise<string> {
  await tx.endUserToken.updateMany({ where: { endUserId, purpose, usedAt: null }, data: { usedAt: now } })
  const token = newSid()
  await tx.endUserToken.create({
    data: {
      id: newId('endUserToken', now.getTime()),
      endUserId,
      purpose,
      tokenHash: hashSecret(token),
      createdAt: now,
      expiresAt: new Date(now.getTime() + lifetimes[purpose]),
    },
  })
  return token
}

/** Uses a token up, once whatever runs at the same time. Throws link_invalid for any that is not good. */
export async function consumeEndUserToken(
  tx: Transaction,
  token: string,
  purposes: readonly EndUserTokenPurpose[],
  now: Date,
) {
  const tokenHash = hashSecret(token)
  const used = await tx.endUserToken.updateMany({
    where: { tokenHash, purpose: { in: [...purposes] }, usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
  })
  if (used.count !== 1) throw new DomainError('link_invalid')
  const { endUser } = await tx.endUserToken.findUniqueOrThrow({ where: { tokenHash }, include: { endUser: true } })
  if (endUser.deactivatedAt) throw new DomainError('link_invalid')
  return endUser
}
