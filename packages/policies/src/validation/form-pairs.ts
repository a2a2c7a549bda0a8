import { isUtf8 } from 'node:buffer'

/** One `name=value` of an application/x-www-form-urlencoded body: decoded name, raw value (a character per byte), place in the bytes. */
export type FormPair = { name: string; raw: string; start: number; end: number; equals: boolean }

export type FormPairs = { ok: true; pairs: FormPair[] } | { ok: false; reason: string; beyond?: true }

/**
 * Pairs of a form body, at most `most`. What is not UTF-8, and names with malformed escapes, are refused: backends read them in
 * different ways.
 */
export function readFormPairs(bytes: Uint8Array, most: number): FormPairs {
  if (!isUtf8(bytes)) return { ok: false, reason: 'The body is not UTF-8.' }
  // A character per byte, so that offsets are the bytes'.
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  const pairs: FormPair[] = []
  for (let start = 0; start < text.length; ) {
    let end = text.indexOf('&', start)
    if (end < 0) end = text.length
    if (end > start) {
      if (pairs.length === most) return { ok: false, reason: `The body may have at most ${most} fields.`, beyond: true }
      const found = text.indexOf('=', start)
      const equals = found >= 0 && found < end
      const nameEnd = equals ? found : end
      const name = decodeFormText(text.slice(start, nameEnd))
      if (name === null) return { ok: false, reason: 'A field name has a malformed percent-escape.' }
      pairs.push({ name, raw: equals ? text.slice(found + 1, end) : '', start, end, equals })
    }
    start = end + 1
  }
  return { ok: true, pairs }
}

/** UTF-8, `+` and percent-escapes undone; null when escapes are malformed or no UTF-8. */
export function decodeFormText(raw: string): string | null {
  const text = beyondAscii.test(raw) ? Buffer.from(raw, 'latin1').toString('utf8') : raw
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text
  if (!spaced.includes('%')) return spaced
  try {
    return decodeURIComponent(spaced)
  } catch {
    return null
  }
}

const beyondAscii = /[\x80-\xff]/

/** Text as a form writes it. */
export function encodeFormText(text: string): string {
  return encodeURIComponent(text).replaceAll('%20', '+')
}
