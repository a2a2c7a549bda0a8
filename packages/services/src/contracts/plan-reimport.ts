import type { MergeSide, MergeView } from '@gatehouse/contracts/endpoints/merge-views'
import { newId } from '@gatehouse/contracts/ids'
import type { MergeOutcome } from '@gatehouse/importers/merge/merge-pieces'
import { runMerge } from '@gatehouse/importers/merge/run-merge'
import { type Db, requireVersion, type VersionPath } from '../apis/find-version.ts'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { findBaseImport, loadMergeBase, type MergeBase } from './base-import.ts'
import { countChanges } from './changes/count-changes.ts'
import { describeChanges } from './changes/describe-changes.ts'
import { callsOfOperations, productsOfOperations } from './hanging-on-operations.ts'
import { identifyOperations, wideKey } from './identify-operations.ts'
import { mergeContract, readProvenance } from './merge-contract.ts'
import { type Resolutions, toMergeView, toRemovals } from './merge-view.ts'
import type { ReadContract } from './read-contract-source.ts'
import { storedContent } from './stored-content.ts'
import { describeWhatStays } from './what-stays.ts'

const shownChanges = 500

/** What is dear and holds no lock: the file, what the contract was before people edited it, and who calls what. */
export type Prepared = { file: ReadContract; base: MergeBase; calls: ReadonlyMap<string, number> | null }

export async function prepareReimport(ctx: Context, path: VersionPath, file: ReadContract): Promise<Prepared> {
  const version = await requireVersion(ctx.db.prisma, path)
  const base = await loadMergeBase(ctx.db.prisma, version.id)
  const stay = new Set(file.description.operations.map(wideKey))
  const someGo = base.description.operations.some((operation) => !stay.has(wideKey(operation)))
  return { file, base, calls: someGo ? await callsOfOperations(ctx, version) : null }
}

export type Asked = VersionPath & { resolutions: Resolutions; conflicts?: MergeSide | undefined }

/** What the file makes of the working copy as it is now. New operations get an identity of which nothing is saved yet. */
export async function planReimport(db: Db, asked: Asked, { file, base, calls }: Prepared) {
  const version = await requireVersion(db, asked)
  const copy = await db.workingCopy.findUniqueOrThrow({ where: { versionId: version.id } })
  // The base was read before the lock was taken.
  if (((await findBaseImport(db, version.id))?.id ?? null) !== base.importId) throw new DomainError('changed_meanwhile')
  const before = storedContent(copy.content)
  const { outcome, removals } = await mergeAsAsked(db, asked, before, { file, base, calls })
  const rows = await db.operation.findMany({ where: { versionId: version.id } })
  const identities = identifyOperations(outcome.description.operations, rows)
  const merged = mergeContract({
    previous: before,
    provenance: readProvenance(copy.provenance),
    description: outcome.description,
    extensions: file.extensions,
    identity: (key) => identities.get(key) ?? newId('operation'),
  })
  const changes = await describeChanges(before, merged.content)
  const view = toMergeView(outcome, removals, await describeWhatStays(db, version.id, merged.content), asked.conflicts)
  return {
    version,
    copy,
    merged,
    answer: {
      given: file.given,
      report: file.report,
      counts: countChanges(changes),
      changes: changes.slice(0, shownChanges),
      merge: view,
      parkedSettings: merged.parked,
    },
  }
}

/** The merge with all choices: an operation on which something hangs stays, too, where `mine` is said for everything. */
async function mergeAsAsked(
  db: Db,
  { resolutions, conflicts }: Asked,
  before: ReturnType<typeof storedContent>,
  { file, base, calls }: Prepared,
) {
  const run = (more: Resolutions): Promise<MergeOutcome> =>
    runMerge(base.description, before.contract, file.description, {
      resolutions: { ...resolutions, ...more },
      ...(conflicts === undefined ? {} : { otherwise: conflicts }),
    })
  const first = await run({})
  const ids = first.removals.flatMap(({ operation }) => before.operations[operation]?.id ?? [])
  const hanging = { products: await productsOfOperations(db, ids), calls }
  const removals = toRemovals(first, before, hanging, { resolutions, conflicts })
  const chosen = new Map(first.removals.map(({ pointer, kept }) => [pointer, kept]))
  const more = removals.filter((one) => (one.chosen === 'mine') !== chosen.get(one.pointer))
  if (more.length === 0) return { outcome: first, removals }
  return { outcome: await run(Object.fromEntries(more.map((one) => [one.pointer, one.chosen]))), removals }
}

/** Saving over a place that somebody has to decide about would be a silent loss. */
export function refuseOpenConflicts(merge: MergeView): void {
  if (merge.counts.open === 0) return
  const open = [
    ...merge.conflicts.map((one) => ({ ...one, expected: `Both changed ${one.place}.` })),
    ...merge.removals
      .filter(({ needsChoice }) => needsChoice)
      .map((one) => ({ ...one, expected: `The file no longer has \`${one.operation}\`, and something hangs on it.` })),
  ].filter(({ resolved }) => !resolved)
  const count = open.length === 1 ? 'One place needs a choice.' : `${open.length} places need a choice.`
  throw new DomainError('import_conflicts', count, {
    errors: open.slice(0, 50).map(({ pointer, expected }) => ({ in: 'file', pointer, rule: 'merge.choice', expected })),
  })
}
