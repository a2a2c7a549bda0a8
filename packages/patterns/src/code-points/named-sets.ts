import { type CodePoints, codePoints, complement } from './code-points.ts'

/** The sets that have an escape or a sign of their own (ECMA-262, CharacterClassEscape, WhiteSpace, LineTerminator). */
export const digits = codePoints([[0x30, 0x39]])
export const wordCharacters = codePoints([
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
])
/** Letters that fold into `s` and `k`: where case is ignored they are characters of words too. */
export const foldedWordCharacters = codePoints([
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
  [0x17f, 0x17f],
  [0x212a, 0x212a],
])
export const lineEnds = codePoints([
  [0x0a, 0x0a],
  [0x0d, 0x0d],
  [0x2028, 0x2029],
])
const spaces = codePoints([
  [0x09, 0x0d],
  [0x20, 0x20],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
])

export const namedSets: Readonly<Record<string, CodePoints>> = {
  d: digits,
  D: complement(digits),
  s: spaces,
  S: complement(spaces),
  w: wordCharacters,
  W: complement(wordCharacters),
}
