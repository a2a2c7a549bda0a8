import { shapedItems, type ValueShape } from '@gatehouse/contracts/call-shape'
import type { Json, JsonObject } from '@gatehouse/contracts/json'
import type { ShapeNode } from '@gatehouse/policies/recording/shape-node'
import { NotRebuilt, sampleText } from './sample-text.ts'

const mostItems = 10_000

/** A value with a shape's facts. `node`: what the contract says of the place, under which the shape was recorded. */
export function sampleValue(shape: ValueShape, node: ShapeNode | null, seed: number): Json {
  switch (shape.k) {
    case 'e':
      return shape.v
    case 's':
      return sampleText(shape, patternsOf(node), seed)
    case 'n':
      return sampleNumber(shape, node, seed)
    case 'j':
      return JSON.stringify(sampleValue(shape.v, node, seed))
    case 'a': {
      if (shape.n > mostItems) throw new NotRebuilt()
      const items = node?.items ?? null
      return Array.from({ length: shape.n }, (_, i) => {
        const item = shape.i[i % shapedItems]
        if (item === undefined) throw new NotRebuilt()
        // Where all were different they are again; else equal shapes are equal values.
        return sampleValue(item, items, shape.u ? seed + i : seed)
      })
    }
    case 'o': {
      const object: JsonObject = {}
      const put = (name: string, value: Json) =>
        Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true })
      for (const [name, member] of shape.p) put(name, sampleValue(member, node?.property(name) ?? null, seed))
      for (const [index, [length, member]] of (shape.u ?? []).entries())
        put(undeclaredName(length, index, node), sampleValue(member, null, seed))
      return object
    }
  }
}

/** A name of that length that no other property has. */
export function undeclaredName(length: number, index: number, node: ShapeNode | null): string {
  for (let turn = 0; turn < 50; turn += 1) {
    const name = sampleText({ n: length, c: 'w' }, [], index + turn * 7)
    if (node === null || node.property(name) === null) return name
  }
  throw new NotRebuilt()
}

function patternsOf(node: ShapeNode | null): string[] {
  return node?.views.flatMap(({ pattern }) => (typeof pattern === 'string' ? [pattern] : [])) ?? []
}

type NumberFacts = Extract<ValueShape, { k: 'n' }>

/** As many digits as it had, inside the contract's range if it was. */
function sampleNumber({ d, f = 0, m, o }: NumberFacts, node: ShapeNode | null, seed: number): number {
  const step = 10 ** -f
  let least = d === 1 ? (f === 0 ? 0 : step) : 10 ** (d - 1)
  let most = 10 ** d - step
  if (m === true) [least, most] = [-most, -(least === 0 ? 1 : least)]
  if (o !== true) {
    const bounds = boundsOf(node, step)
    least = Math.max(least, bounds.least)
    most = Math.min(most, bounds.most)
  }
  if (least > most) throw new NotRebuilt()
  const unit = multipleOf(node) ?? step
  const first = Math.ceil(least / unit - 1e-9)
  const last = Math.floor(most / unit + 1e-9)
  if (first > last) throw new NotRebuilt()
  const at = first + (seed % (Math.min(last - first, 1_000_000) + 1))
  return Number((at * unit).toFixed(Math.min(100, Math.max(f, 0))))
}

function boundsOf(node: ShapeNode | null, step: number): { least: number; most: number } {
  let least = Number.NEGATIVE_INFINITY
  let most = Number.POSITIVE_INFINITY
  for (const view of node?.views ?? []) {
    if (typeof view.minimum === 'number') least = Math.max(least, view.minimum)
    if (typeof view.exclusiveMinimum === 'number') least = Math.max(least, view.exclusiveMinimum + step)
    if (typeof view.maximum === 'number') most = Math.min(most, view.maximum)
    if (typeof view.exclusiveMaximum === 'number') most = Math.min(most, view.exclusiveMaximum - step)
  }
  return { least, most }
}

function multipleOf(node: ShapeNode | null): number | undefined {
  return node?.views.flatMap((view) => (typeof view.multipleOf === 'number' ? [view.multipleOf] : []))[0]
}
