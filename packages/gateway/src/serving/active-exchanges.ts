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
 * The requests being served, in no order. Not a Set: each time a Set's table is made anew the old one keeps what it held and points to
 * the next, and once such a table is in the old generation every request after it lives until the next full collection.
 */
export class ActiveExchanges {
  readonly #list: ServedExchange[] = []

  get size(): number {
    return this.#list.length
  }

  add(exchange: ServedExchange): void {
    exchange.place = this.#list.length
    this.#list.push(exchange)
  }

  /** False when it is not (any more) among them. */
  remove(exchange: ServedExchange): boolean {
    const place = exchange.place
    if (place === -1) return false
    exchange.place = -1
    const last = this.#list.pop() as ServedExchange
    if (last !== exchange) {
      this.#list[place] = last
      last.place = place
    }
    return true
  }

  [Symbol.iterator](): Iterator<ServedExchange> {
    return [...this.#list][Symbol.iterator]()
  }
}
