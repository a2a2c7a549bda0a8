/**
 * Judges a raw request target (RFC 3986, RFC 9110 §4.2) before anything is matched. Servers behind us may read the same bytes in other
 * ways (dot segments, encoded slashes, backslashes, path parameters, overlong UTF-8), so what could name another resource there is
 * refused here, and matching uses one canonical form. What passes is forwarded byte for byte.
 */

export const OK = 0
export const NOT_CANONICAL = 1
export const BAD_REQUEST = 2

// Classes of characters in a path: 0 plain, else a case below.
const SLASH = 1
const DOT = 2
const PERCENT = 3
const SEMICOLON = 4
const BACKSLASH = 5
const QUERY = 6
const FORBIDDEN = 7
const classes = new Uint8Array(256).fill(FORBIDDEN)
for (const char of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_~!$&'()*+,=:@|^") {
  classes[char.charCodeAt(0)] = 0
}
classes[0x2f] = SLASH
classes[0x2e] = DOT
classes[0x25] = PERCENT
classes[0x3b] = SEMICOLON
classes[0x5c] = BACKSLASH
classes[0x3f] = QUERY

/** Reads one target; kept per thread and used again, results stand in its fields. */
export class TargetReader {
  /** End of the path, where `?` stands or the target ends. */
  pathEnd = 0
  /** The path with encoded unreserved characters decoded and other escapes in upper case: what routes are matched against. */
  canonical = ''
  /** A `;`, plain or encoded: allowed only where the operation declares a matrix parameter. */
  semicolon = false

  read(target: string): typeof OK | typeof NOT_CANONICAL | typeof BAD_REQUEST {
    if (target.charCodeAt(0) !== 0x2f) return BAD_REQUEST
    this.semicolon = false
    const length = target.length
    let segment = 1
    let dots = 0
    let escapes = false
    let verdict: typeof OK | typeof NOT_CANONICAL | typeof BAD_REQUEST = OK
    let at = 1
    scan: for (; at < length; at += 1) {
      const code = target.charCodeAt(at)
      switch (code < 256 ? classes[code] : FORBIDDEN) {
        case 0:
          break
        case SLASH:
          // An empty segment, or one of one or two dots only.
          if (at === segment || (dots === at - segment && dots < 3)) verdict = NOT_CANONICAL
          segment = at + 1
          dots = 0
          break
        case DOT:
          dots += 1
          break
        case PERCENT:
          escapes = true
          break
        case SEMICOLON:
          this.semicolon = true
          break
        case BACKSLASH:
          verdict = NOT_CANONICAL
          break
        case QUERY:
          break scan
        default:
          return BAD_REQUEST
      }
    }
    if (dots > 0 && dots === at - segment && dots < 3) verdict = NOT_CANONICAL
    this.pathEnd = at
    for (let q = at; q < length; q += 1) {
      const code = target.charCodeAt(q)
      if (code < 0x21 || code > 0x7e || code === 0x23) return BAD_REQUEST
    }
    if (verdict !== OK) return verdict
    this.canonical = at === length ? target : target.slice(0, at)
    return escapes ? this.#unescape() : OK
  }

  #unescape(): typeof OK | typeof NOT_CANONICAL {
    const path = this.canonical
    let out = ''
    let from = 0
    for (let at = path.indexOf('%'); at >= 0; at = path.indexOf('%', at + 3)) {
      const high = hexDigit(path.charCodeAt(at + 1))
      const low = hexDigit(path.charCodeAt(at + 2))
      if (high < 0 || low < 0) return NOT_CANONICAL
      const code = high * 16 + low
      // Controls and NUL, dot, slash, backslash: another server may act on them after its own decoding.
      if (code < 0x20 || code === 0x7f || code === 0x2e || code === 0x2f || code === 0x5c) return NOT_CANONICAL
      if (code === 0x3b) this.semicolon = true
      if (code < 0x80 && unreserved.has(code)) out += path.slice(from, at) + String.fromCharCode(code)
      else out += path.slice(from, at) + path.slice(at, at + 3).toUpperCase()
      from = at + 3
    }
    this.canonical = out + path.slice(from)
    // Overlong, truncated or surrogate UTF-8 is an error for decodeURIComponent.
    return decodeSegment(this.canonical) === null ? NOT_CANONICAL : OK
  }
}

const unreserved = new Set(
  [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_~'].map((char) => char.charCodeAt(0)),
)

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  if (code >= 0x41 && code <= 0x46) return code - 0x37
  if (code >= 0x61 && code <= 0x66) return code - 0x57
  return -1
}

/** Percent-decoded text, or null when its bytes are not UTF-8. */
export function decodeSegment(text: string): string | null {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}

/** A static part of a path template in the form in which targets are matched. */
export function canonicalStatic(text: string): string {
  const decoded = decodeSegment(text) ?? text
  let out = ''
  for (const char of decoded) {
    const code = char.charCodeAt(0)
    out +=
      code < 128 && (classes[code] === 0 || classes[code] === DOT || code === 0x3b) ? char : encodeURIComponent(char)
  }
  return out
}
