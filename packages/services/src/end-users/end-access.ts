import type { Transaction } from '@gatehouse/db/client'
import type { ChangeSet } from '../grammar/change-set.ts'
import { endGrants } from '../issuer/end-grants.ts'
import { refuseTokens } from '../issuer/revocations.ts'

/** Ends all that end users have: sessions at the server and the portal, grants, codes, refresh tokens; access tokens are refused. */
export async function endAccess(
  tx: Transaction,
  change: ChangeSet,
  endUserIds: readonly string[],
  now: Date,
): Promise<void> {
  const ids = [...endUserIds]
  await tx.$executeRaw`DELETE FROM issuer_record WHERE payload->>'accountId' = ANY(${ids}::text[])`
  await tx.issuedToken.updateMany({
    where: { endUserId: { in: ids }, revokedAt: null, expiresAt: { gt: now } },
    data: { revokedAt: now },
  })
  await refuseTokens(
    tx,
    change,
    ids.map((value) => ({ of: 'subject' as const, value })),
    now,
  )
}

/** Ends what one application has of an end user: its grants with all their tokens. */
export async function endAccessOfApplication(
  tx: Transaction,
  change: ChangeSet,
  endUserId: string,
  applicationId: string,
  now: Date,
): Promise<void> {
  const clients = await tx.credential.findMany({ where: { applicationId, kind: 'client' }, select: { id: true } })
  const clientIds = clients.map(({ id }) => id)
  // Grants are found by their tokens' records and by what was issued: a grant's own name is kept as a hash only.
  const kept = await tx.$queryRaw<{ grantId: string }[]>`
    SELECT DISTINCT grant_id AS "grantId" FROM issuer_record
    WHERE grant_id IS NOT NULL AND payload->>'accountId' = ${endUserId} AND payload->>'clientId' = ANY(${clientIds}::text[])`
  const issued = await tx.issuedToken.findMany({
    where: { endUserId, credentialId: { in: clientIds }, grantId: { not: null }, expiresAt: { gt: now } },
    select: { grantId: true },
    distinct: ['grantId'],
  })
  const grantIds = new Set([...kept, ...issued].flatMap(({ grantId }) => (grantId === null ? [] : [grantId])))
  await endGrants(tx, change, [...grantIds], now)
  await tx.$executeRaw`DELETE FROM issuer_record WHERE model = 'Grant' AND payload->>'accountId' = ${endUserId} AND payload->>'clientId' = ANY(${clientIds}::text[])`
}
