import { canonicalJson } from '@gatehouse/contracts/json'
import type { Database } from '@gatehouse/db/client'
import type { Snapshot } from '@gatehouse/policies/decide-types'
import { buildInSlices, currentSnapshot, missingParts } from './current-snapshot.ts'
import type { StageChange } from './stage-change.ts'

export type BothSnapshots = { readonly before: Snapshot | null; readonly after: Snapshot | null }

/** What a stage runs, and what it would. The second shares the parts of the first: a guardrail over all APIs builds none anew. */
export async function bothSnapshots(db: Database, change: StageChange): Promise<BothSnapshots> {
  const before = await currentSnapshot(db, change.stageId)
  if (change.manifest === undefined) return { before, after: before }
  const { manifest, parts } = await change.manifest(before?.manifest ?? null)
  const stored = await missingParts(db, manifest, before)
  const texts = new Map([...stored, ...parts])
  return { before, after: await buildInSlices(canonicalJson(manifest), manifest, texts, before) }
}
