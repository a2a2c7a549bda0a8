import type { JsonSchema } from '@gatehouse/contracts/api-description'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  generateValidatorCode,
  loadValidator,
  schemaSet,
  schemaSetKey,
  unjudgedPatterns,
  type Validator,
} from '../src/snapshot/validators.ts'

const validatorFor = (schema: JsonSchema, shared: Record<string, JsonSchema> = {}): Validator =>
  loadValidator(generateValidatorCode(schemaSet(schema, shared)))

describe('generated validators', () => {
  const leaf = fc.constantFrom<JsonSchema[]>(
    { type: 'integer' },
    { type: 'string', minLength: 2 },
    { enum: ['a', 1] },
    { type: 'boolean' },
    true,
    { maximum: 3 },
  )
  const schema = fc.letrec<{ any: JsonSchema }>((tie) => ({
    any: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc
        .record({ type: fc.constant('array'), items: tie('any'), maxItems: fc.constantFrom(3, 60) })
        .map((value) => value as JsonSchema),
      fc.record({ type: fc.constant('array'), contains: tie('any') }).map((value) => value as JsonSchema),
      fc.record({ type: fc.constant('array'), uniqueItems: fc.constant(true) }).map((value) => value as JsonSchema),
      fc
        .record({
          type: fc.constant('object'),
          properties: fc.record({ a: tie('any') }),
          additionalProperties: tie('any'),
        })
        .map((value) => value as JsonSchema),
      fc.record({ anyOf: fc.array(tie('any'), { minLength: 1, maxLength: 3 }) }).map((value) => value as JsonSchema),
      fc.record({ oneOf: fc.array(tie('any'), { minLength: 1, maxLength: 3 }) }).map((value) => value as JsonSchema),
      fc.record({ not: tie('any') }).map((value) => value as JsonSchema),
    ),
  })).any
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.array(fc.constantFrom<unknown[]>('a', 'ab', 1, 5, true, { a: 1 }, { a: 'x' }, ['a', 1]), { maxLength: 50 }),
    fc.array(fc.constantFrom('a', 'z'), { minLength: 30, maxLength: 60 }).map((items) => [...items, 'ab', 2]),
    fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__'), fc.constantFrom<unknown[]>('ab', 1, true)),
  )

  it('say what plain ajv says, with their loops bounded, for any schema and value', () => {
    const plain = new Ajv2020({ strict: false, ownProperties: true, logger: false })
    fc.assert(
      fc.property(schema, fc.array(value, { minLength: 1, maxLength: 8 }), (one, values) => {
        const ours = validatorFor(one)
        const theirs = plain.compile(one as object | boolean)
        for (const sample of values) expect(ours(sample), JSON.stringify([one, sample])).toBe(theirs(sample))
      }),
      { numRuns: 300 },
    )
  }, 60_000)

  it('count characters, not code units, at every bound', () => {
    const plain = new Ajv2020({ strict: false, allErrors: true, logger: false })
    const text = fc.array(fc.constantFrom('a', 'ä', '😀', '\ud83d'), { maxLength: 12 }).map((pieces) => pieces.join(''))
    const bounds = fc.record({ minLength: fc.nat(8), maxLength: fc.nat(12) })
    fc.assert(
      fc.property(bounds, fc.array(text, { minLength: 1, maxLength: 20 }), (rules, texts) => {
        const schema = { type: 'string', ...rules, pattern: '^a' }
        const ours = validatorFor(schema)
        const theirs = plain.compile(schema)
        const errorsOf = (validate: { errors?: { keyword: string; params: object }[] | null }) =>
          (validate.errors ?? []).map(({ keyword, params }) => ({ keyword, params }))
        for (const sample of texts) {
          expect(ours(sample), JSON.stringify([schema, sample])).toBe(theirs(sample))
          expect(errorsOf(ours)).toEqual(errorsOf(theirs as Parameters<typeof errorsOf>[0]))
        }
      }),
      { numRuns: 200 },
    )
  })

  it('follow shared schemas, recursive ones included, and take only what is reached', () => {
    const shared: Record<string, JsonSchema> = {
      Tree: {
        type: 'object',
        properties: { value: { type: 'integer' }, children: { type: 'array', items: { $ref: '#/schemas/Tree' } } },
      },
      'a/b~c d': { type: 'string' },
      Unused: { type: 'number' },
    }
    const set = schemaSet(
      { type: 'object', properties: { tree: { $ref: '#/schemas/Tree' }, odd: { $ref: '#/schemas/a~1b~0c%20d' } } },
      shared,
    )
    expect(Object.keys(set.shared).sort()).toEqual(['Tree', 'a/b~c d'])
    const validate = loadValidator(generateValidatorCode(set))
    expect(validate({ tree: { value: 1, children: [{ value: 2, children: [] }] }, odd: 'x' })).toBe(true)
    expect(validate({ tree: { children: [{ children: [{ value: 'x' }] }] } })).toBe(false)
    expect(validate({ odd: 1 })).toBe(false)
  })

  it('have keys that do not depend on the order of members', () => {
    const a = schemaSet({ type: 'string', minLength: 1 }, {})
    const b = schemaSet({ minLength: 1, type: 'string' }, {})
    expect(schemaSetKey(a)).toBe(schemaSetKey(b))
    expect(schemaSetKey(a)).not.toBe(schemaSetKey(schemaSet({ minLength: 2, type: 'string' }, {})))
  })

  it.each([{ type: 'nonsense' }, { $ref: '#/schemas/Missing' }, { minimum: 'x' }, { required: 'a' }] as JsonSchema[])(
    'refuse %j when they are made',
    (broken) => {
      expect(() => generateValidatorCode(schemaSet(broken, {}))).toThrow()
    },
  )

  it('cannot be led to run a schema’s text', () => {
    const nasty = '"]}`);globalThis.polluted=1;//'
    const validate = validatorFor({
      type: 'object',
      properties: { [nasty]: { const: nasty, description: nasty } },
      required: [nasty],
      patternProperties: { '\\u0060\\);globalThis': { enum: [nasty] } },
    })
    validate({ [nasty]: nasty })
    expect((globalThis as Record<string, unknown>).polluted).toBeUndefined()
  })

  it('an own property called __proto__ is judged like any other, an inherited one is none', () => {
    const validate = validatorFor({ type: 'object', required: ['toString'], additionalProperties: { type: 'integer' } })
    expect(validate({})).toBe(false)
    expect(validate(JSON.parse('{"toString":1,"__proto__":{"x":1}}'))).toBe(false)
    expect(validate(JSON.parse('{"toString":1,"__proto__":2}'))).toBe(true)
  })
})

describe('D28: hostile input does not stop the thread', () => {
  it('a hundred thousand wrong items give few findings', () => {
    const validate = validatorFor({
      type: 'array',
      items: {
        type: 'object',
        required: ['a'],
        properties: { a: { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'integer' } }] } },
      },
    })
    const wrong = Array.from({ length: 100_000 }, () => ({ a: ['x'] }))
    expect(validate(wrong)).toBe(false)
    expect(validate.errors?.length).toBeLessThan(200)
  })

  it('fifty thousand unique items are told apart', () => {
    const validate = validatorFor({ type: 'array', uniqueItems: true })
    const many = Array.from({ length: 50_000 }, (_, i) => ({ i }))
    expect(validate(many)).toBe(true)
    expect(validate([...many, { i: 7 }])).toBe(false)
  })

  it('patterns that no linear engine takes judge nothing, and are named', () => {
    const source: JsonSchema = {
      type: 'object',
      properties: { p: { pattern: '^(?=.*\\d).{8,}$' }, q: { pattern: '(a)\\1' }, r: { pattern: '^a$' } },
    }
    expect(unjudgedPatterns(source)).toEqual(['^(?=.*\\d).{8,}$', '(a)\\1'])
    expect(validatorFor(source)({ p: 'short', q: 'x', r: 'a' })).toBe(true)
  })
})
