import type { JsonSchema, OperationDescription } from '@gatehouse/contracts/api-description'
import { featuresOf } from '@gatehouse/contracts/operation-features'
import type { CompiledOperation } from '@gatehouse/contracts/snapshot'

/**
 * What callers can use of the operation, as far as its dictionary has a position for it. What the dictionary holds of other revisions
 * is left out: a gateway looks for what this contract declares.
 */
export function compileFeatures(
  described: OperationDescription,
  schemas: Readonly<Record<string, JsonSchema>>,
  dictionary: ReadonlyMap<string, number> | undefined,
): Pick<CompiledOperation, 'features'> {
  if (dictionary === undefined || dictionary.size === 0) return {}
  const features: Record<string, number> = {}
  for (const feature of featuresOf(described, schemas)) {
    const position = dictionary.get(feature)
    if (position !== undefined) features[feature] = position
  }
  return Object.keys(features).length === 0 ? {} : { features }
}
