import { type SavedRequest, savedRequests } from '@gatehouse/contracts/saved-requests'
import type { Db } from '../apis/find-version.ts'

/** The saved requests of a version with the count of their edits. */
export async function loadSavedRequests(
  db: Db,
  versionId: string,
): Promise<{ requests: SavedRequest[]; etag: number }> {
  const row = await db.workingCopy.findUniqueOrThrow({
    where: { versionId },
    select: { collection: true, collectionEtag: true },
  })
  return { requests: savedRequests.parse(row.collection), etag: row.collectionEtag }
}
