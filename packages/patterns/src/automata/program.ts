import { type CodePoints, sameCodePoints } from '../code-points/code-points.ts'
import { beginsAtTextStart } from '../syntax/optional-edges.ts'
import type { PatternNode } from '../syntax/pattern-node.ts'
import { Alphabet } from './alphabet.ts'
import { assertionNumbers, placesOf } from './place.ts'

/** Instructions of a program (Thompson's construction); `first` and `second` of each mean what stands here. */
export const operation = {
  /** Takes a letter of the set `first`, goes on at `second`. */
  set: 0,
  /** Goes on at `first` and at `second`. */
  fork: 1,
  /** Goes on at `second` where the assertion `first` holds. */
  assertion: 2,
  /** Takes letters of the counter `first`, and goes on at `second` when there were enough. */
  counter: 3,
  match: 4,
} as const

export type Counter = { members: Uint8Array; min: number; max: number }

export type Program = {
  readonly operations: Uint8Array
  readonly first: Int32Array
  readonly second: Int32Array
  readonly start: number
  /** A match begins at the text's start or nowhere. */
  readonly anchored: boolean
  readonly alphabet: Alphabet
  /** By set: 1 for each of its letters. */
  readonly members: readonly Uint8Array[]
  readonly counters: readonly Counter[]
}

const mostLetters = 4_000
/** From how many times on a set is counted rather than written out, where counters are allowed. */
const leastCounted = 4

/**
 * Translates a pattern. Repetitions with bounds are written out as often as they say; `counting`: those of a single set are counted
 * instead. Undefined when it takes more than `limit` instructions.
 */
export function buildProgram(node: PatternNode, limit: number, counting: boolean): Program | undefined {
  const builder = new ProgramBuilder(limit, counting)
  try {
    return builder.build(node)
  } catch (error) {
    if (error === tooLarge) return undefined
    throw error
  }
}

const tooLarge = new Error('The program is too large.')

class ProgramBuilder {
  readonly #limit: number
  readonly #counting: boolean
  readonly #operations: number[] = []
  readonly #first: number[] = []
  readonly #second: number[] = []
  readonly #sets: CodePoints[] = []
  readonly #counters: { set: number; min: number; max: number }[] = []

  constructor(limit: number, counting: boolean) {
    this.#limit = limit
    this.#counting = counting
  }

  build(node: PatternNode): Program {
    const start = this.#write(node, this.#add(operation.match, 0, 0))
    const alphabet = new Alphabet(this.#sets, this.#places())
    if (alphabet.size > mostLetters) throw tooLarge
    const members = this.#sets.map((set) => alphabet.membersOf(set))
    return {
      operations: Uint8Array.from(this.#operations),
      first: Int32Array.from(this.#first),
      second: Int32Array.from(this.#second),
      start,
      anchored: beginsAtTextStart(node),
      alphabet,
      members,
      counters: this.#counters.map(({ set, min, max }) => ({ members: members[set] as Uint8Array, min, max })),
    }
  }

  #places() {
    const used = new Set(this.#first.filter((_, at) => this.#operations[at] === operation.assertion))
    return [...used].flatMap((assertion) => [...placesOf(assertion)])
  }

  /** Writes a part of which it is known where it goes on, and says where it begins: the program is written from its end. */
  #write(node: PatternNode, next: number): number {
    switch (node.kind) {
      case 'set':
        return this.#add(operation.set, this.#setNumber(node.set), next)
      case 'assertion':
        return this.#add(operation.assertion, assertionNumbers[node.assertion], next)
      case 'sequence':
        return node.items.reduceRight((after, item) => this.#write(item, after), next)
      case 'choice':
        return node.branches
          .map((branch) => this.#write(branch, next))
          .reduce((a, b) => this.#add(operation.fork, a, b))
      case 'repeat':
        return this.#writeRepetition(node.of, node.min, node.max, next)
    }
  }

  #writeRepetition(of: PatternNode, min: number, max: number, next: number): number {
    const most = Number.isFinite(max) ? max : min
    if (this.#counting && of.kind === 'set' && most >= leastCounted) {
      this.#counters.push({ set: this.#setNumber(of.set), min, max })
      return this.#add(operation.counter, this.#counters.length - 1, next)
    }
    let at = next
    if (max === Number.POSITIVE_INFINITY) {
      const fork = this.#add(operation.fork, 0, next)
      const body = this.#write(of, fork)
      this.#first[fork] = body
      at = min === 0 ? fork : body
    } else {
      for (let times = min; times < max; times += 1) at = this.#add(operation.fork, this.#write(of, at), next)
    }
    const written = max === Number.POSITIVE_INFINITY ? 1 : 0
    for (let times = written; times < min; times += 1) at = this.#write(of, at)
    return at
  }

  #add(what: number, first: number, second: number): number {
    if (this.#operations.length >= this.#limit) throw tooLarge
    this.#operations.push(what)
    this.#first.push(first)
    this.#second.push(second)
    return this.#operations.length - 1
  }

  #setNumber(set: CodePoints): number {
    const found = this.#sets.findIndex((known) => sameCodePoints(known, set))
    return found >= 0 ? found : this.#sets.push(set) - 1
  }
}
