import { type CodePoints, sameCodePoints, union } from '../code-points/code-points.ts'

/**
 * A pattern as a tree: what it matches, no more. Groups, their names and whether a repetition is lazy make no difference to whether a
 * text matches.
 */
export type PatternNode =
  | { readonly kind: 'set'; readonly set: CodePoints }
  | { readonly kind: 'sequence'; readonly items: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly branches: readonly PatternNode[] }
  | { readonly kind: 'repeat'; readonly of: PatternNode; readonly min: number; readonly max: number }
  | { readonly kind: 'assertion'; readonly assertion: Assertion }

/** What an assertion asks of the places before and after; `folded`: with the words of `\w` where case is ignored. */
export type Assertion =
  | 'text-start'
  | 'text-end'
  | 'line-start'
  | 'line-end'
  | 'boundary'
  | 'no-boundary'
  | 'folded-boundary'
  | 'no-folded-boundary'

export const empty: PatternNode = { kind: 'sequence', items: [] }
/** Matches nothing, not even the empty text. */
const never: PatternNode = { kind: 'set', set: [] }

export function isEmpty(node: PatternNode): boolean {
  return node.kind === 'sequence' && node.items.length === 0
}

function isNever(node: PatternNode): boolean {
  return node.kind === 'set' && node.set.length === 0
}

/** One after the other; neighbours that repeat the same set become one: `\d*\d+` is `\d+`. */
export function sequence(items: readonly PatternNode[]): PatternNode {
  const flat: PatternNode[] = []
  for (const item of items.flatMap((node) => (node.kind === 'sequence' ? node.items : [node]))) {
    if (isNever(item)) return never
    const last = flat.at(-1)
    const joined = last && joinedRepetition(last, item)
    if (joined === undefined) flat.push(item)
    else flat[flat.length - 1] = joined
  }
  const [only] = flat
  return flat.length === 1 && only !== undefined ? only : { kind: 'sequence', items: flat }
}

function joinedRepetition(a: PatternNode, b: PatternNode): PatternNode | undefined {
  const [left, right] = [repetitionOfSet(a), repetitionOfSet(b)]
  if (left === undefined || right === undefined || !sameCodePoints(left.set, right.set)) return undefined
  return repeat({ kind: 'set', set: left.set }, left.min + right.min, left.max + right.max)
}

function repetitionOfSet(node: PatternNode): { set: CodePoints; min: number; max: number } | undefined {
  if (node.kind === 'set') return { set: node.set, min: 1, max: 1 }
  return node.kind === 'repeat' && node.of.kind === 'set'
    ? { set: node.of.set, min: node.min, max: node.max }
    : undefined
}

/** One of them; single sets become one, and an empty branch makes the others optional. */
export function choice(branches: readonly PatternNode[]): PatternNode {
  const flat = branches
    .flatMap((node) => (node.kind === 'choice' ? node.branches : [node]))
    .filter((node) => !isNever(node))
  const sets = flat.flatMap((node) => (node.kind === 'set' ? [node.set] : []))
  const others = flat.filter((node) => node.kind !== 'set' && !isEmpty(node))
  const distinct: PatternNode[] = sets.length > 0 ? [{ kind: 'set', set: union(sets) }, ...others] : others
  const [only = never] = distinct
  const whole: PatternNode = distinct.length > 1 ? { kind: 'choice', branches: distinct } : only
  return flat.some(isEmpty) ? repeat(whole, 0, 1) : whole
}

export function repeat(of: PatternNode, min: number, max: number): PatternNode {
  if (max === 0 || isEmpty(of)) return empty
  if (isNever(of)) return min === 0 ? empty : never
  if (min === 1 && max === 1) return of
  // What takes no character holds as often as it holds once.
  if (takesNothing(of)) return min === 0 ? empty : of
  if (of.kind === 'repeat' && leavesNoGap(of, min, max))
    return repeat(of.of, min === 0 ? 0 : min * of.min, times(max, of.max))
  return { kind: 'repeat', of, min, max }
}

/** Whether min to max times (x{a,b}) is x{min·a,max·b}: no count between may be out of reach, as 3 is for (x{2}){1,2}. */
function leavesNoGap(inner: { min: number; max: number }, min: number, max: number): boolean {
  return min === max || times(min, inner.max) + 1 >= (min + 1) * inner.min
}

/** Where infinity times zero is zero. */
function times(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : a * b
}

export function takesNothing(node: PatternNode): boolean {
  switch (node.kind) {
    case 'assertion':
      return true
    case 'set':
      return false
    case 'sequence':
      return node.items.every(takesNothing)
    case 'choice':
      return node.branches.every(takesNothing)
    case 'repeat':
      return takesNothing(node.of)
  }
}
