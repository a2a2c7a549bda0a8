import type { FeatureDictionary } from '@gatehouse/compiler/stage-state'
import { operationKey } from '@gatehouse/contracts/api-description'
import { featuresOf } from '@gatehouse/contracts/operation-features'
import type { RevisionContent } from '@gatehouse/contracts/revision'
import { maxFeatureBytes } from '@gatehouse/contracts/usage-event'
import type { Transaction } from '@gatehouse/db/client'
import type { Db } from '../apis/find-version.ts'

/** More a usage record does not hold: what comes later in the life of an operation is not told apart. */
const maxPositions = maxFeatureBytes * 8

/** The dictionaries of operations, as they are stored. */
export async function loadFeatures(db: Db, operationIds: readonly string[]): Promise<FeatureDictionary> {
  if (operationIds.length === 0) return new Map()
  // Positions are dense: the list is the dictionary.
  const rows = await db.$queryRaw<{ operation: string; features: string[] }[]>`
    SELECT operation_id AS operation, array_agg(feature ORDER BY position) AS features
    FROM operation_feature WHERE operation_id = ANY(${[...operationIds]}::text[]) GROUP BY 1`
  return new Map(
    rows.map(({ operation, features }) => [
      operation,
      new Map(features.map((feature, position) => [feature, position])),
    ]),
  )
}

/** The dictionaries as they are once this content is on a stage: what is stored, and behind it what is new. */
export async function featuresWith(db: Db, content: RevisionContent): Promise<FeatureDictionary> {
  return (await extend(db, content)).dictionary
}

/**
 * Gives each thing that callers can use of this content a position of its own, for ever. Call it where the version's row is locked:
 * of two at once one would take the other's position, and fail.
 */
export async function assignFeatures(tx: Transaction, content: RevisionContent): Promise<void> {
  const { added } = await extend(tx, content)
  if (added.length === 0) return
  await tx.$executeRaw`
    INSERT INTO operation_feature (operation_id, position, feature)
    SELECT * FROM unnest(${added.map(({ operation }) => operation)}::text[], ${added.map(({ position }) => position)}::int[],
      ${added.map(({ feature }) => feature)}::text[])`
}

type Added = { operation: string; position: number; feature: string }

async function extend(
  db: Db,
  { contract, operations }: RevisionContent,
): Promise<{ dictionary: FeatureDictionary; added: Added[] }> {
  const mapped = contract.operations.flatMap((described) => {
    const key = operationKey(described)
    return Object.hasOwn(operations, key) ? [{ described, id: operations[key]?.id as string }] : []
  })
  const stored = await loadFeatures(
    db,
    mapped.map(({ id }) => id),
  )
  const dictionary = new Map<string, ReadonlyMap<string, number>>()
  const added: Added[] = []
  for (const { described, id } of mapped) {
    const own = new Map(stored.get(id))
    for (const feature of featuresOf(described, contract.schemas)) {
      // PostgreSQL has no such text.
      if (own.has(feature) || own.size >= maxPositions || feature.includes('\u0000')) continue
      added.push({ operation: id, position: own.size, feature })
      own.set(feature, own.size)
    }
    dictionary.set(id, own)
  }
  return { dictionary, added }
}
