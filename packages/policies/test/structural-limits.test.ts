import { defaultOperationLimits } from '@gatehouse/contracts/operation-limits'
import type { OperationLimits, ValidationMode } from '@gatehouse/contracts/snapshot'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exceeds, mayExceed } from '../src/validation/json-structure.ts'
import { structuralLimits } from '../src/validation/structural-limits.ts'
import { content, formType, jsonBody, judging, multipart, multipartType, verdictOf } from './judge-fixture.ts'

const bodyBytes = 4_000_000
const json = (limits: Partial<OperationLimits>, requestValidation: ValidationMode = 'block') => {
  const ask = judging({ requestValidation, limits: { bodyBytes, ...limits }, body: jsonBody(true) })
  return (body: string) => verdictOf(ask({ type: 'application/json', body }))
}
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
const keys = (count: number) => `{${Array.from({ length: count }, (_, i) => `"k${i}":{}`).join(',')}}`
const items = (count: number) => `[${Array.from({ length: count }, () => '1').join(',')}]`

describe('I17: a JSON body is bounded before anything is built from it', () => {
  it.each([
    ['jsonDepth', 5, nested, 'json_too_deep'],
    ['jsonKeys', 7, keys, 'json_too_many_keys'],
    ['arrayItems', 9, items, 'array_too_long'],
    ['stringLength', 11, (length: number) => JSON.stringify('x'.repeat(length)), 'string_too_long'],
    ['stringLength', 11, (length: number) => JSON.stringify({ ['é'.repeat(length)]: 1 }), 'string_too_long'],
  ] as const)('%s of an operation’s own', (name, limit, make, code) => {
    const ask = json({ [name]: limit })
    expect(ask(make(limit))).toBe('pass')
    expect(ask(make(limit + 1))).toBe(code)
  })

  it.each([
    ['jsonDepth', nested, 'json_too_deep'],
    ['jsonKeys', keys, 'json_too_many_keys'],
    ['arrayItems', items, 'array_too_long'],
    ['stringLength', (length: number) => JSON.stringify('x'.repeat(length)), 'string_too_long'],
  ] as const)('%s by default', (name, make, code) => {
    const limit = defaultOperationLimits[name]
    expect(json({})(make(limit))).toBe('pass')
    expect(json({})(make(limit + 1))).toBe(code)
  })

  it('bytes', () => {
    expect(json({ bodyBytes: 10 })('"12345678"')).toBe('pass')
    expect(json({ bodyBytes: 10 })('"123456789"')).toBe('body_too_large')
  })

  it('the detail names limit and position', () => {
    const ask = judging({ limits: { bodyBytes, jsonDepth: 2 }, body: jsonBody(true) })
    expect(ask({ type: 'application/json', body: '[\n [[' })).toMatchObject({
      code: 'json_too_deep',
      detail: 'At most 2 levels. Line 2, column 3.',
      findings: [{ in: 'body', rule: 'json-depth', expected: 'at most 2 levels' }],
    })
  })

  it('counts as a parser would, for every JSON text', () => {
    const widest = (value: unknown): { keys: number; items: number; text: number } => {
      if (typeof value === 'string') return { keys: 0, items: 0, text: value.length }
      if (typeof value !== 'object' || value === null) return { keys: 0, items: 0, text: 0 }
      const inner = (Array.isArray(value) ? value : [...Object.keys(value), ...Object.values(value)]).map(widest)
      const most = (pick: 'keys' | 'items' | 'text') => Math.max(0, ...inner.map((one) => one[pick]))
      return {
        keys: Math.max(most('keys'), Array.isArray(value) ? 0 : Object.keys(value).length),
        items: Math.max(most('items'), Array.isArray(value) ? value.length : 0),
        text: most('text'),
      }
    }
    fc.assert(
      fc.property(fc.json({ maxDepth: 3 }), fc.constantFrom('', '\n '), (source, space) => {
        const value: unknown = JSON.parse(source)
        const text = JSON.stringify(value, null, space)
        const most = widest(value)
        const limits = { bodyBytes, jsonKeys: most.keys + 1, arrayItems: most.items + 1, stringLength: most.text + 1 }
        const bytes = Buffer.from(text)
        expect(exceeds(bytes, structuralLimits({ ...limits, jsonKeys: Math.max(1, most.keys) }))).toBeNull()
        expect(exceeds(bytes, structuralLimits({ ...limits, arrayItems: Math.max(1, most.items) }))).toBeNull()
        if (most.keys > 1) expect(broken(bytes, { ...limits, jsonKeys: most.keys - 1 })).toBe('jsonKeys')
        if (most.items > 1) expect(broken(bytes, { ...limits, arrayItems: most.items - 1 })).toBe('arrayItems')
        if (most.text > 1) expect(broken(bytes, { ...limits, stringLength: most.text - 1 })).toBe('stringLength')
      }),
      { numRuns: 200 },
    )
  })

  it('a limit of its own holds in every mode, a default only where validation blocks', () => {
    for (const mode of ['off', 'report'] as const) {
      expect(json({ jsonDepth: 2 }, mode)(nested(3))).toBe('json_too_deep')
      expect(json({}, mode)(nested(65))).toBe('pass')
    }
    const ask = judging({ requestValidation: 'report', body: jsonBody(true) })
    expect(ask({ type: 'application/json', body: nested(65) }).findings).toMatchObject([{ rule: 'json-depth' }])
    const other = judging({
      requestValidation: 'off',
      limits: { bodyBytes, jsonDepth: 2 },
      body: content('text/plain', true),
    })
    expect(verdictOf(other({ type: 'application/json', body: nested(3) }))).toBe('json_too_deep')
  })

  it('a bomb is refused', () => {
    expect(json({})('[{"a":'.repeat(300_000))).toBe('json_too_deep')
    expect(json({})(`[${'0,'.repeat(1_000_000)}0]`)).toBe('array_too_long')
  })
})

function broken(bytes: Buffer, own: OperationLimits): string | undefined {
  const limits = structuralLimits(own)
  expect(mayExceed(bytes.length, bytes.filter((byte) => byte === 0x3a).length, limits)).toBe(true)
  return exceeds(bytes, limits)?.breach.limit
}

describe('I17: a form is bounded', () => {
  const schema = { type: 'object', properties: { a: { type: 'array', items: { type: 'string' } } } }
  it('in fields, own and by default', () => {
    const fields = (count: number) => Array.from({ length: count }, (_, i) => `a=${i}`).join('&')
    const own = judging({ limits: { bodyBytes, formFields: 3 }, body: content(formType, schema) })
    expect(verdictOf(own({ type: formType, body: fields(3) }))).toBe('pass')
    expect(verdictOf(own({ type: formType, body: fields(4) }))).toBe('form_too_many_fields')
    const byDefault = judging({ limits: { bodyBytes }, body: content(formType, schema) })
    expect(verdictOf(byDefault({ type: formType, body: fields(1000) }))).toBe('pass')
    expect(verdictOf(byDefault({ type: formType, body: fields(1001) }))).toBe('form_too_many_fields')
  })
  it('in parts and the length of their texts', () => {
    const ask = judging({
      limits: { bodyBytes, formFields: 2, stringLength: 4 },
      body: content('multipart/form-data', schema),
    })
    const send = (...parts: Parameters<typeof multipart>) =>
      verdictOf(ask({ type: multipartType, body: multipart(...parts) }))
    expect(send(['name="a"', '1'], ['name="a"', '2'])).toBe('pass')
    expect(send(['name="a"', '1'], ['name="a"', '2'], ['name="a"', '3'])).toBe('form_too_many_fields')
    expect(send(['name="a"', '12345'])).toBe('string_too_long')
  })
  it('in the types of uploaded files, whatever else is judged', () => {
    for (const requestValidation of ['block', 'off'] as const) {
      const ask = judging({
        requestValidation,
        limits: { bodyBytes, uploadTypes: ['image/*', 'application/pdf'] },
        body: content('multipart/form-data', true),
      })
      const upload = (...lines: string[]) =>
        verdictOf(ask({ type: multipartType, body: multipart(['name="f"; filename="f"', 'x', ...lines]) }))
      expect(upload('Content-Type: image/PNG')).toBe('pass')
      expect(upload('Content-Type: application/pdf; a=b')).toBe('pass')
      expect(upload('Content-Type: text/html')).toBe('upload_type_refused')
      expect(upload()).toBe('upload_type_refused')
    }
  })
})
