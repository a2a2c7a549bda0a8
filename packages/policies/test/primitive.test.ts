import type { JsonSchema } from '@gatehouse/contracts/api-description'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { generateValidatorCode, loadValidator, schemaSet, type Validator } from '../src/snapshot/validators.ts'
import { integerOf, numberOf, readings } from '../src/validation/coerce.ts'
import { stringFormatChecks } from '../src/validation/formats.ts'
import { compilePrimitive } from '../src/validation/primitive.ts'
import { shapeOf } from '../src/validation/schema-shape.ts'

const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
const clean = (schema: object): JsonSchema => JSON.parse(JSON.stringify(schema)) as JsonSchema
const limit = fc.oneof(fc.integer({ min: -20, max: 20 }), fc.double({ min: -5, max: 5, noNaN: true }))

const schemas: fc.Arbitrary<JsonSchema> = fc.oneof(
  fc
    .record({
      type: fc.constantFrom('integer', 'number'),
      minimum: some(limit),
      maximum: some(limit),
      exclusiveMinimum: some(limit),
      exclusiveMaximum: some(limit),
      multipleOf: some(fc.constantFrom(1, 2, 0.1, 0.01, 3, 0.5)),
      enum: some(fc.uniqueArray(fc.integer({ min: -5, max: 5 }), { minLength: 1 })),
      format: some(fc.constantFrom('int32', 'int64', 'float', 'double', 'unknown')),
      const: some(fc.integer({ min: -5, max: 5 })),
    })
    .map(clean),
  fc
    .record({
      type: fc.constant('string'),
      minLength: some(fc.nat(6)),
      maxLength: some(fc.nat(12)),
      pattern: some(fc.constantFrom('^[a-z]+$', '\\d', '^.{2,4}$', '(ab|c)+$', '^\\p{L}*$', '^[^/]*$', 'a(?=b)')),
      format: some(fc.constantFrom(...Object.keys(stringFormatChecks), 'unknown')),
      enum: some(fc.uniqueArray(fc.constantFrom('a', 'ab', '1', 'true', ''), { minLength: 1 })),
      const: some(fc.constantFrom('a', 'ab')),
    })
    .map(clean),
  fc.record({ type: fc.constant('boolean'), enum: some(fc.constant([true])), const: some(fc.boolean()) }).map(clean),
)

const texts = fc.oneof(
  fc.string({ maxLength: 14 }),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.integer({ min: -25, max: 25 }).map(String),
  fc.double({ noNaN: true }).map(String),
  fc.double({ min: -6, max: 6, noNaN: true }).map((value) => value.toFixed(2)),
  fc.constantFrom(
    'true',
    'false',
    'a',
    'ab',
    '',
    '01',
    '+1',
    '1e3',
    '1E400',
    '-0',
    '0x10',
    ' 1',
    '1 ',
    '1_0',
    '.5',
    '5.',
    'NaN',
    'Infinity',
    '9007199254740993',
    '2147483648',
  ),
  fc.constantFrom('2026-02-29', '2028-02-29', '12:00:00Z', 'a@b.co', '::1', '10.0.0.1', 'http://a/b', 'aGk=', '/a/b'),
)

const compiled = new Map<string, Validator>()
function ajvFor(schema: JsonSchema): Validator {
  const key = JSON.stringify(schema)
  const known = compiled.get(key)
  if (known !== undefined) return known
  const validator = loadValidator(generateValidatorCode(schemaSet(schema, {})))
  compiled.set(key, validator)
  return validator
}

describe('quick checks of plain parameters', () => {
  it('give ajv’s verdict and ajv’s rules on the coerced value, for any schema and text', () => {
    fc.assert(
      fc.property(schemas, fc.array(texts, { minLength: 1, maxLength: 12 }), (schema, samples) => {
        const quick = compilePrimitive(schema, {})
        if (quick === null) throw new Error('no quick check')
        const ajv = ajvFor(schema)
        const shape = shapeOf(schema, {})
        for (const text of samples) {
          const value = readings(text, shape)[0]
          const verdict = ajv(value)
          const wanted = (ajv.errors ?? []).map(({ keyword }) => keyword).sort()
          expect(quick.check(text), `${JSON.stringify(schema)} ${JSON.stringify(text)}`).toBe(verdict)
          if (verdict) continue
          const { errors } = quick.explain(text)
          const got = errors.map(({ keyword }) => keyword).sort()
          // A text that is no number at all has no further rules to break.
          expect(got.length).toBeGreaterThan(0)
          if (got.includes('type')) expect(wanted).toContain('type')
          else expect(got).toEqual(wanted)
        }
      }),
      { numRuns: 700 },
    )
  }, 60_000)

  it.each([
    { type: ['string', 'null'] },
    { type: 'array', items: { type: 'string' } },
    { type: 'string', not: { const: 'a' } },
    { anyOf: [{ type: 'string' }] },
    { type: 'object' },
    {},
    true,
  ] as JsonSchema[])('leave %j to the general way', (schema) => {
    expect(compilePrimitive(schema, {})).toBeNull()
  })

  it('follow references, loops included, without end', () => {
    const shared = {
      A: { $ref: '#/schemas/B' },
      B: { type: 'integer', minimum: 3 },
      L: { $ref: '#/schemas/L' },
    } as Record<string, JsonSchema>
    expect(compilePrimitive({ $ref: '#/schemas/A' }, shared)?.check('3')).toBe(true)
    expect(compilePrimitive({ $ref: '#/schemas/A' }, shared)?.check('2')).toBe(false)
    expect(compilePrimitive({ $ref: '#/schemas/L' }, shared)).toBeNull()
  })
})

describe('coercion', () => {
  it('takes for a number only what JSON takes for one', () => {
    fc.assert(
      fc.property(texts, (text) => {
        let json: unknown
        try {
          json = JSON.parse(text)
        } catch {
          json = undefined
        }
        const isNumber = typeof json === 'number' && text.trim() === text && Number.isFinite(json)
        expect(numberOf(text)).toBe(isNumber ? json : undefined)
        if (integerOf(text) !== undefined) expect(integerOf(text)).toBe(numberOf(text))
      }),
      { numRuns: 2000 },
    )
  })
})
