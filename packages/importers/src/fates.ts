import type { Json } from '@gatehouse/contracts/json'
import { isObject, pointerToken, type SourceTree } from './source-tree.ts'

export type Fate = 'enforced' | 'documented' | 'dropped'

export interface Claim {
  fate: Fate
  /** What it is, in words. */
  construct: string
  /** Why it is not enforced. */
  reason?: string
  /** Keys below share the fate unless they are claimed themselves. */
  deep?: boolean
}

const rank: Record<Fate, number> = { dropped: 0, documented: 1, enforced: 2 }

/**
 * What became of each key of the source. Visitors claim the keys they consume; a key used at several places (a component) has the
 * strongest of its fates; what nobody claims was dropped. So no key can be forgotten, and none can be counted twice.
 */
export class FateMap {
  readonly #claims = new Map<object, Map<string, Claim>>()

  claim(container: object, key: string, claim: Claim): void {
    let members = this.#claims.get(container)
    if (members === undefined) {
      members = new Map()
      this.#claims.set(container, members)
    }
    const earlier = members.get(key)
    if (earlier === undefined || rank[earlier.fate] < rank[claim.fate]) members.set(key, claim)
  }

  /** Takes back an earlier claim: a construct had to be removed after it was read. */
  override(container: object, key: string, claim: Claim): void {
    this.#claims.get(container)?.delete(key)
    this.claim(container, key, claim)
  }

  /** Takes back all claims inside a value that turned out to have no effect. */
  forget(value: Json): void {
    if (typeof value !== 'object' || value === null) return
    this.#claims.delete(value)
    for (const inner of Object.values(value)) this.forget(inner)
  }

  of(container: object, key: string): Claim | undefined {
    return this.#claims.get(container)?.get(key)
  }
}

export interface SourceKey {
  pointer: string
  container: object
  key: string
  value: Json
  claim: Claim
  /** The fate comes from a key above. */
  inherited: boolean
}

function unclaimed(key: string, reason: string): Claim {
  return key.startsWith('x-')
    ? {
        fate: 'dropped',
        construct: `Vendor extension \`${key}\``,
        reason: 'vendor extensions have no meaning that Gatehouse knows',
        deep: true,
      }
    : {
        fate: 'dropped',
        construct: `Key \`${key}\``,
        reason,
        deep: true,
      }
}

export const unknownKey = 'OpenAPI does not know this key in this place'

/** Visits each key of the source once, in source order, with its one fate. `unknown`: why a key that nobody claims is dropped. */
export function eachSourceKey(
  tree: SourceTree,
  fates: FateMap,
  visit: (found: SourceKey) => void,
  unknown = unknownKey,
): void {
  const unsafe = new Map<object, string[]>()
  for (const { container, key } of tree.unsafe) unsafe.set(container, [...(unsafe.get(container) ?? []), key])

  function walk(value: Json, pointer: string, above: Claim | undefined): void {
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) {
        if (typeof item === 'object' && item !== null) walk(item, `${pointer}/${index}`, above)
      }
      return
    }
    if (!isObject(value)) return
    for (const key of unsafe.get(value) ?? []) {
      const claim: Claim = {
        fate: 'dropped',
        construct: `Key \`${key}\``,
        reason: 'a key of this name is never carried over, it would change how objects behave',
      }
      visit({ pointer: `${pointer}/${key}`, container: value, key, value: null, claim, inherited: false })
    }
    for (const key of Object.keys(value)) {
      const own = fates.of(value, key)
      const claim = own ?? above ?? unclaimed(key, unknown)
      const inner = value[key] ?? null
      const at = `${pointer}/${pointerToken(key)}`
      visit({
        pointer: at,
        container: value,
        key,
        value: inner,
        claim,
        inherited: own === undefined && above !== undefined,
      })
      if (typeof inner === 'object' && inner !== null) walk(inner, at, claim.deep ? claim : undefined)
    }
  }
  walk(tree.value, '', undefined)
}
