import { type ApiDescription, apiDescription, type JsonSchema } from '@gatehouse/contracts/api-description'
import { canonicalJson } from '@gatehouse/contracts/json'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mergeDescriptions } from '../src/merge/merge-descriptions.ts'
import { api, operation } from './diff-cases.ts'

const word = fc.constantFrom('x', 'y', 'z')
const name = fc.constantFrom('a', 'b', 'c')
const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined })

const { schema } = fc.letrec<{ schema: JsonSchema }>((tie) => ({
  schema: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.boolean(),
    fc.constantFrom({ $ref: '#/schemas/a' }, { $ref: '#/schemas/b' }),
    fc.record(
      {
        type: fc.constantFrom('string', 'object'),
        description: word,
        maxLength: fc.integer({ min: 1, max: 3 }),
        enum: fc.uniqueArray(word, { maxLength: 3 }),
        properties: fc.dictionary(name, tie('schema'), { maxKeys: 3, noNullPrototype: true }),
        required: fc.uniqueArray(name, { maxLength: 3 }),
        items: tie('schema'),
        oneOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }),
      },
      { requiredKeys: [] },
    ),
  ),
}))

const media = fc.dictionary(
  fc.constantFrom('application/json', 'text/csv'),
  fc.record({ schema: schema }, { requiredKeys: [] }),
  { maxKeys: 2, noNullPrototype: true },
)

const operations = fc
  .uniqueArray(
    fc.record({
      method: fc.constantFrom('GET' as const, 'POST' as const),
      path: fc.constantFrom('/a', '/a/{id}', '/a/{key}', '/b'),
      summary: maybe(word),
      deprecated: fc.boolean(),
      tags: fc.uniqueArray(word, { maxLength: 2 }),
      query: fc.uniqueArray(fc.record({ name, required: fc.boolean(), schema }), {
        selector: (one) => one.name,
        maxLength: 3,
      }),
      body: maybe(fc.record({ required: fc.boolean(), content: media })),
      statuses: fc.uniqueArray(fc.constantFrom('200', '404', 'default'), { maxLength: 2 }),
      text: word,
      content: media,
      secured: fc.boolean(),
    }),
    { selector: ({ method, path }) => `${method} ${path.replace(/\{.*\}/, '{}')}`, maxLength: 4 },
  )
  .map((list) =>
    list.map(({ query, statuses, text, content, secured, body, summary, ...rest }) =>
      operation({
        ...rest,
        ...(summary === undefined ? {} : { summary }),
        ...(body === undefined ? {} : { requestBody: body }),
        parameters: [
          ...[...rest.path.matchAll(/\{(.*)\}/g)].map(([, own = '']) => ({
            in: 'path' as const,
            name: own,
            required: true,
            style: 'simple' as const,
            explode: false,
          })),
          ...query.map((one) => ({ in: 'query' as const, style: 'form' as const, explode: true, ...one })),
        ],
        responses: Object.fromEntries(statuses.map((status) => [status, { description: text, content }])),
        security: secured ? [{ key: [] }] : [],
      }),
    ),
  )

const description: fc.Arbitrary<ApiDescription> = fc
  .record({
    title: word,
    text: maybe(word),
    version: word,
    tags: fc.uniqueArray(fc.record({ name, description: word }), { selector: (tag) => tag.name, maxLength: 3 }),
    servers: fc.uniqueArray(fc.record({ url: word }), { selector: ({ url }) => url, maxLength: 2 }),
    schemas: fc.dictionary(name, schema, { maxKeys: 3, noNullPrototype: true }),
    scheme: fc.boolean(),
    operations,
  })
  .map(({ text, scheme, ...rest }) =>
    api({
      ...rest,
      ...(text === undefined ? {} : { description: text }),
      securitySchemes: scheme ? { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } : {},
    }),
  )

const inOrder = (one: ApiDescription) => JSON.stringify(one.operations.map(({ method, path }) => `${method} ${path}`))
const runs = { numRuns: 120 }

describe('for all contracts, the merge', () => {
  it('leaves what people did as it is when the file says what it said before', () => {
    fc.assert(
      fc.property(description, description, (base, mine) => {
        const merged = mergeDescriptions(base, mine, base)
        expect(canonicalJson(merged.description)).toBe(canonicalJson(mine))
        expect(inOrder(merged.description)).toBe(inOrder(mine))
        expect([merged.conflicts, merged.removals, merged.taken]).toEqual([[], [], []])
      }),
      runs,
    )
  })

  it('is the file when people did nothing', () => {
    fc.assert(
      fc.property(description, description, (base, file) => {
        const merged = mergeDescriptions(base, base, file)
        expect(canonicalJson(merged.description)).toBe(canonicalJson(file))
        expect(inOrder(merged.description)).toBe(inOrder(file))
        expect([merged.conflicts, merged.kept]).toEqual([[], []])
      }),
      runs,
    )
  })

  it('does nothing the second time', () => {
    fc.assert(
      fc.property(
        description,
        description,
        description,
        fc.constantFrom('file', 'mine'),
        (base, mine, file, otherwise) => {
          const once = mergeDescriptions(base, mine, file, { otherwise }).description
          const twice = mergeDescriptions(base, once, file, { otherwise }).description
          expect(canonicalJson(twice)).toBe(canonicalJson(once))
        },
      ),
      runs,
    )
  })

  it('makes a contract, with no reference into nothing that a side did not have, and changes no argument', () => {
    fc.assert(
      fc.property(description, description, description, (base, mine, file) => {
        const before = JSON.stringify([base, mine, file])
        const merged = mergeDescriptions(base, mine, file).description
        expect(apiDescription.safeParse(merged).error).toBeUndefined()
        expect(JSON.stringify([base, mine, file])).toBe(before)
        for (const schemaName of ['a', 'b']) {
          const loose = (one: ApiDescription) =>
            JSON.stringify(one).includes(`#/schemas/${schemaName}`) && !Object.hasOwn(one.schemas, schemaName)
          if (!loose(mine) && !loose(file)) expect(loose(merged)).toBe(false)
        }
      }),
      runs,
    )
  })

  it('lists each operation that goes by the file’s word, and keeps those that somebody keeps', () => {
    fc.assert(
      fc.property(description, description, description, (base, mine, file) => {
        const keys = (one: ApiDescription) =>
          one.operations.map(({ method, path }) => `${method} ${path.replace(/\{.*\}/, '{}')}`)
        const merged = mergeDescriptions(base, mine, file)
        const listed = [...merged.removals, ...merged.conflicts].map((one) => one.operation?.replace(/\{.*\}/, '{}'))
        for (const key of keys(mine)) if (!keys(merged.description).includes(key)) expect(listed).toContain(key)
        const resolutions = Object.fromEntries(merged.removals.map(({ pointer }) => [pointer, 'mine' as const]))
        const kept = mergeDescriptions(base, mine, file, { resolutions })
        for (const { operation: key } of merged.removals)
          expect(keys(kept.description)).toContain(key.replace(/\{.*\}/, '{}'))
      }),
      runs,
    )
  })

  it('takes the same side everywhere where nothing is in conflict', () => {
    fc.assert(
      fc.property(description, description, description, (base, mine, file) => {
        const [one, other] = [
          mergeDescriptions(base, mine, file),
          mergeDescriptions(base, mine, file, { otherwise: 'mine' }),
        ]
        if (one.conflicts.length > 0 || one.removals.length > 0) {
          expect(other.conflicts.map(({ pointer }) => pointer)).toEqual(one.conflicts.map(({ pointer }) => pointer))
          return
        }
        expect(canonicalJson(other.description)).toBe(canonicalJson(one.description))
      }),
      runs,
    )
  })
})
