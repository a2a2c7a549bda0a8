import type { MergePlace, MergeRemoval, MergeSide, MergeView } from '@gatehouse/contracts/endpoints/merge-views'
import type { RevisionContent } from '@gatehouse/contracts/revision'
import type { MergeOutcome } from '@gatehouse/importers/merge/merge-pieces'
import type { MergeEntry } from '@gatehouse/importers/merge/merge-record'
import { readable } from './changes/change-list.ts'
import { isCustomised } from './merge-contract.ts'

const mostKept = 500

/** What hangs on operations, by their identity. */
export type Hanging = {
  products: ReadonlyMap<string, { id: string; name: string }[]>
  calls: ReadonlyMap<string, number> | null
}

export type Resolutions = Readonly<Record<string, MergeSide>>

/** The operations that the file drops, with what hangs on each. Only where something does, somebody has to choose. */
export function toRemovals(
  outcome: MergeOutcome,
  before: RevisionContent,
  hanging: Hanging,
  asked: { resolutions: Resolutions; conflicts: MergeSide | undefined },
): MergeRemoval[] {
  return outcome.removals.map(({ pointer, operation, touched }) => {
    const settings = before.operations[operation]
    const id = settings?.id ?? ''
    const customised = settings !== undefined && isCustomised(settings)
    const products = hanging.products.get(id) ?? []
    const calls = hanging.calls === null ? null : (hanging.calls.get(id) ?? 0)
    const needsChoice = touched || customised || products.length > 0 || (calls ?? 0) > 0
    const choice = ownChoice(asked.resolutions, pointer)
    return {
      pointer,
      operation,
      touched,
      settings: customised,
      products,
      calls,
      needsChoice,
      chosen: choice ?? (needsChoice ? asked.conflicts : undefined) ?? 'file',
      resolved: choice !== undefined,
    }
  })
}

export function toMergeView(
  outcome: MergeOutcome,
  removals: MergeRemoval[],
  stays: string[],
  conflictsChoice: MergeSide | undefined,
): MergeView {
  const open =
    conflictsChoice === undefined
      ? [...outcome.conflicts, ...removals.filter(({ needsChoice }) => needsChoice)].filter(({ resolved }) => !resolved)
      : []
  return {
    counts: {
      fromFile: outcome.fromFile,
      kept: outcome.kept.length,
      conflicts: outcome.conflicts.length,
      removals: removals.length,
      open: open.length,
    },
    kept: outcome.kept.slice(0, mostKept).map(toPlace),
    conflicts: outcome.conflicts.map(({ chosen, resolved, ...entry }) => ({ ...toPlace(entry), chosen, resolved })),
    removals,
    restored: outcome.restored.map(
      ({ kind, name }) => `The ${kind} \`${name}\` stays, because something still needs it`,
    ),
    stays,
    truncated: outcome.kept.length > mostKept,
  }
}

function toPlace({ pointer, operation, place, base, mine, file }: MergeEntry): MergePlace {
  return {
    pointer,
    operation: operation ?? null,
    place,
    base: readable(base),
    mine: readable(mine),
    file: readable(file),
  }
}

function ownChoice(resolutions: Resolutions, pointer: string): MergeSide | undefined {
  return Object.hasOwn(resolutions, pointer) ? resolutions[pointer] : undefined
}
