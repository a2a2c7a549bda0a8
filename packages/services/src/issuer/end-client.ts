import type { Transaction } from '@gatehouse/db/client'
import type { ChangeSet } from '../grammar/change-set.ts'
import { refuseTokens } from './revocations.ts'

/** What OAuth clients have: codes, refresh tokens and registration tokens go, access tokens issued until now are refused everywhere. */
export async function endClientTokens(
  tx: Transaction,
  change: ChangeSet,
  clientIds: readonly string[],
  now: Date,
): Promise<void> {
  if (clientIds.length === 0) return
  await tx.$executeRaw`DELETE FROM issuer_record WHERE payload->>'clientId' = ANY(${[...clientIds]}::text[])`
  await tx.issuedToken.updateMany({
    where: { credentialId: { in: [...clientIds] }, revokedAt: null, expiresAt: { gt: now } },
    data: { revokedAt: now },
  })
  await refuseTokens(
    tx,
    change,
    clientIds.map((value) => ({ of: 'client' as const, value })),
    now,
  )
}
