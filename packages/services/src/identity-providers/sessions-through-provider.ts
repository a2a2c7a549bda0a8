import type { Transaction } from '@gatehouse/db/client'

/** Ends the open sessions that came by a provider, with tickets that would become some. Says how many ended. */
export async function endSessionsThrough(tx: Transaction, identityProviderId: string, now: Date): Promise<number> {
  await tx.signInTicket.updateMany({ where: { identityProviderId, usedAt: null }, data: { usedAt: now } })
  const open = { where: { identityProviderId, endedAt: null }, data: { endedAt: now } }
  const console = await tx.memberSession.updateMany(open)
  const portal = await tx.developerSession.updateMany(open)
  return console.count + portal.count
}
