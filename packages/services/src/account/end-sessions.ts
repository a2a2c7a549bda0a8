import type { Transaction } from '@gatehouse/db/client'

/** Ends all sessions of a person in both apps, but one if named. */
export async function endSessionsOf(tx: Transaction, personId: string, now: Date, exceptId?: string): Promise<void> {
  const where = { personId, endedAt: null, ...(exceptId === undefined ? {} : { id: { not: exceptId } }) }
  await tx.memberSession.updateMany({ where, data: { endedAt: now } })
  await tx.developerSession.updateMany({ where, data: { endedAt: now } })
}

/** Ends all sessions of several persons in both apps. */
export async function endSessionsOfAll(tx: Transaction, personIds: readonly string[], now: Date): Promise<void> {
  const where = { personId: { in: [...personIds] }, endedAt: null }
  await tx.memberSession.updateMany({ where, data: { endedAt: now } })
  await tx.developerSession.updateMany({ where, data: { endedAt: now } })
}
