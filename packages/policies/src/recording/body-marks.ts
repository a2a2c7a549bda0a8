import { valueText } from '@gatehouse/contracts/operation-features'
import { nowhere, setBit } from './feature-bits.ts'

/** One place in bodies: its position, and what can be told below it. */
export type BodyMarks = {
  at: number
  properties: Map<string, BodyMarks> | null
  items: BodyMarks | null
  /** Positions of the values of its enum, as features write them. */
  values: Map<string, number> | null
}

export function bodyMarks(): BodyMarks {
  return { at: nowhere, properties: null, items: null, values: null }
}

/** Adds a property, or a value of it, to the tree. */
export function addBodyMark(
  root: BodyMarks,
  path: readonly string[],
  value: string | undefined,
  position: number,
): void {
  let node = root
  for (const name of path) {
    let next = name === '*' ? node.items : (node.properties?.get(name) ?? null)
    if (next === null) {
      next = bodyMarks()
      if (name === '*') node.items = next
      else {
        node.properties ??= new Map()
        node.properties.set(name, next)
      }
    }
    node = next
  }
  if (value === undefined) node.at = position
  else {
    node.values ??= new Map()
    node.values.set(value, position)
  }
}

/** Sets the bits of all that a parsed body holds. As deep as the tree, so a hostile nesting costs nothing. */
export function markBody(marks: BodyMarks, value: unknown, bits: Uint8Array): void {
  if (typeof value !== 'object' || value === null) {
    if (marks.values !== null) setBit(bits, marks.values.get(valueText(value)) ?? nowhere)
    return
  }
  if (Array.isArray(value)) {
    const { items } = marks
    if (items !== null) for (const item of value) markBody(items, item, bits)
    return
  }
  const { properties } = marks
  if (properties === null) return
  // JSON.parse gives plain objects: own names only.
  for (const name in value) {
    const below = properties.get(name)
    if (below === undefined) continue
    setBit(bits, below.at)
    if (below.values !== null || below.properties !== null || below.items !== null)
      markBody(below, (value as Record<string, unknown>)[name], bits)
  }
}
