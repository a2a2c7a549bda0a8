import { narrowLimit } from './alphabet.ts'
import { edge, holds } from './place.ts'
import { operation, type Program } from './program.ts'
import { RunCounters } from './run-counters.ts'

/** Where marks start again: they are compared as 32-bit numbers. */
const lastStep = 2 ** 31 - 2

/**
 * Runs a program step by step (Thompson's simulation): the set of places at which it may be moves on with each character, so a text costs
 * its length times the program's, whatever it holds. Counted repetitions of a set are one instruction (RunCounters).
 */
export class CountingAutomaton {
  readonly #program: Program
  /** Where the program goes on with the next character, each instruction once. */
  readonly #coming: Int32Array
  readonly #stack: Int32Array
  /** By instruction: the step in which it was visited, and in which it was put among the coming. */
  readonly #visits: Int32Array
  readonly #marks: Int32Array
  readonly #counters: RunCounters
  /** By counter: the instruction behind it. */
  readonly #exits: Int32Array
  /** Counters that are left in a step. */
  readonly #left: Int32Array
  /** Counts the steps of all texts, so that marks need no clearing. */
  #step = 0

  constructor(program: Program) {
    this.#program = program
    const { operations, first, second, counters } = program
    const size = operations.length
    this.#coming = new Int32Array(size)
    // An instruction is pushed once for each that leads to it, two at most from each.
    this.#stack = new Int32Array(3 * size + 1)
    this.#visits = new Int32Array(size)
    this.#marks = new Int32Array(size)
    this.#counters = new RunCounters(counters)
    this.#exits = new Int32Array(counters.length)
    this.#left = new Int32Array(counters.length)
    for (let at = 0; at < size; at += 1)
      if (operations[at] === operation.counter) this.#exits[first[at] as number] = second[at] as number
  }

  /** Whether the pattern matches somewhere in the text. */
  test(text: string): boolean {
    const { alphabet, anchored, start, operations, first, second, members, counters } = this.#program
    const { narrow, kinds } = alphabet
    const coming = this.#coming
    const stack = this.#stack
    const visits = this.#visits
    const marks = this.#marks
    const running = this.#counters
    const end = text.length
    if (this.#step + end > lastStep) this.#restart()
    running.stop()
    let step = this.#step
    let before: number = edge
    let count = 0
    for (let at = 0; at <= end; at += 1) {
      let letter = alphabet.end
      if (at < end) {
        const unit = text.charCodeAt(at)
        if (unit < narrowLimit) letter = narrow[unit] as number
        else {
          const point = text.codePointAt(at) as number
          if (point > 0xffff) at += 1
          letter = alphabet.letterOf(point)
        }
      }
      const after = kinds[letter] as number
      step += 1
      this.#step = step
      let height = 0
      for (; height < count; height += 1) stack[height] = coming[height] as number
      count = 0
      if (!anchored || before === edge) {
        stack[height] = start
        height += 1
      }
      while (height > 0) {
        height -= 1
        const instruction = stack[height] as number
        if (visits[instruction] === step) continue
        visits[instruction] = step
        const one = first[instruction] as number
        const other = second[instruction] as number
        const what = operations[instruction]
        if (what === operation.set) {
          if ((members[one] as Uint8Array)[letter] === 1 && marks[other] !== step) {
            marks[other] = step
            coming[count] = other
            count += 1
          }
        } else if (what === operation.fork) {
          stack[height] = other
          stack[height + 1] = one
          height += 2
        } else if (what === operation.assertion) {
          if (holds(one, before, after)) {
            stack[height] = other
            height += 1
          }
        } else if (what === operation.counter) {
          running.enter(one, step)
          if (counters[one]?.min === 0) {
            stack[height] = other
            height += 1
          }
        } else return true
      }
      if (running.running.length > 0) count = this.#takeCounted(letter, step, count)
      if (count === 0 && anchored && running.running.length === 0) return false
      before = after
    }
    return false
  }

  /** The letter at the counters: what is behind those that had enough comes next, too. */
  #takeCounted(letter: number, step: number, count: number): number {
    let known = count
    const leaving = this.#counters.take(letter, step, this.#left)
    for (let at = 0; at < leaving; at += 1) {
      const exit = this.#exits[this.#left[at] as number] as number
      if (this.#marks[exit] === step) continue
      this.#marks[exit] = step
      this.#coming[known] = exit
      known += 1
    }
    return known
  }

  #restart(): void {
    this.#step = 0
    this.#visits.fill(0)
    this.#marks.fill(0)
  }
}
