import { describe, expect, it } from 'vitest'
import { LazyAutomaton } from '../src/automata/lazy-automaton.ts'
import { hold } from '../src/automata/memory.ts'
import { buildProgram } from '../src/automata/program.ts'
import { compilePattern, patternFault } from '../src/linear-pattern.ts'
import { parsePattern } from '../src/syntax/parse-pattern.ts'

const evil = [
  '^(a+)+$',
  '^(a|a)*$',
  '^(a|aa)+$',
  '(a+){10}y',
  '(x+x+)+y',
  '^(.*)*$',
  '^([a-zA-Z0-9]+\\s?)*$',
  '(.*a){20}',
  '^(\\w+\\s?)*$',
  '\\s+$',
  '^\\s+|\\s+$',
  '^\\d*\\d*\\d*\\d*\\d*x$',
  '.*.*.*=.*',
  '^(?:a?){50}a{50}$',
  '^(?:a{1,100}){1,100}$',
  '^(?:a{0,30}){0,30}b$',
  '^((ab)*)+$',
  '^(?:(?:a|b|ab)*)*c$',
  '^(\\d+)*\\.$',
  '^([\\w.-]+)+@([\\w-]+\\.)+[\\w-]{2,4}$',
]
const runs = ['a', 'x', '1', ' ', 'ab', 'a.', 'é']

describe('D28: a hostile pattern or text', () => {
  it.each(evil)('%s comes to an end on 200,000 characters, and is right on few', (source) => {
    const ours = compilePattern(source)
    for (const run of runs) for (const end of ['!', '', 'y']) ours?.test(run.repeat(200_000 / run.length) + end)
    const theirs = new RegExp(source, 'u')
    for (const run of runs)
      for (let times = 0; times < 7; times += 1)
        for (const end of ['', '!', 'y', 'c', '=']) {
          const text = run.repeat(times) + end
          expect(ours?.test(text), JSON.stringify([source, text])).toBe(theirs.test(text))
        }
  })

  it('that makes new states all the time is judged rightly by the other automaton, and the first is asked again later', () => {
    const source = '^[ab]*a(?:c?[ab]){14}$'
    const parsed = parsePattern(source)
    const program = 'node' in parsed ? buildProgram(parsed.node, 1_000, false) : undefined
    if (program === undefined) throw new Error('not compiled')
    const lazy = new LazyAutomaton(program, { forget: () => {} })
    const [ours, theirs] = [compilePattern(source), new RegExp(source, 'u')]
    let givenUp = 0
    for (let seed = 1; seed <= 30; seed += 1) {
      const text = letters(seed, 3_000)
      const verdict = theirs.test(text)
      expect(ours?.test(text)).toBe(verdict)
      const states = lazy.test(text)
      if (states === undefined) givenUp += 1
      else expect(states).toBe(verdict)
    }
    expect(givenUp).toBeGreaterThan(0)
    for (let times = 0; times < 200; times += 1) lazy.test('b'.repeat(1_000))
    expect(lazy.test('baaaaaaaaaaaaaab')).toBe(true)
  })

  it('what patterns hold in memory is bounded; one that was forgotten says the same as before', () => {
    const patterns = ['^(?:ab|a[bc]){3,40}$', '^.{0,3000}x{2,900}y$', '^a{2,5000}(?:bc){7}$'].map(compilePattern)
    const samples = ['abab', 'acabac', 'xxxy', 'y', 'aabcbcbcbcbcbcbc', 'a']
    const verdicts = () => patterns.map((pattern) => samples.map((text) => pattern?.test(text)))
    const before = verdicts()
    let forgotten = 0
    hold({ forget: () => (forgotten += 1) }, 1 << 25)
    expect(forgotten).toBe(1)
    expect(verdicts()).toEqual(before)
  })

  it.each([
    ['(', 'syntax'],
    ['(?P<name>a)', 'syntax'],
    ['^(?=.*\\d).{8,}$', 'look-around'],
    ['(?<!a)b', 'look-around'],
    ['(a)\\1', 'back-reference'],
    ['(?<x>a)\\k<x>', 'back-reference'],
    ['^[\\p{Alnum}_]+$', 'foreign-escape'],
    ['\\h+', 'foreign-escape'],
    ['(?:(?:ab){300}c){300}', 'too-large'],
    [`${'(?:'.repeat(300)}a${')'.repeat(300)}`, 'too-large'],
  ] as const)('%s is not run: %s', (source, fault) => {
    expect(patternFault(source)).toBe(fault)
    expect(compilePattern(source)).toBeNull()
  })

  it.each(['^.{0,262144}$', '((a{1000}){1000}){1000}', '(?:){1000000000}', '(?:\\b){5000}a', '^\\\\1$', '[\\1]'])(
    '%s is run, large counts and all',
    (source) => expect(patternFault(source)).toBe(source === '[\\1]' ? 'foreign-escape' : undefined),
  )
})

/** Letters a, b and c without a period. */
function letters(seed: number, length: number): string {
  let state = seed
  let text = ''
  for (let at = 0; at < length; at += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    text += 'ab'.charAt((state >> 16) & 1)
  }
  return text
}
