import type { ProblemCode } from '@gatehouse/contracts/problems'
import type { OngoingCall } from './fallen-streams.ts'

/** One request on a connection, from its head to its record. */
export type ServedExchange = {
  /** Index among the active ones; kept by ActiveExchanges. */
  place: number
  begin(): void
  clientGone(): void
  /** The parser met something that is no HTTP; false when nothing can be answered any more. */
  malformed(code: ProblemCode): boolean
  interim(nowMs: number): void
  /** Set while a call that was let in goes on. */
  readonly ongoing: OngoingCall | undefined
}

/**
 * The requests being served, in no order but one: those that are watched (FallenStreams) stand before all others, so that few are gone over
 * where many streams are open. Not a Set: each time a Set's table is made anew the old one keeps what it held and points to the next, and
 * once such a table is in the old generation every request after it lives until the next full collection.
 */
export class ActiveExchanges {
  readonly #list: ServedExchange[] = []
  #watched = 0

  get size(): number {
    return this.#list.length
  }

  add(exchange: ServedExchange): void {
    exchange.place = this.#list.length
    this.#list.push(exchange)
  }

  /** False when it is not (any more) among them. */
  remove(exchange: ServedExchange): boolean {
    let hole = exchange.place
    if (hole === -1) return false
    if (hole < this.#watched) {
      this.#watched -= 1
      this.#put(this.#list[this.#watched] as ServedExchange, hole)
      hole = this.#watched
    }
    const last = this.#list.pop() as ServedExchange
    if (hole < this.#list.length) this.#put(last, hole)
    exchange.place = -1
    return true
  }

  /** From here on it is not among `unwatched()`. */
  watch(exchange: ServedExchange): void {
    if (exchange.place < this.#watched) return
    this.#put(this.#list[this.#watched] as ServedExchange, exchange.place)
    this.#put(exchange, this.#watched)
    this.#watched += 1
  }

  #put(exchange: ServedExchange, place: number): void {
    this.#list[place] = exchange
    exchange.place = place
  }

  /** Those that nobody watches, as of now. */
  unwatched(): readonly ServedExchange[] {
    return this.#list.slice(this.#watched)
  }

  [Symbol.iterator](): Iterator<ServedExchange> {
    return [...this.#list][Symbol.iterator]()
  }
}
