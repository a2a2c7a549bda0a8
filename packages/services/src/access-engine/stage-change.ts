import type { AccessUpsert } from '@gatehouse/contracts/access'
import type { SnapshotManifest } from '@gatehouse/contracts/snapshot'
import type { Caller, LoadedCallers } from './load-callers.ts'

/** How a stage would be: another manifest, other rows of the access table, or both. */
export type StageChange = {
  readonly stageId: string
  /** `null`: nothing was ever published there. Gives the manifest with the texts of parts that are not stored. */
  readonly manifest?: (
    current: SnapshotManifest | null,
  ) => Promise<{ manifest: SnapshotManifest; parts: ReadonlyMap<string, string> }>
  readonly rows?: (loaded: LoadedCallers) => LoadedCallers
}

/** The rows with others in their place, and with new ones. */
export function withRows(loaded: LoadedCallers, rows: readonly AccessUpsert['row'][]): LoadedCallers {
  const given = new Map(rows.map((row) => [`${row.kind} ${row.id}`, row]))
  const kept = loaded.rows.filter(({ row }) => !given.has(`${row.kind} ${row.id}`))
  return { ...loaded, rows: [...kept, ...rows.map((row) => ({ seq: 1, row }))] }
}

/** The rows without some of them. */
export function withoutRows(loaded: LoadedCallers, isGone: (row: AccessUpsert['row']) => boolean): LoadedCallers {
  return { ...loaded, rows: loaded.rows.filter(({ row }) => !isGone(row)) }
}

/** Some of the applications with other credentials. */
export function withCallers(loaded: LoadedCallers, change: (caller: Caller) => Caller): LoadedCallers {
  return { ...loaded, callers: loaded.callers.map(change) }
}
