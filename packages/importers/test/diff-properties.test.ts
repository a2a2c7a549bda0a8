import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ApiDescription, JsonSchema, OperationDescription } from '@gatehouse/contracts/api-description'
import type { ContractChange } from '@gatehouse/contracts/contract-diff'
import { canonicalJson, type Json } from '@gatehouse/contracts/json'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diffDescriptions } from '../src/diff-descriptions.ts'
import { importOpenApi } from '../src/import-openapi.ts'
import { api, operation, requestWith, responseWith } from './diff-cases.ts'
import { directory } from './directory-files.ts'

const names = ['a', 'b', 'c']
const scalar = fc.oneof(
  fc.constantFrom('x', 'xx', 'xxxx'),
  fc.integer({ min: -2, max: 6 }),
  fc.boolean(),
  fc.constant(null),
)
const types = fc.constantFrom('string', 'integer', 'number', 'boolean', 'null', 'object', 'array')

const { schema, value } = fc.letrec<{ schema: JsonSchema; value: Json }>((tie) => ({
  schema: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record(
      {
        type: fc.oneof(types, fc.uniqueArray(types, { minLength: 1, maxLength: 3 })),
        enum: fc.uniqueArray(scalar, { minLength: 1, maxLength: 3 }),
        minimum: fc.integer({ min: -1, max: 3 }),
        exclusiveMaximum: fc.integer({ min: 2, max: 6 }),
        maxLength: fc.integer({ min: 1, max: 4 }),
        multipleOf: fc.integer({ min: 1, max: 4 }),
      },
      { requiredKeys: [] },
    ),
    fc.record(
      {
        type: fc.constant('object'),
        properties: fc.dictionary(fc.constantFrom(...names), tie('schema'), { maxKeys: 3, noNullPrototype: true }),
        required: fc.uniqueArray(fc.constantFrom(...names), { maxLength: 2 }),
        additionalProperties: fc.oneof(fc.boolean(), tie('schema')),
        maxProperties: fc.integer({ min: 0, max: 3 }),
      },
      { requiredKeys: [] },
    ),
    fc.record(
      {
        type: fc.constant('array'),
        items: tie('schema'),
        minItems: fc.integer({ min: 0, max: 2 }),
        uniqueItems: fc.boolean(),
      },
      { requiredKeys: [] },
    ),
    fc.record({ oneOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ allOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ not: tie('schema') }),
    fc.boolean(),
  ),
  value: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 3, noNullPrototype: true }),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
}))

const ajv = new Ajv2020({ strict: false, validateFormats: false, ownProperties: true })
const judge = (given: JsonSchema): ((instance: Json) => boolean) => {
  if (typeof given === 'boolean') return () => given
  const validate = ajv.compile(given)
  ajv.removeSchema(given)
  return (instance) => validate(instance) === true
}

const operations: fc.Arbitrary<OperationDescription[]> = fc
  .uniqueArray(
    fc.record({
      method: fc.constantFrom('GET' as const, 'POST' as const),
      path: fc.constantFrom('/a', '/a/{x}', '/b'),
      schema,
      body: schema,
      deprecated: fc.boolean(),
      required: fc.boolean(),
    }),
    { selector: ({ method, path }) => `${method} ${path}`, maxLength: 4 },
  )
  .map((list) =>
    list.map((one) =>
      operation({
        method: one.method,
        path: one.path,
        deprecated: one.deprecated,
        parameters: [
          { in: 'query', name: 'q', required: one.required, style: 'form', explode: true, schema: one.schema },
        ],
        requestBody: { required: one.required, content: { 'application/json': { schema: one.body } } },
        responses: { '200': { description: '', content: { 'application/json': { schema: one.body } } } },
      }),
    ),
  )
const described: fc.Arbitrary<ApiDescription> = operations.map((list) => api({ operations: list }))

describe('for all descriptions', () => {
  it('a description does not differ from itself, nor from its copy', () => {
    fc.assert(
      fc.property(described, (one) => {
        expect(diffDescriptions(one, JSON.parse(JSON.stringify(one)))).toEqual([])
      }),
    )
  })

  it('two descriptions that differ have at least one change', () => {
    fc.assert(
      fc.property(described, described, (a, b) => {
        expect(diffDescriptions(a, b).length > 0).toBe(canonicalJson(a) !== canonicalJson(b))
      }),
    )
  })

  it('each change of an operation names the operation in its sentence', () => {
    fc.assert(
      fc.property(described, described, (a, b) => {
        for (const change of diffDescriptions(a, b)) {
          if (change.operation !== undefined) expect(change.sentence).toContain(`\`${change.operation}\``)
          else expect(change.rule).toMatch(/^api\./)
        }
      }),
    )
  })
})

describe('for all pairs of schemas and all values', () => {
  // A new property is called safe by convention, though a caller may have sent that name undeclared before.
  const mayHurt = (change: ContractChange) => change.class !== 'safe' || change.rule === 'schema.property-added'
  const values = fc.array(value, { minLength: 15, maxLength: 15 })

  it('never calls a change of a request safe when it refuses a value that was taken', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(schema, schema, values, (a, b, instances) => {
        const [before, after] = [judge(a), judge(b)]
        const refused = instances.find((instance) => before(instance) && !after(instance))
        if (refused === undefined) return
        expect(diffDescriptions(requestWith(a), requestWith(b)).some(mayHurt)).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('never calls a change of a response safe when it brings a value that was not there', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(schema, schema, values, (a, b, instances) => {
        const [before, after] = [judge(a), judge(b)]
        const brought = instances.find((instance) => !before(instance) && after(instance))
        if (brought === undefined) return
        expect(diffDescriptions(responseWith(a), responseWith(b)).some(mayHurt)).toBe(true)
      }),
      { numRuns: 300 },
    )
  })
})

describe('for real descriptions', () => {
  const read = (name: string) => {
    const result = importOpenApi({ text: readFileSync(join(directory, name), 'utf8') })
    if (!result.ok) throw new Error(result.issues[0]?.message)
    return result.description
  }

  it('two releases of one API differ in sentences that all name their operation, within a second or two', {
    timeout: 60_000,
  }, () => {
    const [before, after] = [read('github.com/ghes-3.7.json'), read('github.com/ghes-3.8.json')]
    const begin = performance.now()
    const changes = diffDescriptions(before, after)
    console.log(`${changes.length} changes in ${Math.round(performance.now() - begin)} ms`)
    expect(changes.length).toBeGreaterThan(50)
    expect(diffDescriptions(after, after)).toEqual([])
    for (const change of changes) if (change.operation) expect(change.sentence).toContain(change.operation)
  })
})
