import { isUtf8 } from 'node:buffer'

/** One part of a multipart/form-data body (RFC 7578). */
export type MultipartPart = {
  name: string
  filename: string | undefined
  /** Lower-case names; `content-disposition` included. */
  headers: ReadonlyMap<string, string>
  content: Uint8Array
  /** From its delimiter to the next: what goes when the part goes. */
  start: number
  end: number
  contentStart: number
}

export type Multipart = { ok: true; parts: MultipartPart[] } | { ok: false; reason: string; beyond?: true }

const longestHeader = 8_192
const CRLF = Buffer.from('\r\n')
const headerLine = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/s

/** The boundary of a Content-Type header, or undefined (RFC 2046 §5.1.1). */
export function boundaryOf(header: string): string | undefined {
  const found = [...header.matchAll(/;[ \t]*boundary=(?:"([^"]*)"|([^;\s"]*))/gi)]
  // Two boundaries: servers differ in which one they take.
  if (found.length !== 1) return undefined
  const boundary = found[0]?.[1] ?? found[0]?.[2] ?? ''
  return /^[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]$/.test(boundary) ? boundary : undefined
}

/**
 * Parts of a body, at most `most`. Strict where readers differ: no text before the first delimiter or after the last, CRLF only, one
 * Content-Disposition with one name each, no transfer encoding (RFC 7578 §4.7).
 */
export function readMultipart(bytes: Uint8Array, boundary: string, most: number): Multipart {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const delimiter = Buffer.from(`\r\n--${boundary}`)
  if (!body.subarray(0, delimiter.length - 2).equals(delimiter.subarray(2)))
    return bad('It does not begin with its boundary.')
  const parts: MultipartPart[] = []
  let start = 0
  let at = delimiter.length - 2
  for (;;) {
    if (body[at] === 0x2d && body[at + 1] === 0x2d) {
      const rest = body.toString('latin1', at + 2)
      return /^[\r\n\t ]*$/.test(rest) ? { ok: true, parts } : bad('There is more after the last boundary.')
    }
    while (body[at] === 0x20 || body[at] === 0x09) at += 1
    if (body[at] !== 0x0d || body[at + 1] !== 0x0a) return bad('A boundary is not followed by a line break.')
    if (parts.length === most) return { ok: false, reason: `The body may have at most ${most} parts.`, beyond: true }
    const next = body.indexOf(delimiter, at)
    if (next < 0) return bad('The last boundary is missing.')
    const part = readPart(body, start, at, next)
    if (typeof part === 'string') return bad(part)
    parts.push(part)
    start = next + 2
    at = next + delimiter.length
  }
}

function bad(reason: string): Multipart {
  return { ok: false, reason: `The body is no multipart form: ${reason}` }
}

/** `from` is where the delimiter's line ends, `to` where the next delimiter's line break stands. */
function readPart(body: Buffer, start: number, from: number, to: number): MultipartPart | string {
  const headEnd = body.indexOf('\r\n\r\n', from)
  if (headEnd < 0 || headEnd + 4 > to + 2) return 'a part has no end of its header.'
  if (headEnd - from > longestHeader) return 'a part has a header that is too long.'
  const head = body.subarray(from, headEnd)
  if (!isUtf8(head)) return 'a part’s header is not UTF-8.'
  const headers = new Map<string, string>()
  for (const line of head.toString('utf8').split('\r\n')) {
    if (line === '') continue
    const found = headerLine.exec(line)
    if (found === null || /[\r\n\0]/.test(line)) return 'a part has a header that is not valid.'
    const name = (found[1] ?? '').toLowerCase()
    if (headers.has(name)) return 'a part has a header twice.'
    headers.set(name, found[2] ?? '')
  }
  const transfer = headers.get('content-transfer-encoding')
  if (transfer !== undefined && !/^(?:7bit|8bit|binary)$/i.test(transfer)) return 'a part has a transfer encoding.'
  const disposition = readDisposition(headers.get('content-disposition') ?? '')
  if (disposition === null) return 'a part does not name its field.'
  // An empty part may share its line break with the next delimiter.
  const contentStart = Math.min(headEnd + 4, to)
  return {
    ...disposition,
    headers,
    content: body.subarray(contentStart, to),
    start,
    end: to + CRLF.length,
    contentStart,
  }
}

const parameter = /;[ \t]*([!#$&'*+.^_`|~0-9A-Za-z-]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))/gsy

function readDisposition(text: string): { name: string; filename: string | undefined } | null {
  const type = /^form-data[ \t]*/i.exec(text)
  if (type === null) return null
  const found = new Map<string, string>()
  parameter.lastIndex = type[0].length
  let end = parameter.lastIndex
  for (let one = parameter.exec(text); one !== null; one = parameter.exec(text)) {
    const key = (one[1] ?? '').toLowerCase()
    if (found.has(key)) return null
    found.set(key, one[2] === undefined ? (one[3] ?? '') : unquote(one[2]))
    end = parameter.lastIndex
  }
  const name = found.get('name')
  if (name === undefined || text.slice(end).trim() !== '') return null
  return { name, filename: found.get('filename') ?? found.get('filename*') }
}

/** Browsers write `"`, CR and LF as escapes (HTML, multipart/form-data encoding), others with a backslash (RFC 7578 §5.1). */
function unquote(text: string): string {
  return text
    .replace(/\\(["\\])/g, '$1')
    .replace(/%22/g, '"')
    .replace(/%0D%0A/gi, '\r\n')
}
