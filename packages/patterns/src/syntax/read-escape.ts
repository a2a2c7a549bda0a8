import type { CodePoints } from '../code-points/code-points.ts'
import { namedSets } from '../code-points/named-sets.ts'
import { unicodeProperty } from '../code-points/unicode-property.ts'
import type { Cursor } from './cursor.ts'
import { UnreadablePattern } from './pattern-fault.ts'

const controls: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13 }
const propertyName = /[pP]\{(\w+(?:=\w+)?)\}/y
const longCodePoint = /u\{([0-9a-fA-F]+)\}/y
const hexadecimalDigits = /x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})/y
const lowSurrogate = /\\u([dD][c-fC-F][0-9a-fA-F]{2})/y
const controlLetter = /c([A-Za-z])/y
const zero = /0(?!\d)/y

/**
 * Reads what follows a backslash, assertions and back-references aside: one code point, or a set. `unicode`: the pattern is one of the flag
 * `u`; others may escape signs that need it not, which is what old patterns do.
 */
export function readEscape(cursor: Cursor, unicode: boolean, inClass: boolean): number | CodePoints {
  const sign = cursor.peek()
  const simple = namedSets[sign] ?? controls[sign] ?? (sign === 'b' && inClass ? 8 : undefined)
  if (simple !== undefined) {
    cursor.at += 1
    return simple
  }
  if (cursor.match(zero)) return 0
  const control = cursor.match(controlLetter)?.[1]
  if (control !== undefined) return control.charCodeAt(0) % 32
  if (unicode) {
    const property = cursor.match(propertyName)?.[1]
    if (property !== undefined) return unicodeProperty(property, sign === 'P')
    const long = cursor.match(longCodePoint)?.[1]
    if (long !== undefined) return Number.parseInt(long, 16)
  }
  const digits = cursor.match(hexadecimalDigits)
  if (digits !== null) return withLowSurrogate(cursor, Number.parseInt(digits[1] ?? digits[2] ?? '', 16))
  if (/[A-Za-z0-9]/.test(sign)) throw new UnreadablePattern('foreign-escape')
  return cursor.codePoint()
}

/** Two escapes of a surrogate pair are one character. */
function withLowSurrogate(cursor: Cursor, unit: number): number {
  const low = (unit & 0xfc00) === 0xd800 ? cursor.match(lowSurrogate)?.[1] : undefined
  return low === undefined ? unit : ((unit & 0x3ff) << 10) + (Number.parseInt(low, 16) & 0x3ff) + 0x10000
}
