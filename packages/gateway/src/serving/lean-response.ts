import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { LeanRequest } from './lean-request.ts'

let dateSecond = 0
let dateLine = ''

function currentDateLine(): string {
  const now = Date.now()
  const second = Math.floor(now / 1000)
  if (second !== dateSecond) {
    dateSecond = second
    dateLine = `date: ${new Date(now).toUTCString()}\r\n`
  }
  return dateLine
}

/**
 * The answer to one request, written to the client's socket as text: all values come from the strict response parser or are our own, so
 * nothing is looked at twice. Its turn has come when it is made: answers of one connection follow each other.
 */
export class LeanResponse {
  readonly #socket: Socket
  readonly #request: LeanRequest
  readonly #done: (response: LeanResponse) => void
  /** False: the connection ends with this answer. */
  shouldKeepAlive: boolean
  /** The client waits for 100 before it sends its body. */
  expectsContinue = false
  /** All of it was given to the socket. Node's `closeIdleConnections` reads it too. */
  finished = false
  #head = ''
  #hasBody: boolean
  #chunked = false
  #drained: (() => void) | undefined = undefined

  constructor(request: LeanRequest, shouldKeepAlive: boolean, done: (response: LeanResponse) => void) {
    this.#socket = request.socket
    this.#request = request
    this.shouldKeepAlive = shouldKeepAlive
    this.#done = done
    this.#hasBody = request.method !== 'HEAD'
  }

  writeContinue(): void {
    if (this.#request.httpVersionMinor === 0) return
    this.expectsContinue = false
    this.#write('HTTP/1.1 100 Continue\r\n\r\n', 'latin1')
  }

  /** A 1xx answer before the real one. */
  writeInformation(status: number, fields: readonly string[]): void {
    let text = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n`
    for (let i = 0; i < fields.length; i += 2) text += `${fields[i]}: ${fields[i + 1]}\r\n`
    this.#write(`${text}\r\n`, 'latin1')
  }

  /**
   * `fields`: names and values, framing included where `framed` (Content-Length stands in them, or there is no body). Otherwise the body
   * is chunked, or ends with the connection for HTTP/1.0. Goes out with the first piece of the body, or with `end`.
   */
  sendHead(status: number, reason: string, fields: readonly string[], framed: boolean, dated: boolean): void {
    let text = `HTTP/1.1 ${status} ${reason}\r\n`
    for (let i = 0; i < fields.length; i += 2) text += `${fields[i]}: ${fields[i + 1]}\r\n`
    if (!dated) text += currentDateLine()
    if (status === 204 || status === 304) this.#hasBody = false
    const old = this.#request.httpVersionMinor === 0
    // A client that waits for 100 and gets a final status may or may not send its body: nobody knows where the next request begins.
    if (this.expectsContinue) this.shouldKeepAlive = false
    if (!framed && this.#hasBody) {
      if (old) this.shouldKeepAlive = false
      else {
        this.#chunked = true
        text += 'transfer-encoding: chunked\r\n'
      }
    }
    if (!this.shouldKeepAlive) text += 'connection: close\r\n'
    else if (old) text += 'connection: keep-alive\r\n'
    this.#head = `${text}\r\n`
  }

  /** A piece of the body. False: the client does not take more for now, see `whenDrained`. */
  write(bytes: Buffer): boolean {
    const socket = this.#socket
    if (!this.#hasBody || bytes.length === 0 || !socket.writable) return true
    const before = this.#chunked ? `${this.#takeHead()}${bytes.length.toString(16)}\r\n` : this.#takeHead()
    socket.cork()
    if (before !== '') socket.write(before, 'latin1')
    socket.write(bytes)
    if (this.#chunked) socket.write('\r\n', 'latin1')
    socket.uncork()
    return !socket.writableNeedDrain
  }

  /** Ends the answer; `body`: all of it, in UTF-8, where nothing was written before. */
  end(body = ''): void {
    const rest = this.#chunked ? '0\r\n\r\n' : this.#hasBody ? body : ''
    this.#finish(this.#takeHead() + rest, 'utf8')
  }

  /** Head and whole framed body in one write; each character of `body` is one byte. */
  endWith(body: string): void {
    this.#finish(this.#hasBody ? this.#takeHead() + body : this.#takeHead(), 'latin1')
  }

  /** Ends the connection in the middle of an answer: nothing else tells the client that it is not whole. */
  destroy(): void {
    this.#socket.destroy()
  }

  /** `drained` is called once, when the client takes more. */
  whenDrained(drained: () => void): void {
    this.#drained = drained
  }

  /** The socket's buffer is empty again. */
  onDrain(): void {
    const drained = this.#drained
    this.#drained = undefined
    drained?.()
  }

  #takeHead(): string {
    const head = this.#head
    this.#head = ''
    return head
  }

  #write(text: string, encoding: 'latin1' | 'utf8'): void {
    if (this.#socket.writable) this.#socket.write(text, encoding)
  }

  #finish(text: string, encoding: 'latin1' | 'utf8'): void {
    if (text !== '') this.#write(text, encoding)
    this.finished = true
    this.#done(this)
  }
}
