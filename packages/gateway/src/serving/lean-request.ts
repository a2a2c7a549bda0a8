import type { Socket } from 'node:net'

/** Takes a body as it comes. `data` answers false to be given no more until `resume`. */
export type BodyReader = {
  data(chunk: Buffer): boolean
  /** The body is whole; not called when the client went away. */
  end(): void
}

/** Held for a reader that is not there yet or has enough; beyond it the client's connection is not read. */
const mostHeldBytes = 64 * 1024
const none: string[] = []

/**
 * A request as node:http's parser fills it in (`lib/_http_common.js`: the members that it sets and the three methods that it calls).
 * node's own is a stream with an emitter and two states of its own; nobody here reads one, and it cost more than the decision.
 */
export class LeanRequest {
  readonly socket: Socket
  httpVersionMajor = 1
  httpVersionMinor = 1
  httpVersion = '1.1'
  joinDuplicateHeaders = false
  url = ''
  method = ''
  upgrade = false
  rawHeaders: string[] = none
  /** The parser has seen the end of the message. */
  complete = false
  /** Nobody wants the rest of the body; the parser asks this before it calls `push`. */
  _dumped = false
  /** The client's address, of the connection. */
  peer = ''
  #reader: BodyReader | undefined = undefined
  #held: Buffer[] | undefined = undefined
  #heldBytes = 0
  #paused = false
  #ended = false

  constructor(socket: Socket) {
    this.socket = socket
  }

  /** Called by the parser with the fields, and again with the trailers, which stay behind. */
  _addHeaderLines(fields: string[]): void {
    if (!this.complete) this.rawHeaders = fields
  }

  /** Called by the parser with each piece of the body (a copy) and with null at its end. False: read no more of the socket. */
  push(chunk: Buffer | null): boolean {
    if (this._dumped) return true
    const reader = this.#reader
    if (chunk === null) {
      if (reader === undefined || this.#paused) this.#ended = true
      else this.#end(reader)
      return true
    }
    if (reader !== undefined && !this.#paused) {
      this.#paused = !reader.data(chunk)
      return !this.#paused
    }
    this.#held ??= []
    this.#held.push(chunk)
    this.#heldBytes += chunk.length
    return this.#heldBytes < mostHeldBytes && !this.#paused
  }

  /** Gives the body to `reader`, first what was held. */
  read(reader: BodyReader): void {
    this.#reader = reader
    this.#deliver()
  }

  resume(): void {
    if (!this.#paused) return
    this.#paused = false
    this.#deliver()
  }

  /** What is left of the body is read and dropped. */
  dump(): void {
    if (this._dumped) return
    this._dumped = true
    this.#reader = undefined
    if (this.#held === undefined && !this.#paused) return
    this.#held = undefined
    this.socket.resume()
  }

  #deliver(): void {
    const held = this.#held
    const reader = this.#reader
    if (held !== undefined) {
      while (held.length > 0 && !this.#paused && this.#reader === reader && reader !== undefined) {
        const chunk = held.shift() as Buffer
        this.#heldBytes -= chunk.length
        this.#paused = !reader.data(chunk)
      }
      if (held.length > 0 || this.#paused) return
      this.#held = undefined
    }
    if (this.#reader === undefined || this.#paused) return
    if (this.#ended) this.#end(this.#reader)
    else if (!this.complete) this.socket.resume()
  }

  #end(reader: BodyReader): void {
    this.#reader = undefined
    this.#ended = true
    reader.end()
  }
}
