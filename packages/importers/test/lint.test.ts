import { randomUUID } from 'node:crypto'
import type { ApiDescription, JsonSchema } from '@gatehouse/contracts/api-description'
import type { JsonObject } from '@gatehouse/contracts/json'
import { lintRuleset, type OwnLintRule, ownLintRule } from '@gatehouse/contracts/lint'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lint, lintScore } from '../src/lint/lint.ts'
import { exampleDescription } from '../src/lint/lint-example.ts'
import { ownRuleProblem } from '../src/lint/own-rules.ts'
import { sourceLines } from '../src/lint/source-lines.ts'
import { valueErrors } from '../src/lint/value-errors.ts'

const asTheyCome = { ready: {}, own: [] }
const day = 86_400_000

function withOwn(rule: Partial<OwnLintRule> & Pick<OwnLintRule, 'given' | 'field' | 'must'>) {
  return { ready: {}, own: [ownLintRule.parse({ id: 'own-rule', title: 'Ours', severity: 'error', ...rule })] }
}
const found = (description: ApiDescription, rule: Parameters<typeof withOwn>[0]) =>
  lint(description, withOwn(rule), [], 0)
    .findings.filter((finding) => finding.rule === 'own-rule')
    .map(({ place, message }) => [place, message])

describe('the score', () => {
  it('loses the weight of a rule by the share of its places that break it', () => {
    const description = exampleDescription({ more: [{ method: 'DELETE', security: [] }] })
    const result = lint(description, asTheyCome, [], 0)
    const rule = result.rules.find((each) => each.rule === 'security-declared')
    expect(rule).toMatchObject({ severity: 'error', places: 2, broken: 1, cost: 10 })
  })

  it('is 100 only when nothing is found, never below 0, and the same in any order', () => {
    expect(lintScore([])).toBe(100)
    expect(lintScore([{ rule: 'a', cost: 0.001, findings: 1 }])).toBe(99)
    expect(
      lintScore([
        { rule: 'a', cost: 90, findings: 1 },
        { rule: 'b', cost: 80, findings: 1 },
      ]),
    ).toBe(0)
    const costs = [0.1, 0.2, 0.7, 20 / 3, 8 / 7].map((cost, index) => ({ rule: `r${index}`, cost, findings: 1 }))
    expect(lintScore(costs)).toBe(lintScore([...costs].reverse()))
  })

  it('does not change with the severity of a rule that finds nothing, and a rule that is off finds nothing', () => {
    const description = exampleDescription({ operation: { security: [] } })
    const off = lint(description, { ready: { 'security-declared': 'off' }, own: [] }, [], 0)
    expect(off.findings.some(({ rule }) => rule === 'security-declared')).toBe(false)
    const info = lint(description, { ready: { 'security-declared': 'info' }, own: [] }, [], 0)
    expect(info.rules.find(({ rule }) => rule === 'security-declared')).toMatchObject({ severity: 'info', cost: 2 })
  })
})

describe('a waiver', () => {
  const description = exampleDescription({
    more: [
      { method: 'DELETE', security: [] },
      { method: 'POST', security: [] },
    ],
  })
  const place = '/operations/DELETE ~1orders~1{orderId}'
  const waiver = { id: 'lw_1', rule: 'security-declared', pointer: place, expiresAt: 10 * day }

  it('takes the finding of its place out of the score until it expires', () => {
    const open = lint(description, asTheyCome, [], 0)
    const waived = lint(description, asTheyCome, [waiver], 9 * day)
    expect(waived.waivedFindings.map((finding) => [finding.rule, finding.place, finding.waiver])).toEqual([
      ['security-declared', place, 'lw_1'],
    ])
    expect(waived.score).toBeGreaterThan(open.score)
    expect(lint(description, asTheyCome, [waiver], 10 * day)).toEqual(open)
  })

  it('stays with its operation when the contract comes in another order', () => {
    const turned = { ...description, operations: [...description.operations].reverse() }
    expect(lint(turned, asTheyCome, [waiver], 0).waivedFindings.map((finding) => finding.place)).toEqual([place])
  })

  it('covers what is below its place, and everything without one', () => {
    const all = lint(description, asTheyCome, [{ ...waiver, pointer: null }], 0)
    expect(all.waivedFindings).toHaveLength(2)
    const other = lint(description, asTheyCome, [{ ...waiver, pointer: '/operations/DELETE ~1orders' }], 0)
    expect(other.waivedFindings).toEqual([])
  })
})

describe('own rules', () => {
  const description = exampleDescription({ more: [{ method: 'DELETE', operationId: 'remove_order', responses: {} }] })

  it('check what must be there, be written so, or be one of a list', () => {
    expect(
      found(description, { given: 'operation', field: 'operationId', must: { check: 'casing', casing: 'camel' } }),
    ).toEqual([['/operations/DELETE ~1orders~1{orderId}', '`operationId` is `remove_order`, not in `camelCase`']])
    expect(found(description, { given: 'operation', field: 'externalDocs', must: { check: 'required' } })).toHaveLength(
      2,
    )
    expect(
      found(description, { given: 'operation', field: 'responses', must: { check: 'contains', values: ['401'] } }),
    ).toHaveLength(1)
    expect(
      found(description, { given: 'tag', field: 'name', must: { check: 'oneOf', values: ['Payments'] } }),
    ).toHaveLength(1)
    expect(found(description, { given: 'info', field: 'title', must: { check: 'length', min: 10 } })).toHaveLength(1)
    expect(
      found(description, { given: 'path', field: 'path', must: { check: 'pattern', match: '^/v[0-9]+/' } }),
    ).toHaveLength(1)
    expect(
      found(description, { given: 'property', field: 'name', must: { check: 'notPattern', match: '^note$' } }),
    ).toHaveLength(1)
  })

  it('look only where they are meant to', () => {
    const rule = { given: 'operation', field: 'description', must: { check: 'forbidden' } } as const
    expect(found(description, { ...rule, where: { methods: ['DELETE'] } })).toHaveLength(1)
    expect(found(description, { ...rule, where: { pathPrefix: '/customers' } })).toEqual([])
    const response = {
      given: 'response',
      field: 'mediaTypes',
      must: { check: 'contains', values: ['text/plain'] },
    } satisfies Parameters<typeof withOwn>[0]
    expect(found(description, { ...response, where: { status: ['4XX'] } })).toHaveLength(3)
  })

  it('refuse a pattern that can be stalled by a text, and run the others in linear time', () => {
    const rule = withOwn({ given: 'info', field: 'title', must: { check: 'pattern', match: '^(a+)+$' } }).own[0]
    const stalling = withOwn({ given: 'info', field: 'title', must: { check: 'pattern', match: '^(?=a)b' } }).own[0]
    if (!rule || !stalling) throw new Error('two rules')
    expect(ownRuleProblem(rule)).toBeUndefined()
    expect(ownRuleProblem(stalling)).toMatch(/linear time/)
    lint({ ...description, title: `${'a'.repeat(50_000)}!` }, { ready: {}, own: [rule] }, [], 0)
  })

  it('are refused when they name a field that the place has not, or another’s id', () => {
    const rule = {
      id: 'own-a',
      title: 'A',
      severity: 'warn',
      given: 'tag',
      field: 'operationId',
      must: { check: 'required' },
    }
    expect(ownLintRule.safeParse(rule).success).toBe(false)
    const right = { ...rule, field: 'name' }
    expect(lintRuleset.safeParse({ own: [right, right] }).success).toBe(false)
  })
})

describe('errors of values', () => {
  const scalars = fc.oneof(
    fc.integer({ min: -5, max: 5 }),
    fc.string({ maxLength: 3 }),
    fc.boolean(),
    fc.constant(null),
  )
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 2 },
      scalars,
      fc.array(tie('any'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('any'), { maxKeys: 3 }),
    ),
  })).any
  const schema: fc.Arbitrary<JsonSchema> = fc.letrec<{ any: JsonSchema }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 2 },
      fc.boolean(),
      fc.record({ type: fc.constantFrom('string', 'integer', 'number', 'object', 'array', 'boolean', 'null') }),
      fc.record({ minimum: fc.integer({ min: -3, max: 3 }), maxLength: fc.nat(2) }),
      fc.record({ enum: fc.array(scalars, { minLength: 1, maxLength: 3 }) }),
      fc.record({
        properties: fc.dictionary(fc.constantFrom('a', 'b'), tie('any')),
        required: fc.uniqueArray(fc.constantFrom('a', 'b')),
        additionalProperties: tie('any'),
      }),
      fc.record({ items: tie('any'), uniqueItems: fc.boolean(), maxItems: fc.nat(2) }),
      fc.record({ oneOf: fc.array(tie('any'), { minLength: 1, maxLength: 3 }) }),
      fc.record({ anyOf: fc.array(tie('any'), { minLength: 1, maxLength: 3 }), not: tie('any') }),
      fc.record({ allOf: fc.array(tie('any'), { minLength: 1, maxLength: 2 }), format: fc.constant('email') }),
    ) as fc.Arbitrary<JsonSchema>,
  })).any

  it('are found only where a validator finds some, too', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false, logger: false })
    fc.assert(
      fc.property(schema, value, (schema, value) => {
        const errors = valueErrors(value as JsonObject, schema, {})
        if (errors.length > 0) expect(ajv.validate(schema as JsonObject, value)).toBe(false)
      }),
      { numRuns: 500 },
    )
  })

  it('end for a schema that holds itself', () => {
    const schemas = { Node: { anyOf: [{ $ref: '#/schemas/Node' }, { $ref: '#/schemas/Node' }] } }
    expect(valueErrors({}, { $ref: '#/schemas/Node' }, schemas)).toEqual([])
  })
})

describe('lines of the source', () => {
  const yaml = `openapi: 3.1.0
info:
  title: Orders
  version: one
paths:
  /orders/{orderId}:
    parameters:
      - $ref: '#/components/parameters/OrderId'
    get:
      responses:
        '200':
          description: ok
components:
  parameters:
    OrderId:
      in: path
      name: orderId
  schemas:
    Order:
      type: object
`
  it('are those of the key, or of the nearest part above it', () => {
    const lineOf = sourceLines(yaml)
    expect(lineOf('/version')).toBe(4)
    expect(lineOf('')).toBe(2)
    expect(lineOf('/operations/GET ~1orders~1{orderId}')).toBe(9)
    expect(lineOf('/operations/GET ~1orders~1{orderId}/responses/200/description')).toBe(12)
    expect(lineOf('/operations/GET ~1orders~1{orderId}/parameters/path:orderId')).toBe(8)
    expect(lineOf('/schemas/Order/type')).toBe(20)
    expect(lineOf('/operations/GET ~1gone')).toBeUndefined()
  })

  it('are found in JSON and in RAML, and nowhere in what cannot be read', () => {
    const json = '{\n"openapi": "3.1.0",\n"paths": {\n"/a": {\n"get": {}}}}'
    expect(sourceLines(json)('/operations/GET ~1a')).toBe(5)
    const raml = '#%RAML 1.0\ntitle: Orders\n/orders:\n  /{id}:\n    get:\n      description: x\n'
    expect(sourceLines(raml)('/operations/GET ~1orders~1{id}/description')).toBe(6)
    expect(sourceLines(': : {{')('/version')).toBeUndefined()
    expect(sourceLines(randomUUID())('/version')).toBeUndefined()
  })
})
