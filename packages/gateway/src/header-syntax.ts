/** Character rules of RFC 9110 §5, as lookups: one load per character on the hot path. */

const tokenCharacters = new Uint8Array(256)
for (const character of "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") {
  tokenCharacters[character.charCodeAt(0)] = 1
}

const valueCharacters = new Uint8Array(256).fill(1)
for (let code = 0; code < 32; code += 1) valueCharacters[code] = 0
valueCharacters[9] = 1
valueCharacters[127] = 0

/** True for a `token` (RFC 9110 §5.6.2) that is not empty; false outside of it, look-alikes above 0xff included. */
export function isToken(text: string, from = 0, to: number = text.length): boolean {
  if (from >= to) return false
  for (let i = from; i < to; i += 1) if (tokenCharacters[text.charCodeAt(i)] !== 1) return false
  return true
}

/** True when text can stand in a field value: HTAB, SP, VCHAR and obs-text; no CR, LF, NUL or other control. */
export function isFieldValue(text: string, from = 0, to: number = text.length): boolean {
  for (let i = from; i < to; i += 1) if (valueCharacters[text.charCodeAt(i)] !== 1) return false
  return true
}

/** A Content-Length that nobody can read in two ways: decimal digits, no sign, no list, at most 2^53 (RFC 9110 §8.6). */
export function parseContentLength(text: string): number | undefined {
  if (text.length === 0 || text.length > 16) return undefined
  let value = 0
  for (let i = 0; i < text.length; i += 1) {
    const digit = text.charCodeAt(i) - 48
    if (digit < 0 || digit > 9) return undefined
    value = value * 10 + digit
  }
  return value <= Number.MAX_SAFE_INTEGER ? value : undefined
}
