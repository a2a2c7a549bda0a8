import type { SnapshotManifest } from '@gatehouse/contracts/snapshot'
import type { Database } from '@gatehouse/db/client'
import type { Snapshot } from '@gatehouse/policies/decide-types'
import { buildSnapshot } from '@gatehouse/policies/snapshot/build'
import { generateValidatorCode } from '@gatehouse/policies/snapshot/validators'
import { readSnapshot } from '../publishing/current-snapshots.ts'
import { Breath } from './breathe.ts'

/** Parts that are built in one turn of the event loop: some twenty milliseconds. */
const slice = 30

const kept = new WeakMap<Database, Map<string, Snapshot>>()
const building = new WeakMap<Database, Map<string, Promise<Snapshot | null>>>()

/**
 * What the gateways of a stage run, by their own builder; null where nothing was ever published. Kept by its hash, and its parts go on
 * into the next one: a deploy costs one part.
 */
export function currentSnapshot(db: Database, stageId: string): Promise<Snapshot | null> {
  const running = building.get(db) ?? new Map<string, Promise<Snapshot | null>>()
  building.set(db, running)
  const known = running.get(stageId)
  if (known !== undefined) return known
  const promise = load(db, stageId).finally(() => running.delete(stageId))
  running.set(stageId, promise)
  return promise
}

async function load(db: Database, stageId: string): Promise<Snapshot | null> {
  const { rows } = await db.pool.query<{ hash: string }>(
    'SELECT hash FROM stage_snapshot WHERE stage_id = $1 ORDER BY seq DESC LIMIT 1',
    [stageId],
  )
  const stages = kept.get(db) ?? new Map<string, Snapshot>()
  kept.set(db, stages)
  const previous = stages.get(stageId) ?? null
  if (rows[0] === undefined) return null
  if (previous?.hash === rows[0].hash) return previous
  const stored = await readSnapshot(db, stageId)
  if (stored === null) return null
  const manifest = JSON.parse(stored.manifest) as SnapshotManifest
  const built = await buildInSlices(stored.manifest, manifest, await missingParts(db, manifest, previous), previous)
  stages.set(stageId, built)
  return built
}

/** Texts of the parts that are not built already, or not for what guardrails ask of them now; of stored parts alone. */
export async function missingParts(
  db: Database,
  manifest: SnapshotManifest,
  previous: Snapshot | null,
): Promise<Map<string, string>> {
  const sameFloors = previous !== null && floorsOf(manifest) === floorsOf(previous.manifest)
  const missing = partsOf(manifest).filter((hash) => !(sameFloors && previous.internals.parts.has(hash)))
  if (missing.length === 0) return new Map()
  const { rows } = await db.pool.query<{ hash: string; content: string }>(
    'SELECT hash, content FROM snapshot_part WHERE hash = ANY($1::text[])',
    [missing],
  )
  return new Map(rows.map(({ hash, content }) => [hash, content]))
}

/** What guardrails ask of operations when their parts are built: under other ones a part is built anew. */
function floorsOf({ guardrails, versions }: SnapshotManifest): string {
  const asked = guardrails.filter(({ policy }) => policy === 'requirements')
  return asked.length === 0 ? '' : JSON.stringify([asked, versions.map(({ apiId, audience }) => [apiId, audience])])
}

const partsOf = ({ versions }: Pick<SnapshotManifest, 'versions'>) =>
  versions.flatMap(({ deployments }) => deployments.map(({ part }) => part))

/**
 * Builds with turns of the event loop in between: first what is known with some of the new parts, then more of them, each over the one
 * before. Throws where a gateway would refuse it.
 */
export async function buildInSlices(
  manifestText: string,
  manifest: SnapshotManifest,
  parts: ReadonlyMap<string, string>,
  previous: Snapshot | null,
): Promise<Snapshot> {
  const breath = new Breath()
  const sameFloors = previous !== null && floorsOf(manifest) === floorsOf(previous.manifest)
  const isKnown = ({ deployments }: SnapshotManifest['versions'][number]) =>
    sameFloors && deployments.every(({ part }) => previous.internals.parts.has(part))
  const known = manifest.versions.filter(isKnown)
  const unknown = manifest.versions.filter((version) => !isKnown(version))
  let before = previous
  for (let end = slice; end < unknown.length; end += slice) {
    const some = { ...manifest, versions: [...known, ...unknown.slice(0, end)] }
    before = build(JSON.stringify(some), parts, before)
    await breath.take()
  }
  return build(manifestText, parts, before)
}

function build(manifestText: string, parts: ReadonlyMap<string, string>, previous: Snapshot | null): Snapshot {
  // The texts come from where gateways' texts are signed from; validators are compiled when a body is judged.
  const built = buildSnapshot({ manifestText, parts, compileSchema: generateValidatorCode, trusted: true, previous })
  if (!built.ok) throw new Error(`the snapshot cannot be built: ${built.issues[0]?.message ?? 'no issue is told'}`)
  return built.snapshot
}
