import type { Socket } from 'node:net'
import { plainAddress } from '../listener/client-address.ts'
import type { ServedExchange } from './active-exchanges.ts'
import type { LeanRequest } from './lean-request.ts'
import { LeanResponse } from './lean-response.ts'
import type { ServingThread } from './serving-thread.ts'

/**
 * What node:http keeps at a connection's socket: its parser, whose `onIncoming` is told of each head, and the answer that is being
 * written. Not in the documentation, unchanged since Node 0.12; `attach` refuses to serve where it is not as known.
 */
export type HttpSocket = Socket & {
  parser?: {
    onIncoming?: ((request: LeanRequest, keepAlive: boolean) => number) | null
    pause(): void
    resume(): void
  } | null
  _httpMessage?: LeanResponse | null
  _paused?: boolean
}

/** Tells the parser that no HTTP follows on the connection; node:http then raises `connect`. */
const noBody = 2

/**
 * One client's connection: takes the parser's requests one after the other, so that answers go out in order. What is pipelined behind a
 * request waits in the parser, and no more is read.
 */
export class ClientConnection {
  readonly #thread: ServingThread
  readonly #socket: HttpSocket
  readonly #peer: string
  #exchange: ServedExchange | undefined
  #request: LeanRequest | undefined
  #waiting: { request: LeanRequest; keepAlive: boolean }[] = []
  #last = false

  constructor(thread: ServingThread, socket: HttpSocket) {
    this.#thread = thread
    this.#socket = socket
    this.#peer = plainAddress(socket.remoteAddress)
    socket.on('drain', () => {
      socket._httpMessage?.onDrain()
      if (this.#waiting.length > 0) process.nextTick(this.#startWaiting)
    })
    socket.on('close', () => {
      this.#waiting = []
      this.#exchange?.clientGone()
    })
  }

  /** Takes the place of what node:http does with a request's head: its streams, its queue of answers, its timers. */
  attach(): boolean {
    const { parser } = this.#socket
    if (typeof parser?.onIncoming !== 'function') return false
    parser.onIncoming = (request, keepAlive) => this.#onIncoming(request, keepAlive)
    return true
  }

  get busy(): boolean {
    return this.#exchange !== undefined || this.#waiting.length > 0
  }

  /** The parser met something that is no HTTP. False when nothing can be answered any more. */
  malformed(code: Parameters<ServedExchange['malformed']>[0]): boolean {
    this.#waiting = []
    return this.#exchange?.malformed(code) ?? false
  }

  #onIncoming(request: LeanRequest, keepAlive: boolean): number {
    if (request.upgrade) {
      // Upgrades are not taken: such a request is an ordinary one (RFC 9110 §7.8).
      request.upgrade = request.method === 'CONNECT'
      if (request.upgrade) return noBody
    }
    request.peer = this.#peer
    const socket = this.#socket
    if (this.#exchange === undefined && this.#waiting.length === 0 && !socket.writableNeedDrain && !this.#last) {
      this.#start(request, keepAlive)
      return 0
    }
    this.#waiting.push({ request, keepAlive })
    if (socket._paused !== true) {
      // node:http pauses the parser behind the bytes that it has in hand.
      socket._paused = true
      socket.pause()
    }
    return 0
  }

  #start(request: LeanRequest, keepAlive: boolean): void {
    const response = new LeanResponse(request, keepAlive, this.#answered)
    this.#socket._httpMessage = response
    this.#request = request
    const exchange = this.#thread.start(request, response)
    this.#exchange = exchange
    exchange.begin()
  }

  readonly #answered = (response: LeanResponse): void => {
    const socket = this.#socket
    this.#request?.dump()
    this.#request = undefined
    this.#exchange = undefined
    socket._httpMessage = null
    if (!response.shouldKeepAlive) {
      this.#last = true
      this.#waiting = []
      socket.destroySoon()
    } else if (this.#waiting.length > 0 || socket._paused === true) process.nextTick(this.#startWaiting)
  }

  /** On a tick of its own: a row of refused requests must not become a stack of calls. */
  readonly #startWaiting = (): void => {
    const socket = this.#socket
    if (this.#exchange !== undefined || this.#last || socket.writableNeedDrain || socket.destroyed) return
    const next = this.#waiting.shift()
    // The last that waits may still lack its body: it must be read on.
    if (this.#waiting.length === 0 && socket._paused === true) {
      socket._paused = false
      socket.parser?.resume()
      socket.resume()
    }
    if (next !== undefined) this.#start(next.request, next.keepAlive)
  }
}
