import type { Exchange } from './exchange.ts'

/**
 * The requests being served, in no order. Not a Set: each time a Set's table is made anew the old one keeps what it held and points to
 * the next, and once such a table is in the old generation every request after it lives until the next full collection.
 */
export class ActiveExchanges {
  readonly #list: Exchange[] = []

  get size(): number {
    return this.#list.length
  }

  add(exchange: Exchange): void {
    exchange.place = this.#list.length
    this.#list.push(exchange)
  }

  /** False when it is not (any more) among them. */
  remove(exchange: Exchange): boolean {
    const place = exchange.place
    if (place === -1) return false
    exchange.place = -1
    const last = this.#list.pop() as Exchange
    if (last !== exchange) {
      this.#list[place] = last
      last.place = place
    }
    return true
  }

  [Symbol.iterator](): Iterator<Exchange> {
    return [...this.#list][Symbol.iterator]()
  }
}
