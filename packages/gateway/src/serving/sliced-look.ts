/** Requests wait no longer than this for a look that they do not concern. */
const sliceMs = 0.5
const atOnce = 32
/** Share of the thread that looks may take, however often they are asked for. */
const share = 0.2

/** Goes over many things a slice at a time, so that whatever else the thread serves goes on between. */
export class SlicedLook<T> {
  readonly #visit: (item: T) => void
  #asked: (() => Iterable<T>) | undefined
  #running = false
  #stopped = false
  #pause: NodeJS.Timeout | undefined

  constructor(visit: (item: T) => void) {
    this.#visit = visit
  }

  /** Each of `items` is visited after this: at once, or in a look of its own behind the one that runs. */
  ask(items: () => Iterable<T>): void {
    this.#asked = items
    if (!this.#running) this.#begin()
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#pause)
  }

  #begin(): void {
    const items = this.#asked
    if (items === undefined || this.#stopped) {
      this.#running = false
      return
    }
    this.#running = true
    this.#asked = undefined
    this.#slice(items()[Symbol.iterator](), 0)
  }

  #slice(items: Iterator<T>, before: number): void {
    const began = performance.now()
    let spent = 0
    for (let at = 1; spent < sliceMs && !this.#stopped; at += 1) {
      const { done, value } = items.next()
      if (done) {
        const tookMs = before + performance.now() - began
        // Longer than a turn only when there was much to look at.
        this.#pause = setTimeout(() => this.#begin(), tookMs < sliceMs ? 0 : (tookMs * (1 - share)) / share)
        this.#pause.unref()
        return
      }
      this.#visit(value)
      if (at % atOnce === 0) spent = performance.now() - began
    }
    if (!this.#stopped) setImmediate(() => this.#slice(items, before + spent))
  }
}
