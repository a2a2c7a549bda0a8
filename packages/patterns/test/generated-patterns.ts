import fc from 'fast-check'

/** Characters that patterns and texts share, so that they meet: plain ones, line ends, letters that fold, pairs and halves of pairs. */
const characters = [
  'a',
  'b',
  'A',
  'k',
  's',
  '0',
  '7',
  '_',
  ' ',
  '-',
  '\n',
  '\u2028',
  'é',
  'ſ',
  '\u212a',
  '😀',
  '𐐀',
  '𐐨',
  '\ud83d',
  '\ude00',
]

const escaped = (character: string) =>
  character === '-' || character === ' ' || /\w/.test(character)
    ? character
    : `\\u{${character.codePointAt(0)?.toString(16)}}`
const named = ['\\d', '\\D', '\\w', '\\W', '\\s', '\\S', '\\p{L}', '\\P{Lu}', '\\p{Script=Greek}']
const item = fc.oneof(
  fc.constantFrom(...characters.filter((character) => character !== '-')).map(escaped),
  fc.constantFrom('a-k', '0-7', '\\u{e9}-\\u{1f600}', '\\b', '\\-'),
  fc.constantFrom(...named),
)
const atom = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('a', 'b', '0', 'a', 'b') },
  { weight: 2, arbitrary: fc.constantFrom(...characters).map(escaped) },
  { weight: 2, arbitrary: fc.constantFrom('.', ...named) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.boolean(), fc.array(item, { maxLength: 3 }))
      .map(([not, items]) => `[${not ? '^' : ''}${items.join('')}]`),
  },
)
const quantifier = fc.oneof(
  fc.constantFrom('*', '+', '?', '*?', '+?', '??'),
  fc.tuple(fc.nat(6), fc.nat(6)).map(([min, more]) => `{${min},${min + more}}`),
  fc.nat(6).map((min) => `{${min},}`),
  fc.nat(3).map((count) => `{${count}}?`),
)

/** Expressions of the flag `u` with everything that linear time allows, case aside: the platform errs with `(?i:b|a)`. */
export const patterns: fc.Arbitrary<string> = fc.letrec<{ any: string; term: string }>((tie) => ({
  term: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    atom,
    fc.tuple(atom, quantifier).map(([of, times]) => of + times),
    fc.constantFrom('^', '$', '\\b', '\\B'),
    fc
      .tuple(fc.constantFrom('(', '(?:', '(?m:', '(?s:', '(?ms:', '(?-s:'), tie('any'))
      .map(([open, inner]) => `${open}${inner})`),
    fc.tuple(tie('any'), quantifier).map(([inner, times]) => `(?:${inner})${times}`),
  ),
  any: fc.oneof(
    { weight: 5, arbitrary: fc.array(tie('term'), { maxLength: 4 }).map((terms) => terms.join('')) },
    { weight: 1, arbitrary: fc.array(tie('term'), { minLength: 2, maxLength: 3 }).map((terms) => terms.join('|')) },
  ),
})).any

export const texts: fc.Arbitrary<string> = fc.oneof(
  fc.array(fc.constantFrom(...characters), { maxLength: 9 }).map((all) => all.join('')),
  fc.array(fc.constantFrom('a', 'b', '0'), { maxLength: 14 }).map((all) => all.join('')),
)
