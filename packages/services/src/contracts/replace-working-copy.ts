import { operationKey } from '@gatehouse/contracts/api-description'
import { operationExtension } from '@gatehouse/contracts/contract-extensions'
import { versionPath } from '@gatehouse/contracts/endpoints/version-path'
import { newId } from '@gatehouse/contracts/ids'
import type { Json } from '@gatehouse/contracts/json'
import { type RevisionContent, revisionBackend, revisionContent } from '@gatehouse/contracts/revision'
import { keyLocation, policyUse } from '@gatehouse/contracts/snapshot'
import { z } from 'zod'
import { requireVersion, versionPathScope } from '../apis/find-version.ts'
import { actorColumn } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { checkEtag, verb } from '../grammar/verb.ts'
import { countChanges } from './changes/count-changes.ts'
import { describeChanges } from './changes/describe-changes.ts'
import { checkMapping } from './check-mapping.ts'
import { hashContent } from './content-hash.ts'
import { identifyOperations } from './identify-operations.ts'
import { loadWorkingCopy } from './load-working-copy.ts'
import { mergeContract, type Provenance } from './merge-contract.ts'
import type { ContractFile } from './read-contract-file.ts'
import { syncOperations } from './sync-operations.ts'

/** A contract that was read, with the text that is stored beside it. */
export type ReplacedContract = ContractFile & { fileName: string; text: string }

/** Parts of a working copy that take the place of what is there; absent ones stay. */
export const replacedParts = z.strictObject({
  file: z.custom<ReplacedContract>((value) => typeof value === 'object' && value !== null).optional(),
  backends: z.array(revisionBackend).min(1).optional(),
  /** Null: the usual places. */
  keyLocations: z.array(keyLocation).nullable().optional(),
  policies: z.array(policyUse).optional(),
  /** Settings of operations by their keys; null: none. */
  operations: z.record(z.string(), operationExtension.nullable()).optional(),
})
export type ReplacedParts = z.output<typeof replacedParts>

type Copy = { content: RevisionContent; provenance: Provenance }
type Row = Parameters<typeof identifyOperations>[1][number]

/** What the working copy becomes. Identities stay with method and path; settings of an operation that goes are parked. */
export function replaceParts(copy: Copy, parts: ReplacedParts, rows: readonly Row[]): Copy {
  const { file } = parts
  let { content, provenance } = copy
  if (file !== undefined) {
    const identities = identifyOperations(file.description.operations, rows)
    const untouched = Object.entries(provenance.parts).filter(([at]) => !at.startsWith('/contract'))
    const merged = mergeContract({
      previous: content,
      provenance: { ...provenance, parts: Object.fromEntries(untouched) },
      description: file.description,
      identity: (key) => identities.get(key) ?? newId('operation'),
    })
    content = merged.content
    provenance = merged.provenance
  }
  const operations = { ...content.operations }
  for (const [key, settings] of Object.entries(parts.operations ?? {})) {
    const known = operations[key]
    if (known === undefined) throw new DomainError('invalid_input', `The contract has no operation ${key}.`)
    operations[key] = { ...settings, id: known.id }
  }
  const { keyLocations: before, ...rest } = content
  const keyLocations = parts.keyLocations === undefined ? before : (parts.keyLocations ?? undefined)
  return {
    content: {
      ...rest,
      operations,
      backends: parts.backends ?? content.backends,
      policies: parts.policies ?? content.policies,
      ...(keyLocations === undefined ? {} : { keyLocations }),
    },
    provenance,
  }
}

/** Refuses what no gateway could run: a backend that is not named, a mapping that cannot be filled. */
export function checkParts({ backends, operations, contract }: RevisionContent): void {
  const described = new Map(contract.operations.map((operation) => [operationKey(operation), operation]))
  const names = backends.map(({ name }) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new DomainError('invalid_input', `The backend “${twice}” is named twice.`)
  for (const [key, { backend, upstream }] of Object.entries(operations)) {
    if (backend !== undefined && !names.includes(backend))
      throw new DomainError('invalid_input', `${key} goes to the backend “${backend}”, which is not named.`)
    const operation = described.get(key)
    if (upstream && operation) checkMapping(operation, upstream)
  }
}

/** Gives a version’s working copy the contract and settings that a document says, in the place of what people edited. */
export const replaceWorkingCopy = verb({
  name: 'version.replace',
  allowed: { permission: 'api.edit' },
  read: 'api.read',
  input: z.strictObject({ ...versionPath.shape, parts: replacedParts }),
  scope: versionPathScope,
  run: async ({ ctx, tx, input, ifMatch }) => {
    const version = await requireVersion(tx, input)
    await tx.$queryRaw`SELECT 1 FROM working_copy WHERE version_id = ${version.id} FOR UPDATE`
    const copy = await loadWorkingCopy(tx, version.id)
    checkEtag(copy.etag, ifMatch)
    const rows = await tx.operation.findMany({ where: { versionId: version.id } })
    const { content, provenance } = replaceParts(copy, input.parts, rows)
    checkParts(content)
    const { file } = input.parts
    const importId = file && newId('importReport')
    await tx.workingCopy.update({
      where: { versionId: version.id },
      data: {
        content: revisionContent.parse(content),
        contentHash: hashContent(content),
        provenance: { ...provenance, ...(importId === undefined ? {} : { importId }) },
        etag: { increment: 1 },
      },
    })
    await syncOperations(tx, version.id, content, ctx.now())
    for (const { name, description = '' } of content.backends)
      await tx.backend.upsert({
        where: { versionId_name: { versionId: version.id, name } },
        create: { id: newId('backend'), versionId: version.id, name, description },
        update: { description },
      })
    if (file && importId !== undefined)
      await tx.contractImport.create({
        data: {
          id: importId,
          versionId: version.id,
          fileName: file.fileName,
          format: file.report.format,
          sha256: file.sha256,
          source: file.text,
          origin: { kind: 'cli' },
          description: file.description,
          report: file.report,
          actor: actorColumn(ctx),
        },
      })
    return { version, counts: countChanges(await describeChanges(copy.content, content)), importId: importId ?? null }
  },
  audit: ({ input, result }) => ({
    target: { kind: 'version', id: result.version.id },
    apiId: result.version.apiId,
    teamId: result.version.api.teamId,
    after: {
      importId: result.importId,
      changes: result.counts as Json,
      parts: Object.keys(input.parts),
      operations: Object.keys(input.parts.operations ?? {}).slice(0, 200),
    },
  }),
})
