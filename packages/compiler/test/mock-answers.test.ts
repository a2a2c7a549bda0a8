import type { OperationDescription } from '@gatehouse/contracts/api-description'
import type { Json, JsonObject } from '@gatehouse/contracts/json'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mockAnswers, mostBytes } from '../src/mock/mock-answers.ts'
import { sampleValue } from '../src/mock/sample-value.ts'

function operation(responses: OperationDescription['responses']): OperationDescription {
  return { method: 'GET', path: '/orders', tags: [], deprecated: false, parameters: [], security: [], responses }
}

const judges = new Map<string, Ajv2020>()

function judgeOf(schemas: Record<string, JsonObject>): Ajv2020 {
  const key = JSON.stringify(schemas)
  const known = judges.get(key)
  if (known) return known
  const ajv = new Ajv2020({ strict: false, validateSchema: false })
  formats.default(ajv)
  for (const [name, shared] of Object.entries(schemas)) ajv.addSchema({ ...moved(shared), $id: `s:${name}` } as object)
  judges.set(key, ajv)
  return ajv
}

function errorsOf(schema: Json, schemas: Record<string, JsonObject>, value: Json | undefined): unknown {
  if (value === undefined) return 'nothing was made'
  const validate = judgeOf(schemas).compile(moved(schema) as object)
  return validate(value) ? null : { value, errors: validate.errors }
}

/** Our references as ajv resolves them. */
function moved(schema: Json): JsonObject {
  return JSON.parse(JSON.stringify(schema).replaceAll('#/schemas/', 's:')) as JsonObject
}

const bounds = fc
  .tuple(fc.option(fc.integer({ min: -50, max: 50 })), fc.nat({ max: 40 }), fc.boolean(), fc.boolean())
  .map(([low, width, exclusive, upper]): JsonObject => {
    if (low === null) return {}
    return {
      [exclusive ? 'exclusiveMinimum' : 'minimum']: low,
      ...(upper ? { [exclusive ? 'exclusiveMaximum' : 'maximum']: low + width + 2 } : {}),
    }
  })
const lengths = fc
  .tuple(fc.nat({ max: 12 }), fc.nat({ max: 12 }), fc.boolean())
  .map(([min, more, upper]): JsonObject => ({ minLength: min, ...(upper ? { maxLength: min + more } : {}) }))
const patterns = fc.constantFrom(
  '^[A-Z]{3}-\\d{4}$',
  '^(?:open|closed)$',
  '^[a-z]+(?:-[a-z]+)*$',
  '\\d+',
  '^\\+?[0-9 ]{6,20}$',
  '^[^/\\s]{2,}$',
  '^v(?<major>\\d+)\\.\\d+$',
  '^(a|b){2}c?$',
)
const formatNames = fc.constantFrom(
  'date-time',
  'date',
  'time',
  'email',
  'uuid',
  'uri',
  'hostname',
  'ipv4',
  'ipv6',
  'duration',
  'byte',
)

const leaf: fc.Arbitrary<JsonObject> = fc.oneof(
  lengths.map((more) => ({ type: 'string', ...more })),
  patterns.map((pattern) => ({ type: 'string', pattern })),
  formatNames.map((format) => ({ type: 'string', format })),
  bounds.map((more) => ({ type: 'number', ...more })),
  bounds.map((more) => ({ type: 'integer', ...more })),
  fc.constantFrom(3, 5, 0.5).map((multipleOf) => ({ type: 'number', multipleOf, minimum: 7 })),
  fc.constant({ type: 'boolean' }),
  fc.constant<JsonObject>({ type: ['null', 'string'] }),
  fc
    .array(fc.oneof(fc.string(), fc.integer(), fc.constant(null)), { minLength: 1, maxLength: 3 })
    .map((values) => ({ enum: values })),
  fc.string().map((value) => ({ const: value })),
  fc.constantFrom('A', 'B').map((name) => ({ $ref: `#/schemas/${name}` })),
  fc.constant({}),
)

const names = fc.constantFrom('id', 'name', 'items', 'total', 'state')

const { schema } = fc.letrec<{ schema: JsonObject; object: JsonObject }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    tie('object'),
    fc
      .tuple(tie('schema'), fc.nat({ max: 3 }), fc.nat({ max: 2 }))
      .map(([items, min, more]): JsonObject => ({ type: 'array', items, minItems: min, maxItems: min + more })),
    fc.tuple(tie('schema'), leaf).map(([first, items]): JsonObject => ({ type: 'array', prefixItems: [first], items })),
    fc.tuple(tie('object'), tie('object')).map(([a, b]): JsonObject => ({ anyOf: [a, b] })),
    fc.tuple(tie('object'), tie('object')).map(
      ([a, b]): JsonObject => ({
        oneOf: [
          { allOf: [a, { type: 'object', properties: { kind: { const: 'a' } }, required: ['kind'] }] },
          { allOf: [b, { type: 'object', properties: { kind: { const: 'b' } }, required: ['kind'] }] },
        ],
      }),
    ),
    tie('schema').map((more): JsonObject => ({ type: 'object', additionalProperties: more, minProperties: 1 })),
  ),
  object: fc
    .tuple(fc.dictionary(names, tie('schema') as fc.Arbitrary<Json>, { maxKeys: 3 }), fc.boolean(), fc.boolean())
    .map(([properties, required, closed]): JsonObject => {
      const own = { ...properties }
      return {
        type: 'object',
        properties: own,
        ...(required ? { required: Object.keys(own) } : {}),
        ...(closed ? { additionalProperties: true } : {}),
      }
    }),
}))

describe('a value made from a schema', () => {
  test('fits the schema, whatever it asks', () => {
    const shared = {
      A: {
        type: 'object',
        properties: { next: { $ref: '#/schemas/A' }, name: { type: 'string' } },
        required: ['name'],
      },
      B: { type: 'array', items: { $ref: '#/schemas/A' } },
    }
    fc.assert(
      fc.property(schema, (generated) => {
        expect(errorsOf(generated, shared, sampleValue(generated, shared))).toBeNull()
      }),
      { numRuns: 100 },
    )
  })

  test.each<[string, Json]>([
    [
      'conditions',
      JSON.parse(`{"type": "object", "properties": {"kind": {"enum": ["a", "b"]}}, "required": ["kind"],
        "if": {"properties": {"kind": {"const": "a"}}}, "then": {"required": ["size"], "properties": {"size": {"type": "integer"}}}}`) as Json,
    ],
    ['negation', { type: 'string', not: { const: 'string' } }],
    [
      'unique items',
      { type: 'array', items: { type: 'integer', minimum: 1, maximum: 9 }, minItems: 5, uniqueItems: true },
    ],
    ['unique texts', { type: 'array', items: { type: 'string', maxLength: 2 }, minItems: 5, uniqueItems: true }],
    ['an item that it must contain', { type: 'array', items: { type: 'integer' }, contains: { minimum: 90 } }],
    [
      'names by pattern',
      {
        type: 'object',
        patternProperties: { '^x-[a-z]+$': { type: 'integer' } },
        additionalProperties: false,
        minProperties: 2,
      },
    ],
    [
      'property names',
      {
        type: 'object',
        propertyNames: { pattern: '^[A-Z]{2}$' },
        additionalProperties: { type: 'number' },
        minProperties: 2,
      },
    ],
    [
      'dependent members',
      {
        type: 'object',
        properties: { card: { type: 'string' }, cvc: { type: 'string', pattern: '^\\d{3}$' } },
        dependentRequired: { card: ['cvc'] },
      },
    ],
    [
      'types that two parts narrow',
      {
        allOf: [
          { type: ['number', 'string'], minimum: 3 },
          { type: 'integer', maximum: 3 },
        ],
      },
    ],
    [
      'closed parts',
      {
        allOf: [
          { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false },
          { properties: { b: { type: 'string' } } },
        ],
      },
    ],
    ['examples that do not fit', { type: 'integer', minimum: 10, example: 3, default: 'x' }],
    ['everything', true],
  ])('fits %s', (_name, generated) => {
    expect(errorsOf(generated as JsonObject, {}, sampleValue(generated, {}))).toBeNull()
  })

  test('takes the schema’s own example where it fits', () => {
    expect(sampleValue({ type: 'string', example: 'Ada' }, {})).toBe('Ada')
    expect(sampleValue({ type: 'object', properties: { id: { type: 'integer', examples: [7] } } }, {})).toEqual({
      id: 7,
    })
  })

  test('of a discriminator names its branch', () => {
    const schemas = {
      Cat: { type: 'object', required: ['kind'], properties: { kind: { type: 'string' } } },
      Dog: { type: 'object', required: ['kind'], properties: { kind: { type: 'string' } } },
    }
    const choice = {
      anyOf: [{ $ref: '#/schemas/Cat' }, { $ref: '#/schemas/Dog' }],
      discriminator: { propertyName: 'kind', mapping: { cat: '#/schemas/Cat' } },
    }
    expect(sampleValue(choice, schemas)).toEqual({ kind: 'cat' })
  })

  test('ends where a type holds itself, and says nothing where it must for ever', () => {
    const schemas = {
      Tree: {
        type: 'object',
        properties: { name: { type: 'string' }, children: { type: 'array', items: { $ref: '#/schemas/Tree' } } },
      },
      Endless: { type: 'object', required: ['next'], properties: { next: { $ref: '#/schemas/Endless' } } },
      Loop: { $ref: '#/schemas/Loop' },
    }
    const tree = sampleValue({ $ref: '#/schemas/Tree' }, schemas)
    expect(errorsOf({ $ref: '#/schemas/Tree' }, schemas, tree)).toBeNull()
    expect(JSON.stringify(tree).length).toBeLessThan(300)
    expect(sampleValue({ $ref: '#/schemas/Endless' }, schemas)).toBeUndefined()
    expect(sampleValue({ $ref: '#/schemas/Loop' }, schemas)).toBeUndefined()
  })

  test('never holds what only clients write', () => {
    const user = {
      type: 'object',
      required: ['name', 'password'],
      properties: { name: { type: 'string' }, password: { type: 'string', writeOnly: true } },
    }
    expect(sampleValue(user, {})).toEqual({ name: 'string' })
  })

  test('does not run a pattern that would take for ever, and stays small', () => {
    const wide = {
      type: 'object',
      properties: Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`p${i}`, { $ref: '#/schemas/W' }])),
    }
    const value = sampleValue({ $ref: '#/schemas/W' }, { W: wide })
    sampleValue({ type: 'string', pattern: '^(a+)+$', minLength: 40, example: `${'a'.repeat(60)}!` }, {})
    sampleValue({ type: 'array', minItems: 1_000_000, items: {} }, {})
    sampleValue({ type: 'string', minLength: 1e9 }, {})
    expect(JSON.stringify(value).length).toBeLessThan(200_000)
  })
})

describe('the answers of a mock', () => {
  test('are the examples first, by name, and the successful ones before the others', () => {
    const answers = mockAnswers(
      operation({
        default: {
          description: 'Failed',
          content: {
            'application/problem+json': { schema: { type: 'object', properties: { title: { type: 'string' } } } },
          },
        },
        404: {
          description: 'None',
          content: { 'application/json': { examples: [{ name: 'gone', value: { code: 'gone' } }] } },
        },
        200: {
          description: 'Some',
          headers: {
            'X-Total': { required: true, schema: { type: 'integer', minimum: 4 } },
            'Content-Length': { schema: { type: 'integer' } },
          },
          content: {
            'application/json': {
              schema: { type: 'array' },
              examples: [
                { name: 'two', value: [1, 2] },
                { name: 'none', value: [] },
              ],
            },
          },
        },
      }),
      {},
    )
    expect(answers).toEqual([
      {
        status: 200,
        example: 'two',
        mediaType: 'application/json',
        headers: [{ name: 'X-Total', value: '4' }],
        body: '[1,2]',
      },
      {
        status: 200,
        example: 'none',
        mediaType: 'application/json',
        headers: [{ name: 'X-Total', value: '4' }],
        body: '[]',
      },
      { status: 404, example: 'gone', mediaType: 'application/json', headers: [], body: '{"code":"gone"}' },
      { status: 500, mediaType: 'application/problem+json', headers: [], body: '{"title":"string"}' },
    ])
  })

  test('exist for an operation that declares none, for statuses without content and for ranges', () => {
    expect(mockAnswers(operation({}), {})).toEqual([{ status: 200, headers: [], body: '' }])
    const answers = mockAnswers(
      operation({ '4XX': { description: '' }, 204: { description: '', content: { 'text/plain': {} } } }),
      {},
    )
    expect(answers).toEqual([
      { status: 204, headers: [], body: '' },
      { status: 400, headers: [], body: '' },
    ])
  })

  test('speak the media type that they name', () => {
    const pet = {
      type: 'object',
      properties: {
        id: { type: 'integer', xml: { attribute: true } },
        name: { type: 'string', example: 'A & B' },
        tags: { type: 'array', xml: { wrapped: true }, items: { type: 'string', xml: { name: 'tag' } } },
      },
    }
    const content = {
      'application/xml': { schema: { $ref: '#/schemas/Pet' } },
      'application/x-www-form-urlencoded': { schema: { $ref: '#/schemas/Pet' } },
      '*/*': { schema: { $ref: '#/schemas/Pet' } },
    }
    const answers = mockAnswers(operation({ 200: { description: '', content } }), { Pet: pet })
    expect(answers.map(({ mediaType, body }) => [mediaType, body])).toEqual([
      [
        'application/xml',
        '<?xml version="1.0" encoding="UTF-8"?>\n<Pet id="1"><name>A &#38; B</name><tags><tag>string</tag></tags></Pet>',
      ],
      ['application/x-www-form-urlencoded', 'id=1&name=A+%26+B&tags=%5B%22string%22%5D'],
      ['application/json', '{"id":1,"name":"A & B","tags":["string"]}'],
    ])
  })

  test('are bounded, however large the examples', () => {
    const large = 'x'.repeat(100_000)
    const examples = Array.from({ length: 50 }, (_, i) => ({ name: `e${i}`, value: large }))
    const answers = mockAnswers(operation({ 200: { description: '', content: { 'text/plain': { examples } } } }), {})
    expect(answers.reduce((sum, { body }) => sum + body.length, 0)).toBeLessThanOrEqual(mostBytes)
    const huge = mockAnswers(
      operation({
        200: {
          description: '',
          content: { 'application/json': { schema: { type: 'string' }, examples: [{ value: 'y'.repeat(200_000) }] } },
        },
      }),
      {},
    )
    expect(huge).toEqual([{ status: 200, mediaType: 'application/json', headers: [], body: '"string"' }])
  })
})
