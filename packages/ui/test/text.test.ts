import { describe, expect, it } from 'vitest'
import { tokenizeLine } from '../src/code-tokens.ts'
import { changedSpan, diffLines } from '../src/line-diff.ts'
import { errorsByField, fieldNameOf } from '../src/problem-errors.ts'

describe('code colouring', () => {
  it('never changes the text', () => {
    const lines = [
      '{ "a": "b\\"c", "n": -1.5e3, "t": true }',
      'curl -H \'X: y\' --data "z" # end',
      'const a = `x` // note',
      'HTTP/1.1 200 OK',
      'key: "v" # c',
      '',
    ]
    for (const language of ['json', 'shell', 'http', 'javascript', 'yaml', 'text'] as const) {
      for (const line of lines)
        expect(
          tokenizeLine(line, language)
            .map((token) => token.text)
            .join(''),
        ).toBe(line)
    }
  })

  it('tells keys from strings in JSON', () => {
    expect(tokenizeLine('"a": "b"', 'json')).toEqual([
      { text: '"a"', kind: 'key' },
      { text: ': ' },
      { text: '"b"', kind: 'string' },
    ])
  })
})

describe('side-by-side diff', () => {
  it('faces equal lines and pairs replaced ones', () => {
    expect(diffLines('a\nb\nc\n', 'a\nB\nc\nd\n')).toEqual([
      { kind: 'same', before: { number: 1, text: 'a' }, after: { number: 1, text: 'a' } },
      { kind: 'changed', before: { number: 2, text: 'b' }, after: { number: 2, text: 'B' } },
      { kind: 'same', before: { number: 3, text: 'c' }, after: { number: 3, text: 'c' } },
      { kind: 'added', after: { number: 4, text: 'd' } },
    ])
  })

  it('loses no line of either side', () => {
    const before = Array.from({ length: 200 }, (_, index) => `line ${index % 17}`).join('\n')
    const after = Array.from({ length: 210 }, (_, index) => `line ${(index * 3) % 19}`).join('\n')
    const rows = diffLines(before, after)
    expect(rows.flatMap((row) => row.before?.text ?? []).join('\n')).toBe(before)
    expect(rows.flatMap((row) => row.after?.text ?? []).join('\n')).toBe(after)
  })

  it('treats an empty text as no lines', () => {
    expect(diffLines('', 'a')).toEqual([{ kind: 'added', after: { number: 1, text: 'a' } }])
    expect(diffLines('', '')).toEqual([])
  })

  it('marks the part that changed, or nothing when the lines have little in common', () => {
    expect(changedSpan('["sku"],', '["sku", "quantity"],')).toEqual([6, 6, 18])
    expect(changedSpan('alpha', 'omega zulu')).toBeUndefined()
  })
})

describe('problem errors', () => {
  it('finds the field of a pointer', () => {
    expect(fieldNameOf('/slug')).toBe('slug')
    expect(fieldNameOf('#/body/limits/0/rate')).toBe('limits.0.rate')
    expect(fieldNameOf('/paths/~1orders~1{id}')).toBe('paths./orders/{id}')
  })

  it('keeps the first error of a field', () => {
    expect(
      errorsByField([
        { pointer: '/a', expected: 'one' },
        { pointer: '/a', expected: 'two' },
      ]),
    ).toEqual({ a: 'one' })
    expect(errorsByField(undefined)).toEqual({})
  })
})
