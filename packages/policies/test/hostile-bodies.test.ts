import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { content, formType, judging, multipart, multipartType, verdictOf } from './judge-fixture.ts'

const schema = {
  type: 'object',
  properties: {
    a: { type: 'string' },
    n: { type: 'integer' },
    o: { type: 'object', properties: { p: { type: 'array', items: { type: 'object', properties: { q: {} } } } } },
    l: { type: 'array', items: { type: 'number' } },
    f: { type: 'string', format: 'binary' },
  },
}
const valid: Record<string, string> = {
  'application/json': '{"a":"x","n":1,"o":{"p":[{"q":1,"r":2}]},"z":[1,2,{"y":null}]}',
  [formType]: 'a=x&n=1&o[p][0][q]=1&o[p][0][r]=2&l=1&l=2&z=%41&o={"p":[]}',
  [multipartType]: multipart(
    ['name="a"', 'x'],
    ['name="f"; filename="x"', 'y'],
    ['name="o"', '{"p":[{"r":1}]}'],
    ['name="z"', '1'],
  ),
  'application/xml': '<?xml version="1.0"?><o a="1">t&amp;<!-- c --><b/><![CDATA[x]]></o>',
}
const both = ['strip', 'refuse'] as const

describe('D29, D30: whatever bytes a body has', () => {
  for (const type of Object.keys(valid)) {
    const text = valid[type] ?? ''
    const asks = both.map((rule) =>
      judging({ body: content(type.replace(/;.*/, ''), schema), undeclared: { form: rule, body: rule } }),
    )
    it(`${type.replace(/;.*/, '')}: there is a verdict, and what goes on can be read again`, () => {
      const edit = fc.tuple(
        fc.nat(text.length),
        fc.nat(3),
        fc.oneof(fc.constantFrom(...'{}[]",:=&%<>/;\r\n\\-_', '__proto__', '\0'), fc.string({ maxLength: 3 })),
      )
      const damaged = fc
        .array(edit, { maxLength: 4 })
        .map((edits) => edits.reduce((body, [at, gone, put]) => body.slice(0, at) + put + body.slice(at + gone), text))
      const bytes = fc.oneof(
        damaged.map((body) => Buffer.from(body)),
        fc.uint8Array({ maxLength: 60 }).map((body) => Buffer.from(body)),
      )
      fc.assert(
        fc.property(bytes, (body) => {
          for (const ask of asks) {
            const decision = ask({ type, body })
            if (decision.kind !== 'allow' || decision.rewrittenBody === null) continue
            // What was taken out is out: nothing is left to take.
            expect(ask({ type, body: decision.rewrittenBody })).toMatchObject(
              decision.rewrittenBody.length === 0 ? {} : { kind: 'allow', rewrittenBody: null },
            )
          }
        }),
        { numRuns: 400 },
      )
      expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    })
  }

  it('names of prototypes are names like others', () => {
    const ask = judging({ body: content(formType, schema), undeclared: { form: 'refuse' } })
    expect(
      verdictOf(
        ask({ type: formType, body: '__proto__=1&constructor[prototype][polluted]=1&o[__proto__][polluted]=1' }),
      ),
    ).toBe('body/__proto__ undeclared, body/constructor[prototype][polluted] undeclared, body/o/__proto__ undeclared')
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  it('fields, parts and brackets without number come to an end', () => {
    const ask = judging({ limits: { bodyBytes: 4_000_000, formFields: 100_000 }, body: content(formType, schema) })
    expect(ask({ type: formType, body: 'l=1&'.repeat(99_999) }).kind).toBe('allow')
    expect(ask({ type: formType, body: `o${'[p]'.repeat(300_000)}=1` }).kind).toBe('allow')
    const parts = judging({
      limits: { bodyBytes: 4_000_000, formFields: 100_000 },
      body: content('multipart/form-data', schema),
    })
    expect(parts({ type: multipartType, body: `--XX\r\n${'\r\n--X'.repeat(500_000)}` })).toMatchObject({
      code: 'body_not_form',
    })
  })
})
