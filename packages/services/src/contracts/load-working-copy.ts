import type { EndpointOutput } from '@gatehouse/contracts/endpoint'
import type { getWorkingCopy } from '@gatehouse/contracts/endpoints/contracts'
import type { revisionRef } from '@gatehouse/contracts/endpoints/deployment-views'
import { type RevisionContent, revisionContent } from '@gatehouse/contracts/revision'
import type { Transaction } from '@gatehouse/db/client'
import type { z } from 'zod'
import type { Db } from '../apis/find-version.ts'
import { checkEtag } from '../grammar/verb.ts'
import { hashContent } from './content-hash.ts'
import { readProvenance } from './merge-contract.ts'
import { storedContent } from './stored-content.ts'

export function toRevisionRef(row: { id: string; number: number; hash: string }): z.output<typeof revisionRef> {
  return { id: row.id, number: row.number, hash: row.hash, shortHash: row.hash.slice(0, 7) }
}

/** The working copy of a version as read and edited. */
export async function loadWorkingCopy(db: Db, versionId: string) {
  const row = await db.workingCopy.findUniqueOrThrow({ where: { versionId } })
  return { ...row, content: storedContent(row.content), provenance: readProvenance(row.provenance) }
}
export type LoadedCopy = Awaited<ReturnType<typeof loadWorkingCopy>>

export async function workingCopyView(db: Db, versionId: string): Promise<EndpointOutput<typeof getWorkingCopy>> {
  const copy = await loadWorkingCopy(db, versionId)
  const backends = await db.backend.findMany({ where: { versionId } })
  const revision = await db.revision.findUnique({
    where: { versionId_hash: { versionId, hash: copy.contentHash } },
    select: { id: true, number: true, hash: true },
  })
  const first = copy.content.backends[0]?.name
  const uses = Object.values(copy.content.operations).map((settings) => settings.backend ?? first)
  return {
    content: copy.content,
    hash: copy.contentHash,
    updatedAt: copy.updatedAt.toISOString(),
    backends: copy.content.backends.map(({ name, description }) => ({
      id: backends.find((backend) => backend.name === name)?.id ?? name,
      name,
      description: description ?? '',
      usedBy: uses.filter((used) => used === name).length,
    })),
    revision: revision && toRevisionRef(revision),
    etag: copy.etag,
  }
}

/**
 * Edits the working copy under its row lock. `edit` gives the next content; provenance marks what a person touched, and `importId`
 * the import that the contract comes from now.
 * Returns the new etag.
 */
export async function editWorkingCopy(
  tx: Transaction,
  versionId: string,
  ifMatch: number | undefined,
  edit: (copy: LoadedCopy) => { content: RevisionContent; touched?: readonly string[]; importId?: string },
): Promise<number> {
  await tx.$queryRaw`SELECT 1 FROM working_copy WHERE version_id = ${versionId} FOR UPDATE`
  const copy = await loadWorkingCopy(tx, versionId)
  checkEtag(copy.etag, ifMatch)
  const { content, touched = [], importId } = edit(copy)
  const parts = { ...copy.provenance.parts, ...Object.fromEntries(touched.map((at) => [at, 'person' as const])) }
  const saved = await tx.workingCopy.update({
    where: { versionId },
    data: {
      content: revisionContent.parse(content),
      contentHash: hashContent(content),
      provenance: { ...copy.provenance, parts, ...(importId === undefined ? {} : { importId }) },
      etag: { increment: 1 },
    },
  })
  return saved.etag
}
