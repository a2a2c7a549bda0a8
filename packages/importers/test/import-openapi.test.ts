import type { JsonSchema } from '@gatehouse/contracts/api-description'
import type { JsonObject } from '@gatehouse/contracts/json'
import { describe, expect, it } from 'vitest'
import { importOpenApi, importOpenApiWithFates } from '../src/import-openapi.ts'
import type { Imported } from '../src/import-result.ts'

function imported(document: JsonObject, version = '3.0.3'): Imported {
  const result = importOpenApi({
    text: JSON.stringify({ openapi: version, info: { title: 'T', version: '1' }, paths: {}, ...document }, null, 1),
  })
  if (!result.ok) throw new Error(JSON.stringify(result.issues))
  return result
}

function schema(source: JsonObject, version?: string): JsonSchema | undefined {
  return imported({ components: { schemas: { A: source } } }, version).description.schemas.A
}

function item(result: Imported, pointer: string) {
  return result.report.items.find((one) => one.pointer === pointer)
}

describe('schemas of OpenAPI 3.0 become JSON Schema 2020-12', () => {
  const table: [name: string, source: JsonObject, wanted: JsonSchema][] = [
    ['nullable widens the type', { type: 'string', nullable: true }, { type: ['string', 'null'] }],
    ['nullable false changes nothing', { type: 'string', nullable: false }, { type: 'string' }],
    ['nullable without type has no effect', { nullable: true, enum: ['a'] }, { enum: ['a'] }],
    [
      'an exclusive limit takes the place of the limit',
      { type: 'number', minimum: 1, exclusiveMinimum: true },
      { type: 'number', exclusiveMinimum: 1 },
    ],
    [
      'an inclusive limit stays',
      { type: 'number', maximum: 1, exclusiveMaximum: false },
      { type: 'number', maximum: 1 },
    ],
    ['example becomes examples', { type: 'string', example: 'x' }, { type: 'string', examples: ['x'] }],
    [
      'what stands beside $ref is ignored',
      { $ref: '#/components/schemas/A/properties/b', maxLength: 3, properties: { b: { type: 'string' } } },
      { $ref: '#/schemas/A_b' },
    ],
    [
      'a list of items becomes prefixItems',
      { type: 'array', items: [{ type: 'string' }] as unknown as JsonObject },
      { type: 'array', prefixItems: [{ type: 'string' }] },
    ],
    ['equal values of an enum stand once', { enum: ['a', 'a', 'b'] }, { enum: ['a', 'b'] }],
    ['keywords of other dialects are left out', { type: 'string', const: 'a', $id: 'x', if: {} }, { type: 'string' }],
    ['values of a wrong shape are left out', { type: 'text', maxLength: -1, required: true, properties: [] }, {}],
    [
      'annotations stay',
      { title: 'T', readOnly: true, default: 1, xml: { name: 'a' }, format: 'money' },
      { title: 'T', readOnly: true, default: 1, xml: { name: 'a' }, format: 'money' },
    ],
    ['a broken pattern is kept as a comment', { pattern: '[' }, { $comment: 'pattern, not enforced: [' }],
    [
      'a property may be called as a keyword or a method',
      { properties: { $ref: { type: 'string' }, constructor: {}, nullable: {} } },
      { properties: { $ref: { type: 'string' }, constructor: {}, nullable: {} } },
    ],
  ]
  it.each(table)('%s', (_, source, wanted) => {
    expect(schema(source)).toEqual(wanted)
  })
})

describe('schemas of OpenAPI 3.1', () => {
  it('pass as they are', () => {
    const source = {
      type: ['object', 'null'],
      properties: { a: { const: 1 } },
      dependentRequired: { a: ['b'] },
      unevaluatedProperties: false,
      if: { required: ['a'] },
      else: true,
      prefixItems: [true, { type: 'string' }],
    }
    expect(schema(source, '3.1.0')).toEqual(source)
  })
  it('keep what stands beside a reference', () => {
    const { description } = imported(
      { components: { schemas: { A: { $ref: '#/components/schemas/B', description: 'x' }, B: {} } } },
      '3.1.0',
    )
    expect(description.schemas.A).toEqual({ $ref: '#/schemas/B', description: 'x' })
  })
  it('resolve $defs, $id, $anchor and $dynamicRef to shared schemas', () => {
    const { description, report } = imported(
      {
        components: {
          schemas: {
            A: {
              $id: 'https://example.com/a',
              properties: { x: { $ref: '#/$defs/X' }, y: { $ref: '#there' }, z: { $ref: 'https://example.com/b' } },
              $defs: { X: { type: 'string' }, unused: {} },
            },
            B: {
              $id: 'https://example.com/b',
              $anchor: 'there',
              $dynamicAnchor: 'node',
              items: { $dynamicRef: '#node' },
            },
          },
        },
      },
      '3.1.0',
    )
    expect(description.schemas).toEqual({
      A: { properties: { x: { $ref: '#/schemas/X' }, y: { $ref: '#/schemas/B' }, z: { $ref: '#/schemas/B' } } },
      B: { items: { $ref: '#/schemas/B' } },
      X: { type: 'string' },
    })
    expect(report.items.find(({ pointer }) => pointer === '/components/schemas/A/$defs/unused')?.fate).toBe('dropped')
  })
  it('drop a $dynamicRef that may mean several schemas, rather than judge by the wrong one', () => {
    const list = {
      $id: 'https://example.com/list',
      items: { $dynamicRef: '#T' },
      $defs: { any: { $dynamicAnchor: 'T', not: {} } },
    }
    const texts = {
      $id: 'https://example.com/texts',
      $ref: 'list',
      $defs: { T: { $dynamicAnchor: 'T', type: 'string' } },
    }
    const result = imported({ components: { schemas: { List: list, Texts: texts } } }, '3.1.0')
    expect(result.description.schemas).toMatchObject({ List: { items: {} }, Texts: { $ref: '#/schemas/List' } })
    expect(item(result, '/components/schemas/List/items/$dynamicRef')).toMatchObject({
      fate: 'dropped',
      reason: expect.stringContaining('several schemas have this dynamic anchor'),
    })
  })
  it('report nullable, which 3.1 does not know', () => {
    const result = imported({ components: { schemas: { A: { type: 'string', nullable: true } } } }, '3.1.0')
    expect(item(result, '/components/schemas/A/nullable')).toMatchObject({
      fate: 'dropped',
      reason: expect.stringContaining("type: [string, 'null']"),
    })
  })
})

describe('recursion', () => {
  it('stays a reference', () => {
    const { description } = imported({
      components: {
        schemas: {
          Node: {
            type: 'object',
            properties: { children: { type: 'array', items: { $ref: '#/components/schemas/Node' } } },
          },
        },
      },
    })
    expect(description.schemas.Node).toEqual({
      type: 'object',
      properties: { children: { type: 'array', items: { $ref: '#/schemas/Node' } } },
    })
  })
  it('is cut where it would never end, at the alternatives and not at what children inherit', () => {
    const result = imported({
      components: {
        schemas: {
          Child: { allOf: [{ $ref: '#/components/schemas/Parent' }, { type: 'object' }] },
          Parent: { type: 'object', oneOf: [{ $ref: '#/components/schemas/Child' }], required: ['kind'] },
          Self: { $ref: '#/components/schemas/Self' },
        },
      },
    })
    expect(result.description.schemas).toEqual({
      Child: { allOf: [{ $ref: '#/schemas/Parent' }, { type: 'object' }] },
      Parent: { type: 'object', required: ['kind'] },
      Self: {},
    })
    expect(item(result, '/components/schemas/Parent/oneOf')).toMatchObject({
      fate: 'documented',
      reason: expect.stringContaining('leads back'),
    })
  })
})

describe('operations', () => {
  it('merge parameters of the path, fill in styles, and follow references', () => {
    const { description } = imported({
      paths: {
        '/orders/{id}': {
          parameters: [{ $ref: '#/components/parameters/id' }, { in: 'query', name: 'q', description: 'of the path' }],
          get: {
            parameters: [
              { in: 'query', name: 'q', explode: false, schema: { type: 'array' } },
              { in: 'header', name: 'X-A', schema: {} },
              { in: 'cookie', name: 'c', schema: {} },
            ],
          },
        },
      },
      components: { parameters: { id: { in: 'path', name: 'id', required: false, schema: { type: 'integer' } } } },
    })
    expect(description.operations[0]?.parameters).toEqual([
      { in: 'path', name: 'id', required: true, style: 'simple', explode: false, schema: { type: 'integer' } },
      { in: 'query', name: 'q', required: false, style: 'form', explode: false, schema: { type: 'array' } },
      { in: 'header', name: 'X-A', required: false, style: 'simple', explode: false, schema: {} },
      { in: 'cookie', name: 'c', required: false, style: 'form', explode: true, schema: {} },
    ])
  })

  it('get a text parameter for a part of the path that nobody declared, with a line in the report', () => {
    const { description, report } = imported({ paths: { '/orders/{id}': { get: {} } } })
    expect(description.operations[0]?.parameters).toEqual([
      { in: 'path', name: 'id', required: true, style: 'simple', explode: false, schema: { type: 'string' } },
    ])
    expect(report.items.find(({ construct }) => construct.includes('Path parameter `id`'))).toMatchObject({
      fate: 'enforced',
      reason: expect.stringContaining('not declared'),
      line: expect.any(Number),
    })
  })

  it('leave out headers that OpenAPI ignores and parameters that the path does not hold', () => {
    const result = imported({
      paths: {
        '/a': {
          get: {
            parameters: [
              { in: 'header', name: 'authorization', required: true },
              { in: 'path', name: 'x', required: true },
            ],
          },
        },
      },
    })
    expect(result.description.operations[0]?.parameters).toEqual([])
    expect(item(result, '/paths/~1a/get/parameters/0/name')).toMatchObject({
      fate: 'dropped',
      reason: expect.stringContaining('security schemes'),
    })
    expect(item(result, '/paths/~1a/get/parameters/1/name')).toMatchObject({
      fate: 'dropped',
      reason: expect.stringContaining('no `{x}`'),
    })
  })

  it('inherit security, and may switch it off', () => {
    const { description } = imported({
      security: [{ key: [] }],
      paths: { '/a': { get: {}, put: { security: [] }, post: { security: [{}, { o: ['r'] }] } } },
    })
    expect(description.operations.map(({ method, security }) => [method, security])).toEqual([
      ['GET', [{ key: [] }]],
      ['PUT', []],
      ['POST', [{}, { o: ['r'] }]],
    ])
  })

  it('of a path that no request can match are left out and named', () => {
    const result = imported({
      paths: {
        '/a#Action=B': { post: {} },
        '/a?b=c': { get: {} },
        a: { get: {} },
        '/{': { get: {} },
        '/ok': { get: {} },
      },
    })
    expect(result.description.operations.map(({ path }) => path)).toEqual(['/ok'])
    expect(
      result.report.items.filter(({ construct }) => construct.startsWith('Path `')).map(({ fate }) => fate),
    ).toEqual(['dropped', 'dropped', 'dropped', 'dropped'])
  })

  it('of a path item behind a reference are read', () => {
    const { description } = imported(
      {
        paths: { '/a': { $ref: '#/components/pathItems/a' } },
        components: { pathItems: { a: { summary: 'S', get: {} } } },
      },
      '3.1.0',
    )
    expect(description.operations).toMatchObject([{ method: 'GET', path: '/a', summary: 'S' }])
  })
})

describe('the import report', () => {
  const source = {
    paths: {
      '/orders': {
        post: {
          summary: 'Create',
          requestBody: {
            required: true,
            content: {
              'application/json': { schema: { $ref: '#/components/schemas/Order' } },
              'application/xml': { schema: { type: 'object' } },
            },
          },
          responses: {
            '201': {
              description: 'Created',
              content: { 'application/json': { schema: { $ref: '#/components/schemas/Receipt' } } },
            },
          },
          callbacks: { paid: {} },
          'x-internal': { team: 'a' },
          wrong: 1,
        },
      },
    },
    components: {
      schemas: {
        Order: { type: 'object', description: 'An order' },
        Receipt: { type: 'object' },
        Unused: { type: 'string' },
      },
    },
  }
  const result = imported(source)

  it('gives a component the strongest of its uses', () => {
    const { fates } = importOpenApiWithFates({
      text: JSON.stringify({ openapi: '3.0.0', info: { title: 'T', version: '1' }, ...source }),
    })
    const fate = (pointer: string) => fates.find((one) => one.pointer === pointer)?.fate
    expect(fate('/components/schemas/Order/type')).toBe('enforced')
    expect(fate('/components/schemas/Order/description')).toBe('documented')
    expect(fate('/components/schemas/Receipt/type')).toBe('documented')
    expect(fate('/components/schemas/Unused/type')).toBe('documented')
    expect(fate('/paths/~1orders/post/requestBody/content/application~1json/schema')).toBe('enforced')
    expect(fate('/paths/~1orders/post/requestBody/content/application~1xml/schema/type')).toBe('documented')
    expect(fate('/paths/~1orders/post/responses/201/description')).toBe('documented')
    expect(fate('/paths/~1orders/post/x-internal/team')).toBe('dropped')
  })

  it('names each thing with its reason and line', () => {
    expect(item(result, '/paths/~1orders/post/callbacks')).toMatchObject({
      fate: 'dropped',
      line: expect.any(Number),
      reason: expect.stringContaining('do not pass the gateway'),
    })
    expect(item(result, '/paths/~1orders/post/x-internal')).toMatchObject({
      fate: 'dropped',
      construct: 'Vendor extension `x-internal`',
    })
    expect(item(result, '/paths/~1orders/post/wrong')).toMatchObject({
      fate: 'dropped',
      reason: 'OpenAPI does not know this key in this place',
    })
    expect(item(result, '/components/schemas/Unused/type')?.reason).toBe('no operation uses this schema')
    expect(item(result, '/paths/~1orders/post/x-internal/team')).toBeUndefined()
  })

  it('is cut at 2,000 items and says so, while its counts are whole', () => {
    const paths = Object.fromEntries(
      Array.from({ length: 1_200 }, (_, index) => [`/p${index}`, { get: { summary: 'S', 'x-a': 1 } }]),
    )
    const { report } = imported({ paths })
    expect(report).toMatchObject({ truncated: true, counts: { operations: 1_200, dropped: 1_200 } })
    expect(report.items).toHaveLength(2_000)
  })

  it('never says documented of a text that the description does not hold', () => {
    const texts = JSON.stringify(result.description)
    for (const { fate, pointer } of result.report.items) {
      if (fate !== 'documented') continue
      const value = pointer
        .split('/')
        .slice(1)
        .reduce<unknown>((inner, token) => (inner as JsonObject)?.[token.replaceAll('~1', '/').replaceAll('~0', '~')], {
          info: { title: 'T', version: '1' },
          ...source,
        })
      if (typeof value === 'string' && !value.startsWith('#')) expect(texts, pointer).toContain(value)
    }
  })

  it('refuses more operations than the limit', () => {
    const paths = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`/p${index}`, { get: {} }]))
    const refused = importOpenApi(
      { text: JSON.stringify({ openapi: '3.0.0', info: { title: 'T', version: '1' }, paths }) },
      { maxOperations: 10 },
    )
    expect(refused).toMatchObject({ ok: false, issues: [{ rule: 'limits.operations' }] })
  })
})
