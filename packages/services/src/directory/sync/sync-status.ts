import { type DirectorySync, directorySync } from '@gatehouse/contracts/identity-providers'
import type { Prisma } from '@gatehouse/db/client'
import type { Context } from '../../grammar/context.ts'

/** The stored status; undefined before the first sync. */
export function readSyncStatus(stored: unknown): DirectorySync | undefined {
  return directorySync.safeParse(stored).data
}

/** Writer beside verbs: how far a sync is changes nothing of the organization, and one line each poll would drown the audit log. */
export async function storeSyncStatus(
  { db }: Pick<Context, 'db'>,
  providerId: string,
  status: DirectorySync,
): Promise<void> {
  await db.prisma.identityProvider.updateMany({
    where: { id: providerId },
    data: { sync: status as Prisma.InputJsonObject },
  })
}
