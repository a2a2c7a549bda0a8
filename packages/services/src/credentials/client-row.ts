import { randomBytes } from 'node:crypto'
import type { StoredClient } from '@gatehouse/contracts/oauth-client'
import type { Prisma } from '@gatehouse/db/client'

/** Keys and clients of an application together. */
export const maxActiveCredentials = 50

/**
 * The row of an OAuth client. Its `hash` is of nothing: gateways look keys up by hash, and neither a client's id nor its secret may ever
 * pass for a key.
 */
export function newClientRow(given: {
  id: string
  applicationId: string
  stageId: string
  name: string
  client: StoredClient
  scopes: readonly string[]
  createdBy: Prisma.InputJsonValue
  expiresAt?: Date | null
}): Prisma.CredentialUncheckedCreateInput {
  const { id, applicationId, stageId, name, client, createdBy } = given
  return {
    id,
    applicationId,
    stageId,
    kind: 'client',
    client: client as Prisma.InputJsonValue,
    name,
    hash: randomBytes(32).toString('hex'),
    start: id.slice(0, 12),
    last4: id.slice(-4),
    scopes: [...given.scopes],
    createdBy,
    expiresAt: given.expiresAt ?? null,
  }
}
