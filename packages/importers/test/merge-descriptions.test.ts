import type { ApiDescription, JsonSchema, OperationDescription } from '@gatehouse/contracts/api-description'
import { describe, expect, it } from 'vitest'
import { mergeDescriptions } from '../src/merge/merge-descriptions.ts'
import type { MergeChoices } from '../src/merge/merge-record.ts'
import { placeInWords } from '../src/merge/place-words.ts'
import { api, operation } from './diff-cases.ts'

const limit = (schema: JsonSchema, more = {}) => ({
  in: 'query' as const,
  name: 'limit',
  required: false,
  style: 'form' as const,
  explode: true,
  schema,
  ...more,
})
const orders = (change: Partial<OperationDescription> = {}) => operation({ operationId: 'listOrders', ...change })
const one = operation({ path: '/orders/{id}', operationId: 'getOrder' })
const body = (schema: JsonSchema) =>
  operation({ method: 'POST', requestBody: { required: true, content: { 'application/json': { schema } } } })

/** What a merge gave, short. */
function merge(base: ApiDescription, mine: ApiDescription, file: ApiDescription, choices: MergeChoices = {}) {
  const { description, taken, kept, conflicts, removals, restored } = mergeDescriptions(base, mine, file, choices)
  return {
    description,
    operations: description.operations.map(({ method, path }) => `${method} ${path}`),
    taken: taken.map(({ place }) => place),
    kept: kept.map(({ place }) => place),
    conflicts: conflicts.map(({ place, chosen }) => `${place}: ${chosen}`),
    removals: removals.map(({ operation, touched, kept }) => ({ operation, touched, kept })),
    restored,
  }
}

describe('a merge of contracts', () => {
  it('takes both of two edits of one operation that touch different places', () => {
    const base = api({ operations: [orders({ parameters: [limit({ type: 'integer' })] })] })
    const mine = api({
      operations: [orders({ summary: 'All orders', parameters: [limit({ type: 'integer', maximum: 50 })] })],
    })
    const file = api({
      operations: [
        orders({ deprecated: true, parameters: [limit({ type: 'integer', minimum: 1 }, { required: true })] }),
      ],
    })
    const merged = merge(base, mine, file)
    expect(merged.description.operations).toEqual([
      orders({
        summary: 'All orders',
        deprecated: true,
        parameters: [limit({ type: 'integer', maximum: 50, minimum: 1 }, { required: true })],
      }),
    ])
    expect(merged.kept).toEqual([
      '`maximum` of query parameter `limit` of `GET /orders`',
      'the summary of `GET /orders`',
    ])
    expect(merged.taken).toEqual([
      'the deprecation mark of `GET /orders`',
      'whether it is required of query parameter `limit` of `GET /orders`',
      '`minimum` of query parameter `limit` of `GET /orders`',
    ])
    expect(merged.conflicts).toEqual([])
  })

  it('names a place that both changed, takes the file’s, and people’s where they say so', () => {
    const with_ = (maximum: number) => api({ schemas: { Order: { properties: { lines: { items: { maximum } } } } } })
    const [base, mine, file] = [with_(1), with_(2), with_(3)]
    expect(merge(base, mine, file)).toMatchObject({
      description: file,
      conflicts: ['`maximum` of `lines[]` of the shared schema `Order`: file'],
    })
    const pointer = '/schemas/Order/properties/lines/items/maximum'
    const chosen = mergeDescriptions(base, mine, file, { resolutions: { [pointer]: 'mine' } })
    expect(chosen.description).toEqual(mine)
    expect(chosen.conflicts).toMatchObject([{ pointer, base: 1, mine: 2, file: 3, chosen: 'mine', resolved: true }])
    expect(mergeDescriptions(base, mine, file, { otherwise: 'mine' }).conflicts[0]?.resolved).toBe(false)
  })

  it('lists an operation that the file no longer has, and keeps it when somebody says so', () => {
    const base = api({ operations: [orders(), one] })
    const file = api({ operations: [one] })
    expect(merge(base, base, file)).toMatchObject({
      operations: ['GET /orders/{id}'],
      removals: [{ operation: 'GET /orders', touched: false, kept: false }],
    })
    const resolutions = { '/operations/GET ~1orders': 'mine' as const }
    expect(merge(base, base, file, { resolutions })).toMatchObject({
      operations: ['GET /orders', 'GET /orders/{id}'],
      removals: [{ operation: 'GET /orders', touched: false, kept: true }],
    })
    const mine = api({ operations: [orders({ summary: 'Ours' }), one] })
    expect(merge(base, mine, file, { otherwise: 'mine' }).removals).toEqual([
      { operation: 'GET /orders', touched: true, kept: true },
    ])
  })

  it('keeps an operation that people added, at its place, and one that they removed away', () => {
    const health = operation({ path: '/health' })
    const merged = merge(
      api({ operations: [orders(), one] }),
      api({ operations: [health, one] }),
      api({ operations: [orders(), one, body(true)] }),
    )
    expect(merged.operations).toEqual(['GET /health', 'GET /orders/{id}', 'POST /orders'])
    expect(merged.kept).toEqual(['`GET /orders`', '`GET /health`'])
  })

  it('asks where the file changed an operation that people removed', () => {
    const merged = merge(api({ operations: [orders()] }), api(), api({ operations: [orders({ deprecated: true })] }))
    expect(merged.conflicts).toEqual(['`GET /orders`: file'])
  })

  it('adds up required properties, enum values, tags and schemas that both sides added', () => {
    const shape = (required: string[], values: string[], more: Record<string, JsonSchema> = {}) =>
      api({
        tags: required.map((name) => ({ name })),
        operations: [body({ required, properties: { state: { enum: values } } })],
        schemas: more,
      })
    const merged = merge(
      shape(['a'], ['open', 'paid']),
      shape(['a', 'b'], ['paid'], { Mine: {} }),
      shape(['a', 'c'], ['open', 'paid', 'sent'], { Theirs: {} }),
    )
    expect(merged.conflicts).toEqual([])
    expect(merged.description.tags.map(({ name }) => name)).toEqual(['a', 'c', 'b'])
    expect(merged.description.operations).toEqual([
      body({ required: ['a', 'c', 'b'], properties: { state: { enum: ['paid', 'sent'] } } }),
    ])
    expect(Object.keys(merged.description.schemas)).toEqual(['Theirs', 'Mine'])
  })

  it('knows an operation whose path parameter has another name now, and what people did to it', () => {
    const by = (name: string, change: Partial<OperationDescription> = {}, description?: string) =>
      api({
        operations: [
          operation({
            path: `/orders/{${name}}`,
            parameters: [
              {
                in: 'path',
                name,
                required: true,
                style: 'simple',
                explode: false,
                ...(description === undefined ? {} : { description }),
              },
            ],
            ...change,
          }),
        ],
      })
    const renamed = merge(by('id'), by('id', { summary: 'One order' }, 'Number of the order'), by('orderId'))
    expect(renamed.description).toEqual(by('orderId', { summary: 'One order' }, 'Number of the order'))
    expect(renamed.removals).toEqual([])
    const both = merge(by('id'), by('number'), by('orderId'), { otherwise: 'mine' })
    expect(both.description).toEqual(by('number'))
    expect(both.conflicts).toEqual(['the path of `GET /orders/{orderId}`: mine'])
  })

  it('puts a shared schema back that the file dropped while people’s operation refers to it', () => {
    const Order = { properties: { line: { $ref: '#/schemas/Line' } } }
    const schemas = { Order, Line: { type: 'object' }, Unused: {} }
    const base = api({ schemas })
    const mine = api({ operations: [body({ $ref: '#/schemas/Order' })], schemas })
    const merged = merge(base, mine, api())
    expect(Object.keys(merged.description.schemas)).toEqual(['Order', 'Line'])
    expect(merged.restored).toEqual([
      { kind: 'schema', name: 'Order' },
      { kind: 'schema', name: 'Line' },
    ])
  })

  it('matches alternatives by what they refer to', () => {
    const list = (...names: string[]) =>
      api({ operations: [body({ oneOf: names.map((name) => ({ $ref: `#/schemas/${name}` })) })] })
    const merged = merge(list('Card', 'Cash'), list('Card', 'Cash', 'Gift'), list('Cash', 'Invoice'))
    expect(merged.description.operations).toEqual(list('Cash', 'Invoice', 'Gift').operations)
    expect(merged.conflicts).toEqual([])
  })

  it('takes the file’s order where the file moved operations, and people’s otherwise', () => {
    const [a, b, c, added] = ['/a', '/b', '/c', '/added'].map((path) => operation({ path }))
    if (!a || !b || !c || !added) throw new Error('four operations')
    const base = api({ operations: [a, b, c] })
    const mine = api({ operations: [a, added, b, c] })
    expect(merge(base, mine, api({ operations: [c, a, b] })).operations).toEqual([
      'GET /c',
      'GET /a',
      'GET /added',
      'GET /b',
    ])
    expect(merge(base, api({ operations: [c, b, a] }), api({ operations: [a, added, b, c] })).operations).toEqual([
      'GET /c',
      'GET /b',
      'GET /a',
      'GET /added',
    ])
  })

  it('is not confused by names that objects have of themselves', () => {
    const named = (text: string) =>
      api({
        operations: [body({ properties: { constructor: { description: text }, toString: { type: 'string' } } })],
        schemas: Object.fromEntries([['__proto__', { description: text }]]),
      })
    const merged = merge(named('one'), named('one'), named('two'))
    expect(JSON.stringify(merged.description)).toBe(JSON.stringify(named('two')))
    expect(merge(named('one'), named('two'), named('three')).conflicts).toHaveLength(2)
    expect(({} as Record<string, unknown>).description).toBeUndefined()
  })

  it('says each place in words', () => {
    const words = (pointer: string) => placeInWords(pointer.split('/').map((part) => part.replaceAll('~1', '/')))
    expect(words('title')).toBe('the title')
    expect(words('schemas/Order')).toBe('the shared schema `Order`')
    expect(words('operations/GET ~1a/responses/200/content/text~1csv/schema/properties/a/properties/b/type')).toBe(
      '`type` of `a.b` of its `text/csv` form of the 200 response of `GET /a`',
    )
    expect(words('operations/GET ~1a/responses/200/headers/X-Left/description')).toBe(
      'the description of header `X-Left` of the 200 response of `GET /a`',
    )
    expect(words('operations/GET ~1a/security')).toBe('what it asks of callers of `GET /a`')
    expect(words('tags/orders/description')).toBe('the description of the tag `orders`')
  })
})
