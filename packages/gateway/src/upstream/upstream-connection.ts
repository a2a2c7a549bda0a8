import type { Socket } from 'node:net'
import { ResponseParser } from './response-parser.ts'
import type { UpstreamCall, UpstreamFailure, UpstreamLine } from './upstream-call.ts'

/** What a connection tells its pool. */
export type ConnectionOwner = {
  released(connection: UpstreamConnection): void
  closed(connection: UpstreamConnection): void
  /** A kept connection was already closed by the backend: send the call once more on a fresh one. */
  again(call: UpstreamCall): void
}

/** Between two reads of an answer's body, and for a request body that the backend does not take. */
const bodyIdleMs = 300_000
const idleMs = 25_000
/** A body of at most so many bytes goes out in one write with its head. */
const oneWriteBytes = 16 * 1024

/**
 * One connection to a backend: carries one call at a time. Deadlines are judged by the pool's sweep, so no timer is made per request.
 */
export class UpstreamConnection implements UpstreamLine {
  readonly socket: Socket
  readonly #owner: ConnectionOwner
  readonly #parser: ResponseParser
  #call: UpstreamCall | undefined
  #ended = false
  #reusable = true
  #bodyDone = true
  #paused = false
  #served = 0
  #closed = false
  #opened = false
  #keepMs = idleMs
  /** performance.now() at which the present wait is over; Infinity for none. */
  deadline = Number.POSITIVE_INFINITY
  readonly #born = performance.now()

  constructor(socket: Socket, owner: ConnectionOwner) {
    this.socket = socket
    this.#owner = owner
    this.#parser = new ResponseParser({
      onInformational: (status, rawHeaders) => this.#call?.onInformational(status, rawHeaders),
      onHead: (head) => {
        this.#reusable = head.reusable
        const hint = keepAliveHint(head.rawHeaders)
        if (hint !== undefined) this.#keepMs = Math.min(idleMs, Math.max(0, hint * 1000 - 1000))
        this.#call?.onHead(head)
      },
      onBody: (bytes) => this.#call?.onBody(bytes),
      onEnd: () => {
        this.#ended = true
        this.#call?.onEnd()
      },
    })
    socket.on('drain', () => this.#call?.onDrain())
    socket.on('end', () => this.#onSocketEnd())
    socket.on('error', (error: NodeJS.ErrnoException) => this.#lost(error.code ?? error.message))
    socket.on('close', () => this.#lost('closed'))
  }

  get idle(): boolean {
    return this.#call === undefined
  }

  /** Gives the connection its first or next call. Before it is open the call waits for `opened`. */
  start(call: UpstreamCall): void {
    this.#call = call
    call.line = this
    this.#ended = false
    if (this.#opened) this.#send(call)
    else this.deadline = this.#born + call.connectTimeoutMs
  }

  /** The socket is connected and its address was found allowed. */
  opened(): void {
    this.#opened = true
    const call = this.#call
    if (call === undefined) return
    call.connectUs = Math.round((performance.now() - this.#born) * 1000)
    this.#send(call)
  }

  #send(call: UpstreamCall): void {
    this.#parser.expect(call.isHead)
    this.deadline = performance.now() + call.firstByteTimeoutMs
    const body = call.requestBody
    this.#bodyDone = body !== 'stream'
    if (Buffer.isBuffer(body) && body.length <= oneWriteBytes) {
      // As one text of bytes: cheaper than a vector of two buffers.
      this.socket.write(call.requestHead + body.toString('latin1'), 'latin1')
    } else if (Buffer.isBuffer(body)) {
      this.socket.cork()
      this.socket.write(call.requestHead, 'latin1')
      this.socket.write(body)
      this.socket.uncork()
    } else {
      this.socket.write(call.requestHead, 'latin1')
    }
    call.onOpen(this)
  }

  write(bytes: Buffer | string): boolean {
    if (!this.#parser.started) this.deadline = performance.now() + (this.#call?.firstByteTimeoutMs ?? bodyIdleMs)
    return typeof bytes === 'string' ? this.socket.write(bytes, 'latin1') : this.socket.write(bytes)
  }

  endBody(): void {
    this.#bodyDone = true
    if (!this.#parser.started) this.deadline = performance.now() + (this.#call?.firstByteTimeoutMs ?? bodyIdleMs)
  }

  pause(): void {
    this.#paused = true
    this.deadline = Number.POSITIVE_INFINITY
    this.socket.pause()
  }

  resume(): void {
    if (!this.#paused) return
    this.#paused = false
    this.deadline = performance.now() + bodyIdleMs
    this.socket.resume()
  }

  /** One read of the socket. The view is overwritten by the next read of any connection of the thread. */
  onRead(bytes: Buffer): boolean {
    const call = this.#call
    const problem = this.#parser.push(bytes)
    if (problem !== undefined) {
      this.#fail({ kind: 'invalid', cause: problem })
      return false
    }
    if (call === undefined || this.#call !== call) return !this.#closed
    if (this.#ended) this.#finish(call)
    else {
      this.deadline = performance.now() + bodyIdleMs
      call.onFlush()
    }
    return !this.#paused && !this.#closed
  }

  #finish(call: UpstreamCall): void {
    this.#call = undefined
    call.line = undefined
    this.#served += 1
    this.#paused = false
    // A request that the backend answered before it had it all leaves the connection in an unknown place.
    const keep = this.#reusable && this.#bodyDone && !this.#closed
    if (keep) {
      this.deadline = performance.now() + this.#keepMs
      this.#owner.released(this)
    } else this.destroy()
    call.onFlush()
  }

  #onSocketEnd(): void {
    const call = this.#call
    if (call !== undefined && this.#parser.started && this.#parser.finish() === undefined && this.#ended)
      this.#finish(call)
    this.#lost('ended')
  }

  abort(): void {
    if (this.#call !== undefined) this.#call.line = undefined
    this.#call = undefined
    this.destroy()
  }

  expired(): void {
    const call = this.#call
    if (call === undefined) this.destroy()
    else if (!this.#opened) this.#fail({ kind: 'unreachable', cause: 'connect timeout' })
    else this.#fail({ kind: 'timeout', cause: this.#parser.started ? 'body idle' : 'first byte' })
  }

  refuse(cause: string): void {
    this.#fail({ kind: 'unreachable', cause })
  }

  #lost(cause: string): void {
    if (this.#closed && this.#call === undefined) return
    const call = this.#call
    if (call !== undefined && this.#served > 0 && !this.#parser.started && call.replayable) {
      this.#call = undefined
      call.line = undefined
      this.destroy()
      this.#owner.again(call)
      return
    }
    if (this.#parser.started && this.#opened) this.#fail({ kind: 'invalid', cause: `answer cut off: ${cause}` })
    else this.#fail({ kind: 'unreachable', cause })
  }

  #fail(failure: UpstreamFailure): void {
    const call = this.#call
    this.#call = undefined
    this.destroy()
    if (call === undefined) return
    call.line = undefined
    call.onFail(failure)
  }

  destroy(): void {
    if (this.#closed) return
    this.#closed = true
    this.deadline = Number.POSITIVE_INFINITY
    this.socket.destroy()
    this.#owner.closed(this)
  }
}

/** Seconds of `Keep-Alive: timeout=N`: leaving a little earlier than the backend avoids the race for the last request. */
function keepAliveHint(rawHeaders: readonly string[]): number | undefined {
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string
    if (name.length !== 10 || name.charCodeAt(4) !== 45 || name.toLowerCase() !== 'keep-alive') continue
    const match = /(?:^|[\s,])timeout=(\d{1,6})/i.exec(rawHeaders[i + 1] as string)
    return match ? Number(match[1]) : undefined
  }
  return undefined
}
