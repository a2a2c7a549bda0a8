import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CountingAutomaton } from '../src/automata/counting-automaton.ts'
import { LazyAutomaton } from '../src/automata/lazy-automaton.ts'
import { buildProgram } from '../src/automata/program.ts'
import { compilePattern } from '../src/linear-pattern.ts'
import { parsePattern } from '../src/syntax/parse-pattern.ts'
import { patterns, texts } from './generated-patterns.ts'

const samples = fc.array(texts, { minLength: 1, maxLength: 12 })

/** The platform finds `\\B` within a pair of surrogates (V8, at an index that ECMA-262 never tries): such texts are no evidence. */
function textsFor(source: string, all: readonly string[]): readonly string[] {
  return /\\[bB]/.test(source) ? all.filter((text) => !/[\u{10000}-\u{10ffff}]/u.test(text)) : all
}

function nodeOf(source: string) {
  const parsed = parsePattern(source)
  if ('fault' in parsed) throw new Error(`${source}: ${parsed.fault}`)
  return parsed.node
}

describe('a pattern says of a text what the platform’s engine says', () => {
  it('whatever the pattern', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(patterns, samples, (source, all) => {
        const [ours, theirs] = [compilePattern(source), new RegExp(source, 'u')]
        for (const text of textsFor(source, all))
          expect(ours?.test(text), JSON.stringify([source, text])).toBe(theirs.test(text))
      }),
      { numRuns: 2_500 },
    )
  })

  it('by each automaton, with what is optional at the edges and with counted sets or all written out', {
    timeout: 60_000,
  }, () => {
    fc.assert(
      fc.property(patterns, samples, (source, all) => {
        const node = nodeOf(source)
        const [written, counted] = [buildProgram(node, 50_000, false), buildProgram(node, 50_000, true)]
        if (written === undefined || counted === undefined) throw new Error(`${source} is too large.`)
        const lazy = new LazyAutomaton(written, { forget: () => {} })
        const automata = [lazy, new CountingAutomaton(written), new CountingAutomaton(counted)]
        const theirs = new RegExp(source, 'u')
        for (const text of textsFor(source, all))
          for (const automaton of automata)
            expect(automaton.test(text), JSON.stringify([source, text])).toBe(theirs.test(text))
      }),
      { numRuns: 2_000 },
    )
  })

  it('and gives its expression as text, by which ajv tells patterns apart', () => {
    expect(['^a', '^[b]{2}$', 'c'].map((source) => `${compilePattern(source)}`)).toEqual(['^a', '^[b]{2}$', 'c'])
  })

  it('where case is ignored', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(patterns, samples, (source, all) => {
        const [ours, theirs] = [compilePattern(`(?i:${source})`), new RegExp(source, 'iu')]
        for (const text of textsFor(source, all))
          expect(ours?.test(text), JSON.stringify([source, text])).toBe(theirs.test(text))
      }),
      { numRuns: 500 },
    )
  })

  it('with signs escaped that need it not, which the flag u refuses', { timeout: 60_000 }, () => {
    const old = ['\\_', '\\@', '\\"', '[\\w-.]', '[a-\\d]', '\\é', ']', '}', '{', 'a{,3}', 'a{2', '\\#']
    const term = fc.oneof(fc.constantFrom(...old), fc.constantFrom('a', '\\d', '[_@]', '(?:a|_)*', '^', '$', '\\b'))
    const plain = fc.array(fc.constantFrom('_', '@', '"', '-', '.', 'a', '0', 'é', ']', '}', '{', ',', '3', '2', '#'), {
      maxLength: 8,
    })
    fc.assert(
      fc.property(fc.array(term, { minLength: 1, maxLength: 4 }), fc.array(plain, { maxLength: 10 }), (terms, all) => {
        const source = terms.join('')
        fc.pre(/^(?!.*[{}]{2})/.test(source) && isExpression(source))
        const [ours, theirs] = [compilePattern(source), new RegExp(source)]
        for (const text of all.map((signs) => signs.join('')))
          expect(ours?.test(text), JSON.stringify([source, text])).toBe(theirs.test(text))
      }),
      { numRuns: 1_000 },
    )
  })

  it.each([
    '\\s',
    '\\W',
    '[^\\w\\n]',
    '.',
    '\\p{Lu}',
    '[\\P{L}\\p{Script=Greek}]',
    '(?i:\\p{Lu})',
    '(?i:[^k\\u{10400}])',
    '(?i:[σ-ω])',
    '(?i:\\W)',
  ])('%s about each code point there is', (source) => {
    const [ours, theirs] = [compilePattern(`^${source}$`), new RegExp(`^${source}$`, 'u')]
    const apart: number[] = []
    for (let point = 0; point <= 0x10ffff; point += 1) {
      const text = String.fromCodePoint(point)
      if (ours?.test(text) !== theirs.test(text)) apart.push(point)
    }
    expect(apart).toEqual([])
  })

  it.each([
    ['\\p{Letter}cole', 'l’école', 'l’ecolE'],
    ['^\\p{digit}+$', '৪২', 'vier'],
    ['\\p{Script=Greek}', 'λόγος', 'logos'],
    ['^\\\\p{x}$', '\\p{x}', 'p'],
    ['^\\Asnap-[0-9a-f]{8}\\z', 'snap-0123abcd', 'Asnap-0123abcdz'].map((text) => text.replace('^', '')),
    ['(?m:^b)', 'a\nb', 'ab'],
    ['^.$', '😀', '😀😀'],
    ['^[\\ud83d\\ude00]$', '😀', '\ud83d'],
    ['^[^\\x00]{1,1020}\\.csv$', 'a.csv', '\0.csv'],
  ])('%s means what was meant', (pattern = '', yes = '', no = '') => {
    const compiled = compilePattern(pattern)
    expect([compiled?.test(yes), compiled?.test(no)]).toEqual([true, false])
  })
})

function isExpression(source: string): boolean {
  try {
    new RegExp(source)
  } catch {
    return false
  }
  try {
    new RegExp(source, 'u')
    return false
  } catch {
    return true
  }
}
