import { isFieldValue, isToken, parseContentLength } from '../header-syntax.ts'
import { ChunkedDecoder } from './chunked-decoder.ts'

/** What a backend's answer becomes. Body views are only good during the call: the read buffer is used again. */
export type ResponseEvents = {
  onInformational(status: number, rawHeaders: string[]): void
  onHead(head: ResponseHead): void
  onBody(bytes: Buffer): void
  onEnd(): void
}

export type ResponseHead = {
  status: number
  reason: string
  /** Name, value alternating, as the backend wrote them. */
  rawHeaders: string[]
  /** Bytes of the body that follows; -1 = unknown until it ends. A HEAD or 304 answer keeps its Content-Length line. */
  length: number
  /** False when the connection must not carry another request. */
  reusable: boolean
}

export const responseLimits = { headBytes: 64 * 1024, fields: 256, informational: 32 }

const state = { head: 0, length: 1, chunked: 2, close: 3, done: 4, failed: 5 } as const

/**
 * Parser of one connection's answers, as strict as the request side: CRLF only, no obs-fold, no space before the colon, one valid
 * Content-Length, `chunked` alone as transfer coding, never both. What it does not understand is an error, since guessing where an
 * answer ends is how one client gets another's (RFC 9112 §6.3, §11.1).
 */
export class ResponseParser {
  readonly #events: ResponseEvents
  #state: number = state.done
  #isHead = false
  /** Head bytes of earlier chunks, when a head came in pieces. */
  #partial: Buffer | undefined
  #left = 0
  #informational = 0
  #started = false
  readonly #chunked: ChunkedDecoder

  constructor(events: ResponseEvents) {
    this.#events = events
    this.#chunked = new ChunkedDecoder((bytes) => events.onBody(bytes))
  }

  /** Before each request: `isHead` since the answer to HEAD has no body whatever its fields say. */
  expect(isHead: boolean): void {
    this.#state = state.head
    this.#isHead = isHead
    this.#partial = undefined
    this.#informational = 0
    this.#started = false
  }

  /** True once a byte of the expected answer was seen. */
  get started(): boolean {
    return this.#started
  }

  get finished(): boolean {
    return this.#state === state.done
  }

  /** Takes what the socket gave. Returns why the answer is not usable, or undefined. */
  push(chunk: Buffer): string | undefined {
    let at = 0
    this.#started = true
    while (at < chunk.length) {
      switch (this.#state) {
        case state.head: {
          const rest = at === 0 ? chunk : chunk.subarray(at)
          const before = this.#partial
          const bytes = before === undefined ? rest : Buffer.concat([before, rest])
          const end = bytes.indexOf('\r\n\r\n', before === undefined ? 0 : Math.max(0, before.length - 3), 'latin1')
          if (end === -1) {
            if (bytes.length > responseLimits.headBytes) return this.#fail('head too large')
            // A copy: the socket's read buffer will be overwritten.
            this.#partial = before === undefined ? Buffer.from(rest) : bytes
            return this.#checkStart(bytes)
          }
          if (end > responseLimits.headBytes) return this.#fail('head too large')
          at += end + 4 - (before?.length ?? 0)
          this.#partial = undefined
          const problem = this.#readHead(bytes.toString('latin1', 0, end + 2))
          if (problem !== undefined) return this.#fail(problem)
          break
        }
        case state.length: {
          const take = Math.min(this.#left, chunk.length - at)
          this.#events.onBody(take === chunk.length ? chunk : chunk.subarray(at, at + take))
          at += take
          this.#left -= take
          if (this.#left === 0) this.#finish()
          break
        }
        case state.chunked: {
          const used = this.#chunked.push(chunk, at)
          if (used === -1) return this.#fail(this.#chunked.problem)
          at = used
          if (this.#chunked.done) this.#finish()
          break
        }
        case state.close:
          this.#events.onBody(at === 0 ? chunk : chunk.subarray(at))
          return undefined
        default:
          return this.#fail('bytes behind the answer')
      }
    }
    return undefined
  }

  /** The socket ended. Returns why the answer is not whole, or undefined. */
  finish(): string | undefined {
    if (this.#state === state.close) {
      this.#finish()
      return undefined
    }
    return this.#state === state.done ? undefined : this.#fail('answer cut off')
  }

  #finish(): void {
    this.#state = state.done
    this.#events.onEnd()
  }

  #fail(problem: string): string {
    this.#state = state.failed
    return problem
  }

  /** Refuses what can never become a status line before the whole head is there. */
  #checkStart(bytes: Buffer): string | undefined {
    const start = 'HTTP/1.'
    const seen = bytes.toString('latin1', 0, Math.min(bytes.length, start.length))
    return start.startsWith(seen) ? undefined : this.#fail('not HTTP/1.x')
  }

  /** `text`: the head up to and with the last line's CRLF. */
  #readHead(text: string): string | undefined {
    const lineEnd = text.indexOf('\r\n')
    const minor = text.charCodeAt(7) - 48
    if (!text.startsWith('HTTP/1.') || (minor !== 0 && minor !== 1) || text.charCodeAt(8) !== 32)
      return 'bad status line'
    const status = Number(text.slice(9, 12))
    const separator = text.charCodeAt(12)
    if (!/^[1-9]\d\d$/.test(text.slice(9, 12)) || (separator !== 32 && lineEnd !== 12)) return 'bad status line'
    if (lineEnd < 12 || !isFieldValue(text, 12, lineEnd)) return 'bad status line'
    const fields = readFields(text, lineEnd + 2)
    if (typeof fields === 'string') return fields
    if (status < 200) return this.#readInformational(status, minor, fields.rawHeaders)

    const { contentLength, transferEncoding } = fields
    if (contentLength !== undefined && transferEncoding !== undefined) return 'Content-Length with Transfer-Encoding'
    if (transferEncoding !== undefined && minor === 0) return 'Transfer-Encoding in HTTP/1.0'
    const bodyless = this.#isHead || status === 204 || status === 304
    const kept = minor === 1 ? !fields.close : fields.keepAlive
    const length = bodyless ? 0 : transferEncoding !== undefined ? -1 : (contentLength ?? -1)
    const untilClose = !bodyless && transferEncoding === undefined && contentLength === undefined
    this.#left = length
    const reason = lineEnd > 13 ? text.slice(13, lineEnd) : ''
    if (length > 0) this.#state = state.length
    else if (transferEncoding !== undefined && !bodyless) {
      this.#chunked.begin()
      this.#state = state.chunked
    } else if (untilClose) this.#state = state.close
    this.#events.onHead({ status, reason, rawHeaders: fields.rawHeaders, length, reusable: kept && !untilClose })
    if (length === 0) this.#finish()
    return undefined
  }

  #readInformational(status: number, minor: number, rawHeaders: string[]): string | undefined {
    // Nothing that is sent asks for an upgrade, so a switch of protocols is not an answer to it.
    if (status === 101) return 'unexpected 101'
    if (minor === 0) return 'informational in HTTP/1.0'
    this.#informational += 1
    if (this.#informational > responseLimits.informational) return 'too many informational answers'
    this.#events.onInformational(status, rawHeaders)
    return undefined
  }
}

type Fields = {
  rawHeaders: string[]
  contentLength: number | undefined
  transferEncoding: string | undefined
  close: boolean
  keepAlive: boolean
}

/** Field lines of a head, or what is wrong with them. Field names are matched by length first: it is cheaper than folding each. */
function readFields(text: string, from: number): Fields | string {
  const rawHeaders: string[] = []
  const fields: Fields = {
    rawHeaders,
    contentLength: undefined,
    transferEncoding: undefined,
    close: false,
    keepAlive: false,
  }
  let at = from
  while (at < text.length) {
    const end = text.indexOf('\r\n', at)
    const colon = text.indexOf(':', at)
    // A line that begins with white space is obs-fold (RFC 9112 §5.2); the token rule refuses it, and a space before the colon.
    if (colon === -1 || colon > end || !isToken(text, at, colon)) return 'bad field name'
    let first = colon + 1
    while (first < end && isBlank(text.charCodeAt(first))) first += 1
    let last = end
    while (last > first && isBlank(text.charCodeAt(last - 1))) last -= 1
    if (!isFieldValue(text, first, last)) return 'bad field value'
    const name = text.slice(at, colon)
    const value = text.slice(first, last)
    rawHeaders.push(name, value)
    const problem = noteFraming(fields, name, value)
    if (problem !== undefined) return problem
    at = end + 2
  }
  return rawHeaders.length > responseLimits.fields * 2 ? 'too many fields' : fields
}

function noteFraming(fields: Fields, name: string, value: string): string | undefined {
  if (name.length === 14 && name.toLowerCase() === 'content-length') {
    const length = parseContentLength(value)
    if (length === undefined || fields.contentLength !== undefined) return 'bad Content-Length'
    fields.contentLength = length
  } else if (name.length === 17 && name.toLowerCase() === 'transfer-encoding') {
    if (fields.transferEncoding !== undefined || value.toLowerCase() !== 'chunked') return 'bad Transfer-Encoding'
    fields.transferEncoding = value
  } else if (name.length === 10 && name.toLowerCase() === 'connection') {
    const options = value.toLowerCase()
    if (/(^|[\s,])close([\s,]|$)/.test(options)) fields.close = true
    if (/(^|[\s,])keep-alive([\s,]|$)/.test(options)) fields.keepAlive = true
  }
  return undefined
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9
}
