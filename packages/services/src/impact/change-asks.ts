import type { UseAsk } from '@gatehouse/analytics/store/feature-use'
import type { FeatureDictionary } from '@gatehouse/compiler/stage-state'
import type { ChangeTouch } from '@gatehouse/contracts/contract-diff'
import type { ChangeItem } from '@gatehouse/contracts/endpoints/deployment-views'
import { parameterFeature, parseFeature, propertyFeature, unreadBody } from '@gatehouse/contracts/operation-features'

/** Which calls a change can touch. */
export type Touched =
  | { kind: 'use'; ask: UseAsk; basis: 'exact' | 'may-read' }
  /** About no operation: all who call the version. */
  | { kind: 'version'; basis: 'exact' | 'may-read' }
  /** Those without an application, who now need a credential. */
  | { kind: 'unnamed'; ask: UseAsk }

/**
 * Which calls one change can touch; null where nobody can be: it is safe, it is about what callers never see, or nothing ran that they
 * could have called.
 */
export function touchedBy(
  change: ChangeItem,
  operationId: (key: string) => string | undefined,
  dictionary: FeatureDictionary,
): Touched | null {
  if (change.severity === 'safe') return null
  // What people set on an operation is no part of the contract: only where it breaks, callers feel it.
  if (change.rule === undefined && change.severity !== 'breaking') return null
  const basis = change.direction === 'response' ? 'may-read' : 'exact'
  if (change.operation === null) return { kind: 'version', basis }
  const id = operationId(change.operation)
  if (id === undefined) return null
  const all: UseAsk = { operationId: id, of: null, without: [], unread: [] }
  if (change.rule === undefined && change.pointer.endsWith('/anonymous')) return { kind: 'unnamed', ask: all }
  if (basis === 'may-read' || change.touches === undefined) return { kind: 'use', ask: all, basis }
  return { kind: 'use', ask: askOf(change.touches, all, dictionary.get(id) ?? new Map()), basis }
}

function askOf(touches: ChangeTouch, all: UseAsk, positions: ReadonlyMap<string, number>): UseAsk {
  const of = touches.uses.map((feature) => positionOf(feature, positions))
  // What has no position, and nothing above it, cannot be told: then all calls count.
  const known = of.some((position) => position === undefined) || of.length === 0 ? null : of.map(Number)
  const without = touches.without.flatMap((feature) => positions.get(feature) ?? [])
  const inBody = [...touches.uses, ...touches.without].some((feature) => parseFeature(feature)?.kind === 'property')
  const unread = inBody ? positions.get(unreadBody) : undefined
  return { ...all, of: known, without, unread: unread === undefined ? [] : [unread] }
}

/** Of the feature, or of the nearest place above it that has one: whoever used the one used the other. */
function positionOf(text: string, positions: ReadonlyMap<string, number>): number | undefined {
  const own = positions.get(text)
  if (own !== undefined) return own
  const feature = parseFeature(text)
  if (feature?.kind === 'parameter' && feature.value !== undefined)
    return positions.get(parameterFeature(feature.in, feature.name))
  if (feature?.kind !== 'property') return undefined
  for (let path = feature.path; path.length > 0; path = path.slice(0, -1)) {
    const above = positions.get(propertyFeature(path))
    if (above !== undefined) return above
  }
  return undefined
}
