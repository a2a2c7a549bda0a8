import { narrowLimit } from './alphabet.ts'
import { type Holder, hold } from './memory.ts'
import { edge, holds, looksBackOnly } from './place.ts'
import { operation, type Program } from './program.ts'

/** Entries of the transition table that are no state. */
const unknown = -1
const rejected = -2
const matched = -3
const exhausted = -4

/** Bounds of what one automaton remembers. */
const mostStates = 1_000
const mostEntries = 1 << 16
/** Work that may be spent on new states in advance of the characters that pay for it: about a fifth of a millisecond. */
const mostCredit = 20_000

type State = {
  /** What was reached, ascending; assertions among them wait for the next letter. */
  instructions: Uint16Array
  /** The kind of the letter before, where an assertion waits. */
  before: number
}

/**
 * The deterministic automaton of a program, built while it runs: a state is the set of instructions at which the program may be. A text
 * costs one look into a table per character where the states are known. New states are paid for by characters (one unit of work each),
 * so that a text which meets new states all the time costs no more than twice: then `test` gives up, and the caller asks the other
 * automaton. States are forgotten when there are too many.
 */
export class LazyAutomaton {
  readonly #program: Program
  readonly #holder: Holder
  readonly #width: number
  /** Next states by state and letter; a state is named by where its row begins. */
  #next = new Int32Array(0)
  #states: State[] = []
  readonly #byKey = new Map<string, number>()
  #start = unknown
  /** How often all states were forgotten. */
  #generation = 0
  #credit = mostCredit
  /** Instructions of the state that is being made, each once. */
  readonly #reached: Uint16Array
  #count = 0
  readonly #marks: Uint32Array
  #mark = 0
  readonly #stack: number[] = []

  /** The program has no counters and fewer than 65,536 instructions. */
  constructor(program: Program, holder: Holder) {
    this.#program = program
    this.#holder = holder
    this.#width = program.alphabet.size
    this.#reached = new Uint16Array(program.operations.length)
    this.#marks = new Uint32Array(program.operations.length)
  }

  /** Whether the pattern matches somewhere in the text; undefined when too many new states would be needed to tell. */
  test(text: string): boolean | undefined {
    if (this.#start === unknown) this.#begin()
    if (this.#start === matched) return true
    this.#credit = Math.min(mostCredit, this.#credit + text.length)
    const { alphabet } = this.#program
    const { narrow } = alphabet
    let next = this.#next
    let state = this.#start
    const end = text.length
    for (let at = 0; at <= end; at += 1) {
      let letter: number
      if (at === end) letter = alphabet.end
      else {
        const unit = text.charCodeAt(at)
        if (unit < narrowLimit) letter = narrow[unit] as number
        else if ((unit & 0xfc00) !== 0xd800) letter = alphabet.letterOf(unit)
        else {
          const point = text.codePointAt(at) as number
          if (point > 0xffff) at += 1
          letter = alphabet.letterOf(point)
        }
      }
      let to = next[state + letter] as number
      if (to < 0) {
        if (to === unknown) {
          to = this.#advance(state, letter)
          next = this.#next
        }
        if (to < 0) return to === exhausted ? undefined : to === matched
      }
      state = to
    }
    return false
  }

  #begin(): void {
    this.#clear()
    this.#follow(this.#program.start, edge)
    this.#start = this.#intern(edge)
  }

  /** Makes the state that follows by one letter, and remembers it. */
  #advance(from: number, letter: number): number {
    if (this.#credit < 0) return exhausted
    const { operations, first, second, members, alphabet, start, anchored } = this.#program
    const state = this.#states[from / this.#width] as State
    const generation = this.#generation
    const after = alphabet.kinds[letter] as number
    const here = this.#passing(state, after)
    this.#credit -= 16 + 2 * here.length
    this.#clear()
    let to = letter === alphabet.end ? rejected : unknown
    for (const at of here) {
      if (operations[at] === operation.match) to = matched
      else if (to === unknown && operations[at] === operation.set && members[first[at] as number]?.[letter] === 1)
        this.#follow(second[at] as number, after)
    }
    if (to === unknown) {
      if (!anchored) this.#follow(start, after)
      // With nothing reached a match may still begin later, where a line does.
      to = anchored && this.#count === 0 ? rejected : this.#intern(after)
    }
    // Making the state may have made the others be forgotten.
    if (generation === this.#generation) this.#next[from + letter] = to
    return to
  }

  /** The state's instructions with those behind assertions that hold, now that the next letter is known. */
  #passing(state: State, after: number): Uint16Array {
    const { operations, first, second } = this.#program
    const waiting = (at: number) => operations[at] === operation.assertion
    if (!state.instructions.some(waiting)) return state.instructions
    this.#clear()
    for (const at of state.instructions) {
      if (!waiting(at)) this.#reach(at)
      else if (holds(first[at] as number, state.before, after)) this.#follow(second[at] as number, state.before, after)
    }
    return this.#reached.slice(0, this.#count)
  }

  /**
   * Adds what is reached from an instruction without a character. Assertions that ask for what comes wait for it, unless `after`, the
   * kind of the next letter, is given.
   */
  #follow(from: number, before: number, after?: number): void {
    const { operations, first, second } = this.#program
    const stack = this.#stack
    stack.push(from)
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      if (this.#marks[at] === this.#mark) continue
      const what = operations[at]
      if (what === operation.fork) {
        this.#marks[at] = this.#mark
        stack.push(second[at] as number, first[at] as number)
      } else if (what !== operation.assertion) this.#reach(at)
      else {
        const assertion = first[at] as number
        if (after === undefined && !looksBackOnly(assertion)) this.#reach(at)
        else {
          this.#marks[at] = this.#mark
          if (holds(assertion, before, after ?? 0)) stack.push(second[at] as number)
        }
      }
      this.#credit -= 1
    }
  }

  #reach(at: number): void {
    if (this.#marks[at] === this.#mark) return
    this.#marks[at] = this.#mark
    this.#reached[this.#count] = at
    this.#count += 1
  }

  #clear(): void {
    this.#count = 0
    if (this.#mark === 0xffffffff) this.#marks.fill(0)
    this.#mark = this.#mark === 0xffffffff ? 1 : this.#mark + 1
  }

  /** The state of what was reached; `matched` as soon as nothing more is needed for a match. */
  #intern(before: number): number {
    const { operations } = this.#program
    const instructions = this.#reached.slice(0, this.#count).sort()
    let waits = false
    for (const at of instructions) {
      if (operations[at] === operation.match) return matched
      if (operations[at] === operation.assertion) waits = true
    }
    const known = waits ? before : 0
    const key = String.fromCharCode(known, ...instructions)
    const found = this.#byKey.get(key)
    if (found !== undefined) return found
    this.#makeRoom()
    const state = this.#states.length * this.#width
    this.#states.push({ instructions, before: known })
    this.#byKey.set(key, state)
    hold(this.#holder, instructions.length)
    return state
  }

  /** Room for one more row. */
  #makeRoom(): void {
    if ((this.#states.length + 1) * this.#width <= this.#next.length) return
    const most = Math.min(mostStates, Math.max(4, Math.floor(mostEntries / this.#width)))
    if (this.#states.length >= most) this.#forget()
    const rows = Math.min(most, Math.max(8, this.#states.length * 2))
    const wider = new Int32Array(rows * this.#width).fill(unknown, this.#next.length)
    wider.set(this.#next)
    hold(this.#holder, wider.length - this.#next.length)
    this.#next = wider
  }

  #forget(): void {
    this.#next = new Int32Array(0)
    this.#states = []
    this.#byKey.clear()
    this.#start = unknown
    this.#generation += 1
  }
}
