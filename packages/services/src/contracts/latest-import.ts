import { latestImport as endpoint, importSourceText as sourceEndpoint } from '@gatehouse/contracts/endpoints/contracts'
import { importOrigin } from '@gatehouse/contracts/import-origin'
import { importFormats, importReport } from '@gatehouse/contracts/import-report'
import { z } from 'zod'
import { type Db, requireVersion, type VersionPath, versionPathScope } from '../apis/find-version.ts'
import { notFound } from '../grammar/domain-error.ts'
import { query } from '../grammar/query.ts'
import { actorNames } from '../people/actor-names.ts'

const format = z.enum(importFormats)
const encoding = z.enum(['text', 'base64'])

async function latest(db: Db, path: VersionPath) {
  const version = await requireVersion(db, path)
  const row = await db.contractImport.findFirst({
    where: { versionId: version.id },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
  })
  if (!row) throw notFound()
  return row
}

export const latestImport = query({
  name: 'import.latest',
  allowed: { permission: 'api.read' },
  input: endpoint.params,
  scope: versionPathScope,
  run: async ({ db, input }) => {
    const row = await latest(db, input)
    const nameOf = await actorNames(db, [row.actor])
    return {
      id: row.id,
      fileName: row.fileName,
      format: format.parse(row.format),
      sha256: row.sha256,
      origin: importOrigin.parse(row.origin),
      at: row.createdAt.toISOString(),
      by: nameOf(row.actor),
      report: importReport.parse(row.report),
    }
  },
})

export const importSource = query({
  name: 'import.source',
  allowed: { permission: 'api.read' },
  input: sourceEndpoint.params,
  scope: versionPathScope,
  run: async ({ db, input }) => {
    const row = await latest(db, input)
    return {
      fileName: row.fileName,
      format: format.parse(row.format),
      source: row.source,
      encoding: encoding.parse(row.encoding),
    }
  },
})
