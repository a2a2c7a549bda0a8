import { operationKey } from '@gatehouse/contracts/api-description'
import type { EndpointInput, EndpointOutput } from '@gatehouse/contracts/endpoint'
import { reimport as endpoint } from '@gatehouse/contracts/endpoints/contracts'
import { type Id, newId } from '@gatehouse/contracts/ids'
import type { Json } from '@gatehouse/contracts/json'
import { z } from 'zod'
import { type Db, requireVersion, type VersionPath, versionPathScope } from '../apis/find-version.ts'
import { actorColumn, type Context } from '../grammar/context.ts'
import { checkEtag, parseInput, type VerbCall, verb } from '../grammar/verb.ts'
import { refuseEarly } from './before-transaction.ts'
import { countChanges } from './changes/count-changes.ts'
import { describeChanges } from './changes/describe-changes.ts'
import { hashContent } from './content-hash.ts'
import { mergeContract, readProvenance } from './merge-contract.ts'
import { type ReadContract, readContractFile } from './read-contract-file.ts'
import { storedContent } from './stored-content.ts'

type Reimported = EndpointOutput<typeof endpoint>

const allowed = { permission: 'api.edit' } as const
const input = endpoint.params.extend(endpoint.body.shape)
const read = z.custom<ReadContract>((value) => typeof value === 'object' && value !== null)
const shownChanges = 500

/** What the file makes of the working copy as it is now. New operations get an identity of which nothing is saved yet. */
async function planReimport(db: Db, path: VersionPath, file: ReadContract) {
  const version = await requireVersion(db, path)
  const copy = await db.workingCopy.findUniqueOrThrow({ where: { versionId: version.id } })
  const before = storedContent(copy.content)
  const rows = await db.operation.findMany({ where: { versionId: version.id } })
  const identities = new Map(rows.map((row) => [operationKey(row), row.id as Id<'operation'>]))
  const created: { id: Id<'operation'>; method: string; path: string }[] = []
  for (const { method, path: template } of file.description.operations) {
    const key = operationKey({ method, path: template })
    if (identities.has(key)) continue
    const id = newId('operation')
    identities.set(key, id)
    created.push({ id, method, path: template })
  }
  const merged = mergeContract({
    previous: before,
    provenance: readProvenance(copy.provenance),
    description: file.description,
    identity: (key) => identities.get(key) ?? newId('operation'),
  })
  const kept = new Set(Object.values(merged.content.operations).map(({ id }) => id as string))
  const changes = await describeChanges(before, merged.content)
  return {
    version,
    copy,
    merged,
    created,
    gone: rows.filter((row) => row.removedAt === null && !kept.has(row.id)).map(({ id }) => id),
    returned: rows.filter((row) => row.removedAt !== null && kept.has(row.id)).map(({ id }) => id),
    answer: {
      report: file.report,
      counts: countChanges(changes),
      changes: changes.slice(0, shownChanges),
      parkedSettings: merged.parked,
    },
  }
}

const saveReimport = verb({
  name: 'version.import',
  allowed,
  read: 'api.read',
  input: z.strictObject({ ...input.shape, read }),
  scope: versionPathScope,
  run: async ({ ctx, tx, input, ifMatch }): Promise<Reimported & { versionId: string }> => {
    const found = await requireVersion(tx, input)
    await tx.$queryRaw`SELECT 1 FROM working_copy WHERE version_id = ${found.id} FOR UPDATE`
    const plan = await planReimport(tx, input, input.read)
    const { version, copy, merged } = plan
    if (ifMatch !== undefined) checkEtag(copy.etag, ifMatch)
    await tx.operation.createMany({ data: plan.created.map((operation) => ({ ...operation, versionId: version.id })) })
    await tx.operation.updateMany({ where: { id: { in: plan.gone } }, data: { removedAt: ctx.now() } })
    await tx.operation.updateMany({ where: { id: { in: plan.returned } }, data: { removedAt: null } })
    const saved = await tx.workingCopy.update({
      where: { versionId: version.id },
      data: {
        content: merged.content,
        contentHash: hashContent(merged.content),
        provenance: merged.provenance,
        etag: { increment: 1 },
      },
    })
    const importId = newId('importReport')
    await tx.contractImport.create({
      data: {
        id: importId,
        versionId: version.id,
        fileName: input.fileName,
        format: input.read.report.format,
        sha256: input.read.sha256,
        source: input.source,
        report: input.read.report,
        actor: actorColumn(ctx),
      },
    })
    return { saved: true, importId, ...plan.answer, workingCopyEtag: saved.etag, versionId: version.id }
  },
  audit: ({ input, result }) => ({
    target: { kind: 'version', id: result.versionId },
    after: {
      importId: result.importId,
      sha256: input.read.sha256,
      counts: input.read.report.counts as Json,
      changes: result.counts as Json,
    },
  }),
})

/** Replaces the contract of a version's working copy; with `dryRun` only says what that would change. */
export const reimport = Object.assign(
  async (call: { ctx: Context; input: EndpointInput<typeof endpoint> } & VerbCall): Promise<Reimported> => {
    const parsed = parseInput(input, call.input)
    await refuseEarly(call.ctx, allowed, 'api.read', (db) => versionPathScope(db, parsed))
    const file = await readContractFile(parsed)
    if (parsed.dryRun) {
      const { answer, copy } = await planReimport(call.ctx.db.prisma, parsed, file)
      return { saved: false, importId: null, ...answer, workingCopyEtag: copy.etag }
    }
    const { versionId: _, ...answer } = await saveReimport({ ...call, input: { ...parsed, read: file } })
    return answer
  },
  { verb: saveReimport.verb, mutates: true as const, input, allowed },
)
