import type { ClientRequest } from './client-sides.ts'

const empty = Buffer.alloc(0)

/**
 * Reads a whole body of at most `most` bytes, then calls back once: with the bytes, or undefined when there are more. When the client
 * goes away nothing is called: the exchange ends by its connection's close.
 */
export function collectBody(
  request: ClientRequest,
  length: number | 'chunked',
  most: number,
  done: (bytes: Buffer | undefined) => void,
): void {
  if (length === 0) done(empty)
  else request.read(new BodyCollector(most, done))
}

class BodyCollector {
  readonly #most: number
  readonly #done: (bytes: Buffer | undefined) => void
  #first: Buffer | undefined = undefined
  #more: Buffer[] | undefined = undefined
  #bytes = 0

  constructor(most: number, done: (bytes: Buffer | undefined) => void) {
    this.#most = most
    this.#done = done
  }

  data(chunk: Buffer): boolean {
    const before = this.#bytes
    if (before > this.#most) return true
    this.#bytes += chunk.length
    if (this.#bytes > this.#most) {
      this.#first = undefined
      this.#more = undefined
      this.#done(undefined)
    } else if (this.#first === undefined) this.#first = chunk
    else {
      this.#more ??= [this.#first]
      this.#more.push(chunk)
    }
    return true
  }

  end(): void {
    if (this.#bytes > this.#most) return
    this.#done(this.#more === undefined ? (this.#first ?? empty) : Buffer.concat(this.#more, this.#bytes))
  }
}
