import type { ApiDescription, JsonSchema, OperationDescription } from '@gatehouse/contracts/api-description'
import type { Json } from '@gatehouse/contracts/json'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diffDescriptions } from '../src/diff-descriptions.ts'
import { isObject } from '../src/source-tree.ts'
import { api, operation } from './diff-cases.ts'

const name = fc.constantFrom('a', 'b', 'c')
const scalar = fc.oneof(fc.constantFrom('x', 'xx', 'xxxx'), fc.integer({ min: -2, max: 6 }), fc.boolean())
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
        minLength: fc.integer({ min: 0, max: 2 }),
        maxLength: fc.integer({ min: 1, max: 4 }),
        pattern: fc.constantFrom('^x$', '^x+$', 'y'),
        multipleOf: fc.integer({ min: 1, max: 4 }),
      },
      { requiredKeys: [] },
    ),
    fc.record(
      {
        type: fc.constant('object'),
        properties: fc.dictionary(name, tie('schema'), { maxKeys: 3, noNullPrototype: true }),
        required: fc.uniqueArray(name, { maxLength: 2 }),
        additionalProperties: fc.boolean(),
        maxProperties: fc.integer({ min: 0, max: 3 }),
      },
      { requiredKeys: ['type', 'properties'] },
    ),
    fc.record(
      { type: fc.constant('array'), items: tie('schema'), maxItems: fc.integer({ min: 0, max: 2 }) },
      { requiredKeys: ['type'] },
    ),
    fc.record({ anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie('schema') }),
    fc.boolean(),
  ),
  value: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.constant(null),
    fc.dictionary(name, tie('value'), { maxKeys: 3, noNullPrototype: true }),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
}))

const part = fc.record({ required: fc.boolean(), schema })
const parts = fc.record({
  query: fc.dictionary(name, part, { maxKeys: 3, noNullPrototype: true }),
  body: fc.option(
    fc.record({
      required: fc.boolean(),
      content: fc.dictionary(fc.constantFrom('application/json', 'text/json'), schema, {
        minKeys: 1,
        noNullPrototype: true,
      }),
    }),
    { nil: undefined },
  ),
})
type Parts = typeof parts extends fc.Arbitrary<infer T> ? T : never

function described({ query, body }: Parts): ApiDescription {
  return api({
    operations: [
      operation({
        method: 'POST',
        parameters: Object.entries(query).map(([own, one]) => ({
          in: 'query',
          name: own,
          style: 'form',
          explode: true,
          ...one,
        })),
        ...(body && {
          requestBody: {
            required: body.required,
            content: Object.fromEntries(Object.entries(body.content).map(([type, one]) => [type, { schema: one }])),
          },
        }),
      }),
    ],
  })
}

type Request = { query: Record<string, Json>; type: string; body?: Json | undefined }
const request: fc.Arbitrary<Request> = fc.record({
  query: fc.dictionary(name, value, { maxKeys: 3, noNullPrototype: true }),
  type: fc.constantFrom('application/json', 'text/json'),
  body: fc.option(value, { nil: undefined }),
})

const ajv = new Ajv2020({ strict: false, ownProperties: true })
const compiled = new WeakMap<object, (instance: Json) => boolean>()
function fits(given: JsonSchema, instance: Json): boolean {
  if (typeof given === 'boolean') return given
  let judge = compiled.get(given)
  if (judge === undefined) {
    const validate = ajv.compile(given)
    ajv.removeSchema(given)
    judge = (one) => validate(one) === true
    compiled.set(given, judge)
  }
  return judge(instance)
}

/** What a gateway says of a request: its parts are there, of a known type, and fit. */
function accepts({ query, body }: Parts, sent: Request): boolean {
  for (const [own, one] of Object.entries(query)) {
    const given = sent.query[own]
    if (given === undefined ? one.required : !fits(one.schema, given)) return false
  }
  if (sent.body === undefined) return !body?.required
  const media = body?.content[sent.type]
  return body === undefined || (media !== undefined && fits(media, sent.body))
}

/** A caller who follows the contract sends only what it declares: the old contract as he reads it. */
function closed(given: JsonSchema): JsonSchema {
  if (!isObject(given)) return given
  const inner = Object.entries(given).map(([keyword, member]): [string, Json] => {
    if (keyword === 'properties' && isObject(member))
      return [keyword, Object.fromEntries(Object.entries(member).map(([own, one]) => [own, closed(one as JsonSchema)]))]
    if (keyword === 'items') return [keyword, closed(member as JsonSchema)]
    if (keyword === 'anyOf' && Array.isArray(member)) return [keyword, member.map((one) => closed(one as JsonSchema))]
    return [keyword, member]
  })
  const own = isObject(given.properties) ? { additionalProperties: false } : {}
  return { ...Object.fromEntries(inner), ...own }
}
const read = ({ query, body }: Parts): Parts => ({
  query: Object.fromEntries(Object.entries(query).map(([own, one]) => [own, { ...one, schema: closed(one.schema) }])),
  body: body && {
    ...body,
    content: Object.fromEntries(Object.entries(body.content).map(([type, one]) => [type, closed(one)])),
  },
})
const declared = (old: Parts, sent: Request) =>
  Object.keys(sent.query).every((own) => Object.hasOwn(old.query, own)) &&
  (sent.body === undefined || old.body !== undefined)

describe('for all contracts and requests', () => {
  it('a revision that refuses a request that was right is breaking', { timeout: 60_000 }, () => {
    let refused = 0
    fc.assert(
      fc.property(parts, parts, fc.array(request, { minLength: 12, maxLength: 12 }), (old, now, requests) => {
        const reader = read(old)
        const lost = requests.find(
          (one) => declared(old, one) && accepts(reader, one) && accepts(old, one) && !accepts(now, one),
        )
        if (lost === undefined) return
        refused += 1
        const changes = diffDescriptions(described(old), described(now))
        expect(changes.filter((change) => change.class === 'breaking' && change.direction === 'request')).not.toEqual(
          [],
        )
      }),
      { numRuns: 250 },
    )
    expect(refused).toBeGreaterThan(10)
  })

  it('a revision that only adds what is optional is never breaking', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(parts, parts, fc.array(name, { maxLength: 2 }), (old, more, tags) => {
        const before = described(old)
        const added: OperationDescription[] = described(more).operations.map((one) => ({ ...one, path: '/more' }))
        const after: ApiDescription = {
          ...before,
          tags: [...new Set(tags)].map((own) => ({ name: own })),
          schemas: { More: true },
          operations: [...before.operations.map((one) => widened(one, more)), ...added],
        }
        const changes = diffDescriptions(before, after)
        expect(changes.filter((change) => change.class === 'breaking')).toEqual([])
      }),
      { numRuns: 200 },
    )
  })
})

/** New optional parameters, a new media type, optional properties of bodies and answers, a new error, fewer demands. */
function widened(one: OperationDescription, more: Parts): OperationDescription {
  const known = new Set(one.parameters.map((parameter) => parameter.name))
  const parameters = Object.entries(more.query).flatMap(([own, { schema: given }]) =>
    known.has(own)
      ? []
      : [{ in: 'query' as const, name: own, required: false, style: 'form' as const, explode: true, schema: given }],
  )
  const body = one.requestBody ?? { required: false, content: { 'application/json': { schema: true } } }
  const content = Object.entries(body.content).map(
    ([type, media]) => [type, { ...media, schema: withMore(media.schema ?? true) }] as const,
  )
  return {
    ...one,
    deprecated: false,
    parameters: [...one.parameters.map((parameter) => ({ ...parameter, required: false })), ...parameters],
    requestBody: { required: false, content: { ...Object.fromEntries(content), 'text/csv': {} } },
    responses: { ...one.responses, '404': { description: 'Not there' }, default: { description: 'Other' } },
  }
}

function withMore(given: JsonSchema): JsonSchema {
  if (!isObject(given) || !isObject(given.properties)) return given
  return { ...given, properties: { ...given.properties, more: { type: 'string' } } }
}
