import type { Transaction } from '@gatehouse/db/client'

/**
 * One change of guardrails, or one decision, at a time: what was compared stays as it was until it is done, and nobody waits for the
 * other crosswise. Taken before any row.
 */
export async function lockAccessChanges(tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('gatehouse access changes', 0))`
}
