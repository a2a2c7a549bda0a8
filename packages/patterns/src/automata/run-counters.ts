import type { Counter } from './program.ts'

/**
 * The counted repetitions of one program while it runs. All runs through a counter go on or end with the same character, so it is enough to
 * know in which steps they entered: the oldest that is not over decides whether there were enough.
 */
export class RunCounters {
  /** Numbers of the counters with a run inside. */
  readonly running: number[] = []
  readonly #counters: readonly Counter[]
  /** By counter: steps in which runs entered, oldest first, from `heads` on. */
  readonly #entries: number[][]
  readonly #heads: Int32Array
  readonly #isRunning: Uint8Array

  constructor(counters: readonly Counter[]) {
    this.#counters = counters
    this.#entries = counters.map(() => [])
    this.#heads = new Int32Array(counters.length)
    this.#isRunning = new Uint8Array(counters.length)
  }

  /** A run begins before this step's character, at most one per step. Without an upper bound the oldest is as good as all. */
  enter(counter: number, step: number): void {
    if (this.#isRunning[counter] === 0) {
      this.#isRunning[counter] = 1
      this.running.push(counter)
    } else if (this.#counters[counter]?.max === Number.POSITIVE_INFINITY) return
    ;(this.#entries[counter] as number[]).push(step)
  }

  /** The step's character at each running counter; puts those into `left` that may be left behind it, and says how many. */
  take(letter: number, step: number, left: Int32Array): number {
    const running = this.running
    let [kept, leaving] = [0, 0]
    for (let at = 0; at < running.length; at += 1) {
      const counter = running[at] as number
      const { members, min, max } = this.#counters[counter] as Counter
      if (members[letter] === 0 || !this.#dropOver(counter, step - max + 1)) {
        this.#end(counter)
        continue
      }
      running[kept] = counter
      kept += 1
      const oldest = (this.#entries[counter] as number[])[this.#heads[counter] as number] as number
      if (step - oldest + 1 < min) continue
      left[leaving] = counter
      leaving += 1
    }
    running.length = kept
    return leaving
  }

  /** Drops the runs that entered before a step; false when none is left. */
  #dropOver(counter: number, before: number): boolean {
    const entries = this.#entries[counter] as number[]
    let head = this.#heads[counter] as number
    while (head < entries.length && (entries[head] as number) < before) head += 1
    // What is over goes when it is most of the list.
    if (head > 1_000 && head * 2 > entries.length) {
      entries.splice(0, head)
      head = 0
    }
    this.#heads[counter] = head
    return head < entries.length
  }

  stop(): void {
    for (const counter of this.running) this.#end(counter)
    this.running.length = 0
  }

  #end(counter: number): void {
    ;(this.#entries[counter] as number[]).length = 0
    this.#heads[counter] = 0
    this.#isRunning[counter] = 0
  }
}
