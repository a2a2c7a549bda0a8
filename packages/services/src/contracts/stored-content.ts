import { type RevisionContent, revisionFormat } from '@gatehouse/contracts/revision'
import type { Db } from '../apis/find-version.ts'

/**
 * Content as it was saved. It was parsed strictly before it was stored, and parsing megabytes again with each read would cost more
 * than all else; only its format is looked at.
 */
export function storedContent(column: unknown): RevisionContent {
  const content = column as RevisionContent | null
  if (content?.format !== revisionFormat)
    throw new Error('the stored content has a format that this version does not know')
  return content
}

/** Contents of revisions by id: they never change, so what runs is kept. The oldest used go first. */
const kept = new Map<string, RevisionContent>()
const most = 64

/** Contents of these revisions, as far as possible without the database. They must not be changed. */
export async function loadContents(
  db: Db,
  revisionIds: readonly string[],
): Promise<ReadonlyMap<string, RevisionContent>> {
  const found = new Map<string, RevisionContent>()
  const missing: string[] = []
  for (const id of new Set(revisionIds)) {
    const content = kept.get(id)
    if (content) found.set(id, content)
    else missing.push(id)
  }
  const rows =
    missing.length === 0
      ? []
      : await db.revision.findMany({ where: { id: { in: missing } }, select: { id: true, content: true } })
  for (const row of rows) found.set(row.id, storedContent(row.content))
  for (const [id, content] of found) {
    kept.delete(id)
    kept.set(id, content)
  }
  for (const id of kept.keys()) {
    if (kept.size <= most) break
    kept.delete(id)
  }
  return found
}

export async function loadContent(db: Db, revisionId: string): Promise<RevisionContent> {
  const content = (await loadContents(db, [revisionId])).get(revisionId)
  if (!content) throw new Error(`there is no revision ${revisionId}`)
  return content
}
