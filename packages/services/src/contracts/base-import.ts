import type { ApiDescription } from '@gatehouse/contracts/api-description'
import type { Db } from '../apis/find-version.ts'
import { loadWorkingCopy } from './load-working-copy.ts'
import { readContractFile } from './read-contract-file.ts'

const columns = { id: true, fileName: true, origin: true } as const
type BaseImport = { id: string; fileName: string; origin: unknown }

/**
 * The import that a working copy comes from: what its provenance names (a copy that was returned to an older revision comes from an
 * older import), else the version's last one. Null: nothing was imported.
 */
export async function findBaseImport(db: Db, versionId: string): Promise<BaseImport | null> {
  const { provenance } = await loadWorkingCopy(db, versionId)
  const named =
    provenance.importId === undefined
      ? null
      : await db.contractImport.findFirst({ where: { id: provenance.importId, versionId }, select: columns })
  return (
    named ??
    (await db.contractImport.findFirst({
      where: { versionId },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      select: columns,
    }))
  )
}

export type MergeBase = { importId: string | null; description: ApiDescription }

/**
 * What the contract was before people edited it, the base of a three-way merge. Imports of the time before descriptions were stored
 * are read again when people edited since; otherwise the contract itself is what the file said.
 */
export async function loadMergeBase(db: Db, versionId: string): Promise<MergeBase> {
  const copy = await loadWorkingCopy(db, versionId)
  const { contract } = copy.content
  const found = await findBaseImport(db, versionId)
  // Made by hand: what stands there is people's, the head of the document is nobody's.
  if (!found) {
    const nothing = { servers: [], tags: [], securitySchemes: {}, operations: [], schemas: {} }
    return { importId: null, description: { ...contract, ...nothing } }
  }
  const { description, source, fileName } = await db.contractImport.findUniqueOrThrow({
    where: { id: found.id },
    select: { description: true, source: true, fileName: true },
  })
  if (description !== null) return { importId: found.id, description: description as unknown as ApiDescription }
  const edited = Object.entries(copy.provenance.parts).some(([at, by]) => by === 'person' && at.startsWith('/contract'))
  if (!edited) return { importId: found.id, description: contract }
  return { importId: found.id, description: (await readContractFile({ fileName, source })).description }
}
