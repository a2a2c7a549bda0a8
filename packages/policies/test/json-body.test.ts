import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJsonBody } from '../src/validation/json-body.ts'
import { defaultStructure } from '../src/validation/structural-limits.ts'

const maxDepth = defaultStructure.jsonDepth
const parse = (text: string) => parseJsonBody(Buffer.from(text))

/** Texts whose end is looked for in another way than that of short ones, with quotes that do not end them at every place. */
const longTexts = [0, 1, 2].flatMap((shift) =>
  ['":1,\\', '\\\\', '"', 'é":"', '{:'].map((end) => JSON.stringify(`${'x'.repeat(21 + shift)}"\\:${end}`)),
)

describe('JSON bodies', () => {
  it('give what JSON.parse gives for every JSON text', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (text) => {
        expect(parse(text)).toEqual({ ok: true, value: JSON.parse(text) })
      }),
      { numRuns: 1000 },
    )
  })

  it('are refused exactly where a name repeats in one object', () => {
    const name = fc.constantFrom('a', 'b', 'c', '__proto__', '"', 'é', ':')
    const value: fc.Arbitrary<{ text: string; repeats: boolean }> = fc.letrec<{
      any: { text: string; repeats: boolean }
    }>((tie) => ({
      any: fc.oneof(
        { depthSize: 'small' },
        fc
          .constantFrom('1', '"x:y"', '"{\\"a\\":1}"', 'null', '[]', ...longTexts)
          .map((text) => ({ text, repeats: false })),
        fc.array(tie('any'), { maxLength: 3 }).map((items) => ({
          text: `[${items.map(({ text }) => text).join(',')}]`,
          repeats: items.some(({ repeats }) => repeats),
        })),
        fc.array(fc.tuple(name, tie('any')), { maxLength: 4 }).map((members) => ({
          text: `{${members.map(([key, { text }]) => `${JSON.stringify(key)} : ${text}`).join(', ')}}`,
          repeats:
            members.some(([, { repeats }]) => repeats) || new Set(members.map(([key]) => key)).size < members.length,
        })),
      ),
    })).any
    fc.assert(
      fc.property(value, ({ text, repeats }) => {
        expect(parse(text).ok, text).toBe(!repeats)
      }),
      { numRuns: 1000 },
    )
  })

  it.each([
    ['{"a":1,\n "a":2}', 2, 2],
    ['{"x":{"b":1,"\\u0062":2}}', 1, 13],
    ['{"a":1,}', 1, 8],
    ['{\n\n  "a": tru\n}', 3, 8],
    ['', 1, 1],
    ['{"a"', 1, 5],
    ['[1,2', 1, 5],
    ['\ufeff{}', 1, 1],
    ['{} x', 1, 4],
    ["{'a':1}", 1, 2],
    ['[NaN]', 1, 2],
  ])('name the place: %j → line %i, column %i', (text, line, column) => {
    expect(parse(text)).toMatchObject({ ok: false, line, column })
  })

  it('are refused when they are not UTF-8', () => {
    expect(parseJsonBody(Buffer.from([0x22, 0xff, 0x22])).ok).toBe(false)
    expect(parseJsonBody(Buffer.from([0x22, 0xc0, 0xaf, 0x22])).ok).toBe(false)
  })

  it('are refused beyond a depth', () => {
    expect(parse('['.repeat(maxDepth) + ']'.repeat(maxDepth)).ok).toBe(true)
    expect(parse('['.repeat(maxDepth + 1) + ']'.repeat(maxDepth + 1)).ok).toBe(false)
    expect(parse('[{"a":'.repeat(500_000)).ok).toBe(false)
  })

  it('change no prototype, whatever names they hold', () => {
    const body = parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}')
    expect(body.ok).toBe(true)
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    if (body.ok) expect(Object.getPrototypeOf(body.value)).toBe(Object.prototype)
  })
})
