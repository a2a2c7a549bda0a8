/**
 * Signed tokens in compact form (RFC 7515 §7.1), read strictly: three parts of canonical base64url, a header that says nothing which would
 * change how the rest is read. What a token brings along to be judged with (its own keys, addresses of keys) is never looked at: it is
 * refused, so that nobody behind us looks at it either.
 */

export type JwsHeader = {
  readonly alg: string
  readonly kid: string | undefined
  readonly typ: string | undefined
  /** Only in proofs of possession, where the key is the point. */
  readonly jwk: unknown
}

export type CompactJws = {
  readonly header: JwsHeader
  readonly payload: Buffer
  readonly signature: Buffer
  /** The bytes that are signed. */
  readonly signed: Buffer
}

/** Longer ones do not fit a header section anyway. */
const mostCharacters = 16_384

const words = /^[A-Za-z0-9_-]+$/

/**
 * Header members that are refused: extensions that must be understood (`crit`, `b64`), keys and addresses of keys, and everything of
 * encryption and compression (an encrypted token is none of ours; `zip` is a bomb).
 */
const refused = ['crit', 'b64', 'jku', 'x5u', 'x5c', 'zip', 'enc', 'epk', 'p2c', 'p2s', 'iv', 'tag'] as const

/** Null when it is anything else. `ownKey`: the header may, and must, hold a key (DPoP). */
export function parseCompactJws(text: string, ownKey = false): CompactJws | null {
  if (text.length > mostCharacters) return null
  const first = text.indexOf('.')
  const second = text.indexOf('.', first + 1)
  if (first <= 0 || second <= first || text.indexOf('.', second + 1) !== -1) return null
  const header = readHeader(decodePart(text.slice(0, first)), ownKey)
  if (header === null) return null
  // An empty payload is signed like any other; it is no claims.
  const payload = second === first + 1 ? Buffer.alloc(0) : decodePart(text.slice(first + 1, second))
  const signature = decodePart(text.slice(second + 1))
  if (payload === null || signature === null) return null
  return { header, payload, signature, signed: Buffer.from(text.slice(0, second), 'latin1') }
}

/** Null unless it is base64url without padding, and the only spelling of its bytes. */
function decodePart(part: string): Buffer | null {
  if (!words.test(part)) return null
  const bytes = Buffer.from(part, 'base64url')
  return bytes.toString('base64url') === part ? bytes : null
}

function readHeader(bytes: Buffer | null, ownKey: boolean): JwsHeader | null {
  const header = bytes === null ? null : parseJsonObject(bytes)
  if (header === null) return null
  const { alg, kid, typ, cty, jwk } = header
  if (typeof alg !== 'string') return null
  if (refused.some((member) => Object.hasOwn(header, member))) return null
  if (Object.hasOwn(header, 'jwk') !== ownKey) return null
  // A token in a token: what is inside would be taken for what is signed outside.
  if (cty !== undefined && !(typeof cty === 'string' && !/jwt|jws|jwe/i.test(cty))) return null
  if (kid !== undefined && typeof kid !== 'string') return null
  if (typ !== undefined && typeof typ !== 'string') return null
  return { alg, kid, typ, jwk }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** A JSON object in valid UTF-8; null for all else. */
export function parseJsonObject(bytes: Uint8Array): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(utf8.decode(bytes))
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : null
  } catch {
    return null
  }
}
