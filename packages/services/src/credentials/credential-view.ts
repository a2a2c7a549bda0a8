import type { credentialView } from '@gatehouse/contracts/endpoints/applications'
import type { Id } from '@gatehouse/contracts/ids'
import { storedClient } from '@gatehouse/contracts/oauth-client'
import type { Prisma, Transaction } from '@gatehouse/db/client'
import type { z } from 'zod'
import { subjectReviews } from '../campaigns/subject-reviews.ts'
import { loadReceipts } from '../deployments/receipts.ts'
import type { Reader } from '../grammar/query.ts'
import { actorNames } from '../people/actor-names.ts'
import { currentSecrets } from './client-secrets.ts'

export type CredentialView = z.output<typeof credentialView>

export const credentialInclude = {
  stage: { select: { id: true, name: true, publicName: true, exposure: true } },
  rotatedFrom: { select: { id: true, name: true, last4: true } },
  rotatedTo: { select: { id: true, name: true, last4: true } },
  seenBy: {
    select: { personId: true, at: true, person: { select: { name: true, erasedAt: true } } },
    orderBy: { at: 'asc' },
    take: 20,
  },
} satisfies Prisma.CredentialInclude
export type CredentialRow = Prisma.CredentialGetPayload<{ include: typeof credentialInclude }>

/** Shows credentials; nothing of the key but its first twelve and last four characters. A revoked one says which gateways refuse it. */
export async function toCredentialViews(
  db: Reader | Transaction,
  rows: readonly CredentialRow[],
  now: Date,
): Promise<CredentialView[]> {
  const nameOf = await actorNames(
    db,
    rows.map((row) => row.createdBy),
  )
  const receipts = await revocationReceipts(db, rows, now)
  const reviewOf = await subjectReviews(
    db,
    rows.map(({ id, suspendedAt }) => ({ id, suspended: suspendedAt !== null })),
  )
  return rows.map((row) => ({
    id: row.id as Id<'credential'>,
    ...kindOf(row, now),
    name: row.name,
    start: row.start,
    last4: row.last4,
    stage: {
      id: row.stage.id as Id<'stage'>,
      name: row.stage.publicName ?? row.stage.name,
      exposure: row.stage.exposure as CredentialView['stage']['exposure'],
    },
    scopes: row.scopes,
    ipRanges: row.ipRanges,
    state: row.revokedAt
      ? 'revoked'
      : isOver(row.expiresAt, now) || isOver(row.overlapUntil, now)
        ? 'expired'
        : row.suspendedAt
          ? 'suspended'
          : 'active',
    review: row.revokedAt ? null : reviewOf(row.id),
    createdAt: row.createdAt.toISOString(),
    createdBy: nameOf(row.createdBy),
    seenBy: row.seenBy.map(({ personId, at, person }) => ({
      personId: personId as Id<'person'>,
      name: person.erasedAt ? 'Erased person' : person.name,
      at: at.toISOString(),
    })),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    overlapUntil: row.overlapUntil?.toISOString() ?? null,
    rotatedFrom: neighbour(row.rotatedFrom),
    rotatedTo: neighbour(row.rotatedTo),
    keyImportId: row.keyImportId as Id<'keyImport'> | null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    receipts: receipts.get(row.id) ?? null,
    etag: row.etag,
  }))
}

/** One credential as it is now, also inside the transaction that changes it. */
export async function readCredentialView(
  db: Reader | Transaction,
  credentialId: string,
  now: Date,
): Promise<CredentialView> {
  const row = await db.credential.findUniqueOrThrow({ where: { id: credentialId }, include: credentialInclude })
  const [view] = await toCredentialViews(db, [row], now)
  if (!view) throw new Error('a row without its view')
  return view
}

const isOver = (end: Date | null, now: Date) => end !== null && end <= now
const neighbour = (row: { id: string; name: string; last4: string } | null) =>
  row && { ...row, id: row.id as Id<'credential'> }

function kindOf(row: CredentialRow, now: Date): Pick<CredentialView, 'kind' | 'client'> {
  if (row.kind !== 'client') return { kind: row.kind === 'external' ? 'external' : 'key', client: null }
  const client = storedClient.parse(row.client)
  const secrets = currentSecrets(client, now).map(({ last4, createdAt, until }) => ({ last4, createdAt, until }))
  return { kind: 'client', client: { ...client, secrets } }
}

async function revocationReceipts(db: Reader | Transaction, rows: readonly CredentialRow[], now: Date) {
  const revoked = rows.flatMap(({ id, stageId, revokedSeq, revokedAt }) =>
    revokedSeq === null ? [] : [{ id, seq: revokedSeq, stageId, kind: 'access' as const, at: revokedAt ?? now }],
  )
  const receipts = await loadReceipts(db, revoked, now)
  return new Map(revoked.map(({ id }, index) => [id, receipts[index]]))
}
