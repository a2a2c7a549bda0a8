import type { AccessUpsert } from '@gatehouse/contracts/access'
import type { Id } from '@gatehouse/contracts/ids'
import type { Database } from '@gatehouse/db/client'
import { AccessReader } from '@gatehouse/policies/access/reader'
import { AccessTable } from '@gatehouse/policies/access/table'
import type { DecideDeps, Snapshot } from '@gatehouse/policies/decide-types'
import { Counters } from '@gatehouse/policies/limits/counters'
import { AccessJudge } from '@gatehouse/policies/matrix/access-judge'
import { inOneSnapshot } from '../publishing/repeatable-read.ts'
import { currentSnapshot } from './current-snapshot.ts'
import { type Caller, type CallerChoice, type LoadedCallers, loadCallers } from './load-callers.ts'

/** What a stage's gateways decide with, here: their snapshot by their builder, and a view of their access table. */
export type StageRuntime = {
  readonly stageId: Id<'stage'>
  /** Null: nothing was ever published there. */
  readonly snapshot: Snapshot | null
  /** Applications whose rows are in the table. */
  readonly callers: readonly Caller[]
  readonly rows: readonly AccessUpsert[]
  readonly access: AccessReader
}

/** What runs on a stage now, with the rows of the applications that are asked for. */
export async function loadStageRuntime(
  db: Database,
  stageId: string,
  choice: CallerChoice,
  now: Date,
): Promise<StageRuntime> {
  const [snapshot, loaded] = await Promise.all([
    currentSnapshot(db, stageId),
    inOneSnapshot(db.pool, (client) => loadCallers(client, stageId, choice, now)),
  ])
  return stageRuntime(stageId, snapshot, loaded)
}

export function stageRuntime(
  stageId: string,
  snapshot: Snapshot | null,
  { callers, rows }: LoadedCallers,
): StageRuntime {
  return { stageId: stageId as Id<'stage'>, snapshot, callers, rows, access: readerOf(rows) }
}

export function readerOf(rows: readonly AccessUpsert[]): AccessReader {
  const table = new AccessTable()
  table.apply(rows, [])
  return new AccessReader(table.handles())
}

/** What the core asks for, at one instant. Nothing is counted, no proof is noted, nobody is asked about opaque tokens. */
export function depsOf(snapshot: Snapshot, access: AccessReader, now: number): DecideDeps {
  return {
    snapshot,
    access,
    counters: new Counters(noCounters, { readOnly: true }),
    clock: { now: () => now, tick: () => 0 },
    salt: '',
  }
}

const noCounters = Counters.allocate(16)

export function judgeOf({ snapshot, access }: StageRuntime, now: number): AccessJudge | null {
  return snapshot === null ? null : new AccessJudge(depsOf(snapshot, access, now), now)
}
