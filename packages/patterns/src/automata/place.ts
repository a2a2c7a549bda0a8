import type { CodePoints } from '../code-points/code-points.ts'
import { foldedWordCharacters, lineEnds, wordCharacters } from '../code-points/named-sets.ts'
import type { Assertion } from '../syntax/pattern-node.ts'

/** What is known of one side of a place between two characters: the text's edge, or the kind of the character there. */
export const edge = 1
export const lineEnd = 2
export const word = 4
export const foldedWord = 8

/** Numbers of assertions in programs. */
export const assertionNumbers: Readonly<Record<Assertion, number>> = {
  'text-start': 0,
  'text-end': 1,
  'line-start': 2,
  'line-end': 3,
  boundary: 4,
  'no-boundary': 5,
  'folded-boundary': 6,
  'no-folded-boundary': 7,
}

export function holds(assertion: number, before: number, after: number): boolean {
  switch (assertion) {
    case 0:
      return (before & edge) !== 0
    case 1:
      return (after & edge) !== 0
    case 2:
      return (before & (edge | lineEnd)) !== 0
    case 3:
      return (after & (edge | lineEnd)) !== 0
    case 4:
      return ((before ^ after) & word) !== 0
    case 5:
      return ((before ^ after) & word) === 0
    case 6:
      return ((before ^ after) & foldedWord) !== 0
    default:
      return ((before ^ after) & foldedWord) === 0
  }
}

/** Whether what stands before the place decides it alone. */
export function looksBackOnly(assertion: number): boolean {
  return assertion === 0 || assertion === 2
}

/** The characters that an assertion tells from others, and what they say of a place. */
export function placesOf(assertion: number): readonly (readonly [set: CodePoints, kind: number])[] {
  if (assertion < 2) return []
  if (assertion < 4) return [[lineEnds, lineEnd]]
  return assertion < 6 ? [[wordCharacters, word]] : [[foldedWordCharacters, foldedWord]]
}
