import { type IncomingMessage, ServerResponse } from 'node:http'

/** What node:http keeps of an answer between head and body; private to it by name, unchanged for ten years, and tested here. */
type Internals = {
  _header: string
  _headerSent: boolean
  _hasBody: boolean
  _last: boolean
  _expect_continue?: boolean
  _sent100?: boolean
  chunkedEncoding: boolean
  finished: boolean
  outputData: unknown[]
  socket: { _hadError?: boolean; _httpMessage?: unknown } | null
  _send(data: string, encoding: 'latin1', callback: () => void): boolean
  _finish(): void
}

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
 * Writes an answer's head as text. `writeHead` looks at each field with regular expressions again and makes its own framing; here all
 * values come from the strict response parser or are our own, and whether the length is known is told. Half the cost of an answer.
 */
export class LeanResponse<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {
  /**
   * `fields`: names and values, framing included where `framed` (Content-Length stands in them, or there is no body). Otherwise the body
   * is chunked, or ends with the connection for HTTP/1.0.
   */
  sendHead(status: number, reason: string, fields: readonly string[], framed: boolean, dated: boolean): void {
    const inner = this as unknown as Internals
    this.statusCode = status
    this.statusMessage = reason
    let text = `HTTP/1.1 ${status} ${reason}\r\n`
    for (let i = 0; i < fields.length; i += 2) text += `${fields[i]}: ${fields[i + 1]}\r\n`
    if (!dated) text += currentDateLine()
    if (status === 204 || status === 304) inner._hasBody = false
    // A client that waits for 100 and gets a final status may or may not send its body: nobody knows where the next request begins.
    if (inner._expect_continue === true && inner._sent100 !== true) this.shouldKeepAlive = false
    if (!framed && inner._hasBody) {
      if (this.useChunkedEncodingByDefault) {
        inner.chunkedEncoding = true
        text += 'transfer-encoding: chunked\r\n'
      } else this.shouldKeepAlive = false
    }
    if (!this.shouldKeepAlive) {
      inner._last = true
      text += 'connection: close\r\n'
    } else if (this.req.httpVersionMinor === 0) text += 'connection: keep-alive\r\n'
    inner._header = `${text}\r\n`
    inner._headerSent = false
  }

  /** The whole framed body behind `sendHead`, in one write with it. What `end` does, without corking the socket for one piece. */
  endWith(body: string): void {
    const inner = this as unknown as Internals
    inner._send(inner._hasBody ? body : '', 'latin1', () => {
      if (inner.socket?._hadError !== true) this.emit('finish')
    })
    inner.finished = true
    if (inner.outputData.length === 0 && inner.socket?._httpMessage === this) inner._finish()
  }
}
