import type { EndpointInput, EndpointOutput } from '@gatehouse/contracts/endpoint'
import { reimport as endpoint } from '@gatehouse/contracts/endpoints/contracts'
import { newId } from '@gatehouse/contracts/ids'
import type { Json } from '@gatehouse/contracts/json'
import { z } from 'zod'
import { requireVersion, versionPathScope } from '../apis/find-version.ts'
import { actorColumn, type Context } from '../grammar/context.ts'
import { checkEtag, parseInput, type VerbCall, verb } from '../grammar/verb.ts'
import { refuseEarly } from './before-transaction.ts'
import { hashContent } from './content-hash.ts'
import { type Prepared, planReimport, prepareReimport, refuseOpenConflicts } from './plan-reimport.ts'
import { readContractSource } from './read-contract-source.ts'
import { syncOperations } from './sync-operations.ts'

type Reimported = EndpointOutput<typeof endpoint>

const allowed = { permission: 'api.edit' } as const
const input = endpoint.params.extend(endpoint.body.shape)
const prepared = z.custom<Prepared>((value) => typeof value === 'object' && value !== null)

const saveReimport = verb({
  name: 'version.import',
  allowed,
  read: 'api.read',
  input: z.strictObject({ ...input.shape, prepared }),
  scope: versionPathScope,
  run: async ({ ctx, tx, input, ifMatch }): Promise<Reimported & { versionId: string }> => {
    const found = await requireVersion(tx, input)
    await tx.$queryRaw`SELECT 1 FROM working_copy WHERE version_id = ${found.id} FOR UPDATE`
    const plan = await planReimport(tx, input, input.prepared)
    const { version, copy, merged } = plan
    // Choices speak of the state in which they were made.
    if (ifMatch !== undefined || Object.keys(input.resolutions).length > 0) checkEtag(copy.etag, ifMatch)
    refuseOpenConflicts(plan.answer.merge)
    const importId = newId('importReport')
    const saved = await tx.workingCopy.update({
      where: { versionId: version.id },
      data: {
        content: merged.content,
        contentHash: hashContent(merged.content),
        provenance: { ...merged.provenance, importId },
        etag: { increment: 1 },
      },
    })
    await syncOperations(tx, version.id, merged.content, ctx.now())
    const { report, sha256, description, given, stored } = input.prepared.file
    await tx.contractImport.create({
      data: {
        id: importId,
        versionId: version.id,
        fileName: given.fileName,
        format: report.format,
        sha256,
        ...stored,
        origin: given.origin,
        description,
        report,
        actor: actorColumn(ctx),
      },
    })
    return { saved: true, importId, ...plan.answer, workingCopyEtag: saved.etag, versionId: version.id }
  },
  audit: ({ input, result }) => ({
    target: { kind: 'version', id: result.versionId },
    after: {
      importId: result.importId,
      sha256: input.prepared.file.sha256,
      origin: input.prepared.file.given.origin as Json,
      counts: input.prepared.file.report.counts as Json,
      changes: result.counts as Json,
      merge: result.merge.counts as Json,
      chosen: chosenPlaces(result.merge),
    },
  }),
})

/** Who decided what: the places where file and people disagreed, and the operations that went or were kept. */
function chosenPlaces({ conflicts, removals }: Reimported['merge']): Json {
  return Object.fromEntries([...conflicts, ...removals].slice(0, 200).map(({ pointer, chosen }) => [pointer, chosen]))
}

/** Merges a file into the contract of a version's working copy; with `dryRun` only says what that would change. */
export const reimport = Object.assign(
  async (call: { ctx: Context; input: EndpointInput<typeof endpoint> } & VerbCall): Promise<Reimported> => {
    const parsed = parseInput(input, call.input)
    await refuseEarly(call.ctx, allowed, 'api.read', (db) => versionPathScope(db, parsed))
    const ready = await prepareReimport(call.ctx, parsed, await readContractSource(call.ctx.installation, parsed))
    if (parsed.dryRun) {
      const { answer, copy } = await planReimport(call.ctx.db.prisma, parsed, ready)
      return { saved: false, importId: null, ...answer, workingCopyEtag: copy.etag }
    }
    const { versionId: _, ...answer } = await saveReimport({ ...call, input: { ...parsed, prepared: ready } })
    return answer
  },
  { verb: saveReimport.verb, mutates: true as const, input, allowed },
)
