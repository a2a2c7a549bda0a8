/**
 * Numbers of one serving thread, shared with the supervisor: one writer each, doubles in shared memory, no messages per request.
 */
export const stat = {
  written: 0,
  served: 1,
  dropped: 2,
  inFlight: 3,
  connections: 4,
  refused: 5,
  backendErrors: 6,
  bytesIn: 7,
  bytesOut: 8,
  latencyUs: 9,
  diskFull: 10,
  swaps: 11,
} as const
/** Slot of a number: an index, since the hot path reads and writes several per request. */
export type Stat = (typeof stat)[keyof typeof stat]

const firstSecond = 16
/** Two minutes of seconds: the supervisor reads each second, so nothing is overwritten unread. */
const seconds = 120

export class ThreadStats {
  readonly buffer: SharedArrayBuffer
  readonly #values: Float64Array

  constructor(buffer = new SharedArrayBuffer((firstSecond + seconds * 2) * 8)) {
    this.buffer = buffer
    this.#values = new Float64Array(buffer)
  }

  get(slot: Stat): number {
    return this.#values[slot] as number
  }

  set(slot: Stat, value: number): void {
    this.#values[slot] = value
  }

  add(slot: Stat, value: number): void {
    this.#values[slot] = (this.#values[slot] as number) + value
  }

  /** One more finished request in `second` (since 1970). */
  countServed(second: number): void {
    this.add(stat.served, 1)
    const at = firstSecond + (second % seconds) * 2
    if (this.#values[at] !== second) {
      this.#values[at + 1] = 0
      this.#values[at] = second
    }
    this.#values[at + 1] = (this.#values[at + 1] as number) + 1
  }

  /** Finished requests of a second that is over. */
  servedIn(second: number): number {
    const at = firstSecond + (second % seconds) * 2
    return this.#values[at] === second ? (this.#values[at + 1] as number) : 0
  }
}
