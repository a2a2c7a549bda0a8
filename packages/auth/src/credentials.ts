import { hash, randomBytes } from 'node:crypto'

/**
 * API keys: `gh_live_` or `gh_test_` (the stage's exposure), 32 random base62 characters (190 bits), 6 base62 characters of a CRC-32 of
 * all before. The checksum tells a mistyped key from an unknown one without a lookup, and lets secret scanners be sure of a find.
 * Only the SHA-256 is ever stored: with 190 random bits a slow hash or a salt adds nothing.
 */

export type KeyEnvironment = 'live' | 'test'

export const keyPrefixes = { live: 'gh_live_', test: 'gh_test_' } as const
const randomLength = 32
const checksumLength = 6
const prefixLength = 8
export const keyLength = prefixLength + randomLength + checksumLength

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Value of each character code in base62, or 255. */
const digits = new Uint8Array(128).fill(255)
for (let i = 0; i < alphabet.length; i += 1) digits[alphabet.charCodeAt(i)] = i

const crcTable = new Int32Array(256)
for (let n = 0; n < 256; n += 1) {
  let c = n
  for (let bit = 0; bit < 8; bit += 1) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1
  crcTable[n] = c
}

/** CRC-32 (ISO-HDLC, as zlib) of the first `length` characters of ASCII text, unsigned. */
function crc32(text: string, length: number): number {
  let c = -1
  for (let i = 0; i < length; i += 1) c = (c >>> 8) ^ (crcTable[(c ^ text.charCodeAt(i)) & 0xff] ?? 0)
  return ~c >>> 0
}

function checksumOf(body: string): string {
  let rest = crc32(body, body.length)
  let text = ''
  for (let i = 0; i < checksumLength; i += 1) {
    text = alphabet.charAt(rest % 62) + text
    rest = Math.floor(rest / 62)
  }
  return text
}

/**
 * A fresh key. `random` gives that many random bytes; values that would bias the alphabet are thrown away (248 = 4 × 62).
 */
export function mintKey(environment: KeyEnvironment, random: (bytes: number) => Uint8Array = randomBytes): string {
  let body: string = keyPrefixes[environment]
  const wanted = prefixLength + randomLength
  while (body.length < wanted) {
    for (const byte of random(randomLength)) {
      if (byte < 248 && body.length < wanted) body += alphabet.charAt(byte % 62)
    }
  }
  return body + checksumOf(body)
}

export type ParsedKey = { wellFormed: true; environment: KeyEnvironment } | { wellFormed: false }

const malformed: ParsedKey = Object.freeze({ wellFormed: false })
const parsed: Record<KeyEnvironment, ParsedKey> = {
  live: Object.freeze({ wellFormed: true, environment: 'live' }),
  test: Object.freeze({ wellFormed: true, environment: 'test' }),
}

/** Whether text is a whole key, unaltered since it was minted; says nothing about whether anyone owns it. Total on any input. */
export function parseKey(text: string): ParsedKey {
  if (text.length !== keyLength) return malformed
  const environment = text.startsWith(keyPrefixes.live)
    ? 'live'
    : text.startsWith(keyPrefixes.test)
      ? 'test'
      : undefined
  if (environment === undefined) return malformed
  let checksum = 0
  for (let i = prefixLength; i < keyLength; i += 1) {
    const digit = digits[text.charCodeAt(i)] ?? 255
    if (digit === 255) return malformed
    if (i >= prefixLength + randomLength) checksum = checksum * 62 + digit
  }
  return checksum === crc32(text, prefixLength + randomLength) ? parsed[environment] : malformed
}

/** SHA-256 of the whole key, lower-case hex: what is stored and looked up. */
export function hashKey(key: string): string {
  return hash('sha256', key, 'hex')
}

/** First twelve characters: enough to recognise a key in a list, 24 random bits at most given away. */
export function keyStart(key: string): string {
  return key.slice(0, 12)
}

/** Last four characters, shown beside the start. They are checksum, no randomness. */
export function last4(key: string): string {
  return key.slice(-4)
}
