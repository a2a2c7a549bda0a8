import { shapedItems, type ValueShape } from '@gatehouse/contracts/call-shape'
import type { Json, JsonObject } from '@gatehouse/contracts/json'
import { stringFormatChecks } from '../validation/formats.ts'
import { validatorRuntime } from '../validation/runtime.ts'
import type { ShapeNode } from './shape-node.ts'

/** The call is too large for a shape: none is recorded, rather than one that says something else. */
export class ShapeTooLarge extends Error {}

/** Values in one shape. */
export const maxValues = 300
const deepest = 12

/** Counts down over one call. */
export type Budget = { left: number }

/** Shape of a parsed value. Nothing of the value itself is in it but what the contract spells out. */
export function shapeOfValue(value: unknown, node: ShapeNode | null, budget: Budget, depth = 0): ValueShape {
  budget.left -= 1
  if (budget.left < 0 || depth > deepest) throw new ShapeTooLarge()
  if (value === null || typeof value === 'boolean') return { k: 'e', v: value }
  if (typeof value === 'string') return isDeclared(value, node) ? { k: 'e', v: value } : shapeOfText(value, node)
  if (typeof value === 'number') return isDeclared(value, node) ? { k: 'e', v: value } : shapeOfNumber(value, node)
  if (Array.isArray(value)) {
    const items = value.slice(0, shapedItems).map((item) => shapeOfValue(item, node?.items ?? null, budget, depth + 1))
    return { k: 'a', n: value.length, i: items, ...(validatorRuntime.uniqueItems(value) ? { u: true } : {}) }
  }
  const declared: [string, ValueShape][] = []
  const undeclared: [number, ValueShape][] = []
  for (const [name, member] of Object.entries(value as object)) {
    const below = node?.property(name) ?? null
    const shape = shapeOfValue(member, below, budget, depth + 1)
    if (below === null) undeclared.push([name.length, shape])
    else declared.push([name, shape])
  }
  return { k: 'o', p: declared, ...(undeclared.length === 0 ? {} : { u: undeclared }) }
}

/** Shape of a value as a parameter carries it, in text. */
export function shapeOfPiece(text: string, node: ShapeNode | null, budget: Budget): ValueShape {
  budget.left -= 1
  if (budget.left < 0) throw new ShapeTooLarge()
  if (node?.values.has(text)) return { k: 'e', v: text }
  const types = node?.types
  if (types?.has('boolean') && (text === 'true' || text === 'false')) return { k: 'e', v: text }
  const numeric = types?.has('integer') || types?.has('number')
  if (numeric && /^-?\d{1,17}(?:\.\d{1,17})?$/.test(text)) return shapeOfNumber(Number(text), node)
  return shapeOfText(text, node)
}

function isDeclared(value: Json, node: ShapeNode | null): boolean {
  if (node === null || node.values.size === 0) return false
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return node.values.has(text) && node.values.get(text) === value
}

function shapeOfText(text: string, node: ShapeNode | null): ValueShape {
  const shape: Extract<ValueShape, { k: 's' }> = { k: 's', n: validatorRuntime.length(text) }
  if (/^\d+$/.test(text)) shape.c = 'd'
  else if (/^[\w-]+$/.test(text)) shape.c = 'w'
  if (node === null) return shape
  for (const { format, pattern } of node.views) {
    if (typeof format === 'string' && shape.f === undefined && Object.hasOwn(stringFormatChecks, format)) {
      if (stringFormatChecks[format]?.(text) === true) shape.f = format
    }
    if (typeof pattern === 'string') shape.p = (shape.p ?? true) && validatorRuntime.pattern(pattern).test(text)
  }
  return shape
}

function shapeOfNumber(value: number, node: ShapeNode | null): ValueShape {
  const text = Math.abs(value).toString()
  // Beyond 21 digits the text has an exponent: its size is told by that.
  const exponent = /e\+(\d+)$/.exec(text)?.[1]
  const [whole = '0', fraction = ''] = text.split('.')
  const tiny = /e-(\d+)$/.exec(text)?.[1]
  const digits = exponent === undefined ? (tiny === undefined ? whole.length : 1) : Number(exponent) + 1
  const behind = exponent !== undefined ? 0 : tiny === undefined ? fraction.length : Number(tiny)
  const shape: Extract<ValueShape, { k: 'n' }> = { k: 'n', d: digits }
  if (behind > 0) shape.f = behind
  if (value < 0) shape.m = true
  if (node?.views.some((view) => isOutside(value, view))) shape.o = true
  return shape
}

function isOutside(value: number, view: JsonObject): boolean {
  const bound = (keyword: string) => (typeof view[keyword] === 'number' ? view[keyword] : undefined)
  const [minimum, maximum] = [bound('minimum'), bound('maximum')]
  const [above, below] = [bound('exclusiveMinimum'), bound('exclusiveMaximum')]
  return (
    (minimum !== undefined && value < minimum) ||
    (maximum !== undefined && value > maximum) ||
    (above !== undefined && value <= above) ||
    (below !== undefined && value >= below)
  )
}
