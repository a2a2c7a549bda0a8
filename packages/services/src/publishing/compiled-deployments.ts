import type { CompiledDeployment } from '@gatehouse/compiler/stage-state'
import type { Database, Transaction } from '@gatehouse/db/client'

export type CompiledDeployments = ReadonlyMap<string, CompiledDeployment>

const none: CompiledDeployments = new Map()
const kept = new WeakMap<Database, Map<string, CompiledDeployments>>()

/**
 * What this process has compiled of a stage, by deployment id. It follows from rows that never change, so each deployment is compiled
 * once and a publish costs what is new. Only those whose parts are stored: the database may have been restored under this process.
 */
export async function recallCompiled(tx: Transaction, db: Database, stageId: string): Promise<CompiledDeployments> {
  const known = kept.get(db)?.get(stageId) ?? none
  const stored = await storedParts(
    tx,
    [...known.values()].map(({ hash }) => hash),
  )
  return new Map([...known].filter(([, { hash }]) => stored.has(hash)))
}

/** Call after the commit: a part that is known must be stored. */
export function rememberCompiled(db: Database, stageId: string, deployments: CompiledDeployments): void {
  const stages = kept.get(db) ?? new Map<string, CompiledDeployments>()
  kept.set(db, stages.set(stageId, deployments))
}

/** Which of these parts the database has. */
export async function storedParts(tx: Transaction, hashes: readonly string[]): Promise<ReadonlySet<string>> {
  if (hashes.length === 0) return new Set()
  const rows = await tx.$queryRaw<{ hash: string }[]>`
    SELECT hash FROM snapshot_part WHERE hash = ANY(${[...hashes]}::text[])`
  return new Set(rows.map(({ hash }) => hash))
}
