import type { JsonSchema } from '@gatehouse/contracts/api-description'
import { describe, expect, it } from 'vitest'
import { generateValidatorCode } from '../src/snapshot/validators.ts'
import { ParameterSet } from '../src/validation/parameters.ts'
import { parameter } from './fixtures.ts'
import { judging, verdictOf } from './judge-fixture.ts'

const text = { type: 'string' }
const price = {
  type: 'object',
  properties: { min: { type: 'number' }, max: { type: 'number' } },
  additionalProperties: false,
}
const filter: JsonSchema = {
  type: 'object',
  required: ['price'],
  properties: {
    price,
    tags: { type: 'array', items: text, minItems: 2 },
    sort: {
      type: 'array',
      items: { type: 'object', required: ['by'], properties: { by: text, down: { type: 'boolean' } } },
    },
    any: { type: 'object', additionalProperties: { type: 'integer' } },
    of: { $ref: '#/schemas/Range' },
  },
  additionalProperties: false,
}
const shared = { Range: { allOf: [price, { required: ['max'] }] } }
const deep = parameter({ in: 'query', name: 'f', style: 'deepObject', explode: true, schema: filter })

/** Places that a query breaks, each with its rule. */
function found(query: string): string[] {
  const set = new ParameterSet({ parameters: [deep] }, [], shared, generateValidatorCode)
  const findings = set.check({ target: `/t?${query}`, pathEnd: 2, captures: [], rawHeaders: [] })
  return (findings ?? []).map(({ pointer, rule }) => `${pointer} ${rule}`)
}

describe('a deepObject parameter whose schema is nested', () => {
  it.each([
    ['properties of properties', 'f[price][min]=1&f[price][max]=2.5'],
    ['escaped brackets', 'f%5Bprice%5D%5Bmin%5D=1'],
    ['a list by repeated names', 'f[price][min]=1&f[tags]=a&f[tags]=b'],
    ['a list by empty brackets', 'f[price][min]=1&f[tags][]=a&f[tags][]=b'],
    ['a list by numbers', 'f[price][min]=1&f[tags][0]=a&f[tags][1]=b'],
    ['objects in a list', 'f[price][min]=1&f[sort][0][by]=a&f[sort][0][down]=true&f[sort][1][by]=b'],
    ['names that nobody declared one by one', 'f[price][min]=1&f[any][a]=1&f[any][b]=2'],
    ['what a reference declares', 'f[price][min]=1&f[of][max]=3'],
    ['others beside it', 'f[price][min]=1&g[x]=1&fx[y]=2'],
  ])('takes %s', (_, query) => {
    expect(found(query)).toEqual([])
  })

  it.each([
    ['a leaf', 'f[price][min]=cheap', '/f/price/min type'],
    ['an undeclared name below', 'f[price][avg]=1', '/f/price/avg additionalProperties'],
    ['a missing name', 'f[tags]=a&f[tags]=b', '/f required'],
    ['a missing name behind a reference', 'f[price][min]=1&f[of][min]=3', '/f/of required'],
    ['a text where an object belongs', 'f[price]=1', '/f/price type'],
    ['a list that is too short', 'f[price][min]=1&f[tags][]=a', '/f/tags minItems'],
    ['a member of a list', 'f[price][min]=1&f[sort][0][by]=a&f[sort][1][down]=yes', '/f/sort/1/down type'],
    ['a member that lacks something', 'f[price][min]=1&f[sort][0][down]=true', '/f/sort/0 required'],
    ['numbers with a gap, which make no list', 'f[price][min]=1&f[tags][0]=a&f[tags][2]=b', '/f/tags type'],
    ['a name of JavaScript’s own', 'f[price][min]=1&f[__proto__][x]=1', '/f/__proto__ additionalProperties'],
  ])('names %s', (_, query, finding) => {
    expect(found(query)).toContain(finding)
  })

  it('leaves names alone whose brackets do not close, or go deeper than any schema', () => {
    expect(found('f[price][min]=1&f[price=2&f]x[=3')).toEqual([])
    expect(found(`f[price][min]=1&f${'[a]'.repeat(40)}=1`)).toEqual([])
  })

  it('may be declared while other parameters are refused', () => {
    const judge = judging({ parameters: [deep], schemas: shared, undeclared: { query: 'refuse' } })
    const verdict = (query: string) => verdictOf(judge({ target: `/orders/v1/orders?${query}` }))
    expect(verdict('f[price][min]=1')).toBe('pass')
    expect(verdict('f[price][min]=1&g[x]=1')).toBe('query/g[x] undeclared')
  })
})
