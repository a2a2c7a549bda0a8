import { describe, expect, it } from 'vitest'
import { childRows, schemaRow, typeText } from '../src/features/contracts/schema-rows.ts'

const schemas = {
  Node: {
    type: 'object',
    properties: { next: { $ref: '#/schemas/Node' }, id: { type: 'string', format: 'uuid' } },
    required: ['id'],
  },
  Base: { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
}

describe('a schema as rows', () => {
  it('ends in a recursive type', () => {
    const depthOf = (rows: ReturnType<typeof childRows>): number =>
      Math.max(0, ...rows.map((row) => 1 + depthOf(row.children ?? [])))
    expect(depthOf(childRows({ $ref: '#/schemas/Node' }, schemas, 'body', 0))).toBeLessThanOrEqual(8)
  })
  it('puts required properties first', () => {
    expect(childRows({ $ref: '#/schemas/Node' }, schemas, 'body', 0).map((row) => row.name)).toEqual(['id', 'next'])
  })
  it('merges allOf', () => {
    const rows = childRows(
      { allOf: [{ $ref: '#/schemas/Base' }, { properties: { b: { type: 'integer' } } }] },
      schemas,
      'x',
      0,
    )
    expect(rows.map((row) => [row.name, row.required ?? false])).toEqual([
      ['a', true],
      ['b', false],
    ])
  })
  it('survives a reference that leads nowhere', () => {
    expect(typeText({ $ref: '#/schemas/Gone' }, schemas)).toBe('anything')
  })
  it.each([
    [{ type: 'string', format: 'date' }, 'string · date'],
    [{ type: ['string', 'null'] }, 'string or null'],
    [{ type: 'array', items: { $ref: '#/schemas/Node' } }, 'array of Node'],
    [{ oneOf: [{}, {}] }, 'one of 2'],
    [true, 'anything'],
  ])('names the type of %j', (schema, text) => {
    expect(typeText(schema, schemas)).toBe(text)
  })
  it('says what bounds a value', () => {
    const row = schemaRow('n', { type: 'integer', minimum: 1, maximum: 9, default: 3 }, schemas, { path: 'n' })
    expect(row.meta).toBe('≥ 1 · ≤ 9 · default 3')
  })
})
