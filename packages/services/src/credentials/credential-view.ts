import type { credentialView } from '@gatehouse/contracts/endpoints/applications'
import type { ReceiptsView } from '@gatehouse/contracts/endpoints/deployment-views'
import type { Id } from '@gatehouse/contracts/ids'
import type { Prisma, Transaction } from '@gatehouse/db/client'
import type { z } from 'zod'
import type { Reader } from '../grammar/query.ts'
import { actorNames } from '../people/actor-names.ts'

export type CredentialView = z.output<typeof credentialView>

export const credentialInclude = {
  stage: { select: { id: true, name: true, publicName: true, exposure: true } },
} satisfies Prisma.CredentialInclude
export type CredentialRow = Prisma.CredentialGetPayload<{ include: typeof credentialInclude }>

/** Shows credentials; nothing of the key but its first twelve and last four characters. */
export async function toCredentialViews(
  db: Reader | Transaction,
  rows: readonly CredentialRow[],
  now: Date,
  receipts: ReceiptsView | null = null,
): Promise<CredentialView[]> {
  const nameOf = await actorNames(
    db,
    rows.map((row) => row.createdBy),
  )
  return rows.map((row) => ({
    id: row.id as Id<'credential'>,
    kind: 'key',
    name: row.name,
    start: row.start,
    last4: row.last4,
    stage: {
      id: row.stage.id as Id<'stage'>,
      name: row.stage.publicName ?? row.stage.name,
      exposure: row.stage.exposure as CredentialView['stage']['exposure'],
    },
    scopes: row.scopes,
    state: row.revokedAt ? 'revoked' : row.expiresAt && row.expiresAt <= now ? 'expired' : 'active',
    createdAt: row.createdAt.toISOString(),
    createdBy: nameOf(row.createdBy),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    receipts,
  }))
}
