import { type CodePoints, lastCodePoint, rangesOf } from '../code-points/code-points.ts'
import { edge } from './place.ts'

/** Code points below this are looked up in a table. */
export const narrowLimit = 256

/**
 * The letters of an automaton: code points that no set of the pattern tells apart are one letter, so that its tables have some columns
 * instead of a million. The last letter is the text's end.
 */
export class Alphabet {
  readonly size: number
  readonly end: number
  readonly narrow: Uint16Array
  /** What each letter says of the place before and after it (place.ts). */
  readonly kinds: Uint8Array
  /** First code points of ranges, ascending, and their letters. */
  readonly #starts: Uint32Array
  readonly #letters: Uint16Array
  /** The range found last: neighbouring characters are mostly of one script. */
  #from = 1
  #below = 0
  #found = 0

  /** `places`: sets that assertions ask for, with what they say of a place. */
  constructor(sets: readonly CodePoints[], places: readonly (readonly [set: CodePoints, kind: number])[]) {
    const { starts, letters, count } = partition([...sets, ...places.map(([set]) => set)])
    this.#starts = starts
    this.#letters = letters
    this.end = count
    this.size = count + 1
    this.narrow = Uint16Array.from({ length: narrowLimit }, (_, point) => this.#search(point))
    this.kinds = new Uint8Array(this.size)
    this.kinds[this.end] = edge
    for (const [set, kind] of places)
      this.membersOf(set).forEach((member, letter) => {
        if (member === 1) this.kinds[letter] = (this.kinds[letter] as number) | kind
      })
  }

  letterOf(point: number): number {
    return point >= this.#from && point < this.#below ? this.#found : this.#search(point)
  }

  /** 1 for each letter of the set, which is one of those that the alphabet was made of. */
  membersOf(set: CodePoints): Uint8Array {
    const members = new Uint8Array(this.size)
    for (const [first, last] of rangesOf(set)) {
      let at = this.#rangeOf(first)
      for (; at < this.#starts.length && (this.#starts[at] as number) <= last; at += 1)
        members[this.#letters[at] as number] = 1
    }
    return members
  }

  #search(point: number): number {
    const at = this.#rangeOf(point)
    this.#from = this.#starts[at] as number
    this.#below = this.#starts[at + 1] ?? lastCodePoint + 1
    this.#found = this.#letters[at] as number
    return this.#found
  }

  #rangeOf(point: number): number {
    let [low, high] = [0, this.#starts.length - 1]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#starts[middle] as number) <= point) low = middle
      else high = middle - 1
    }
    return low
  }
}

/** Cuts the code points where a set begins or ends; pieces that are in the same sets get the same letter. */
function partition(sets: readonly CodePoints[]): { starts: Uint32Array; letters: Uint16Array; count: number } {
  const cuts = new Set([0])
  for (const set of sets)
    for (const [first, last] of rangesOf(set)) {
      cuts.add(first)
      if (last < lastCodePoint) cuts.add(last + 1)
    }
  const starts = Uint32Array.from(cuts).sort()
  const letters = new Uint16Array(starts.length)
  let count = 1
  for (const set of sets) {
    // Each set divides every letter into those inside and those outside.
    const renamed = new Map<number, number>()
    let range = 0
    for (let at = 0; at < starts.length; at += 1) {
      const start = starts[at] as number
      while (range < set.length && (set[range + 1] as number) < start) range += 2
      const inside = range < set.length && start >= (set[range] as number)
      const key = (letters[at] as number) * 2 + (inside ? 1 : 0)
      const letter = renamed.get(key) ?? renamed.size
      renamed.set(key, letter)
      letters[at] = letter
    }
    count = renamed.size
  }
  return { starts, letters, count }
}
