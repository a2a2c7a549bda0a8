import type { ApiDescription } from '@gatehouse/contracts/api-description'
import { contractChange } from '@gatehouse/contracts/contract-diff'
import type { JsonObject } from '@gatehouse/contracts/json'
import { describe, expect, it } from 'vitest'
import { type DiffRuleId, diffRules } from '../src/change-list.ts'
import { diffDescriptions, summariseChanges } from '../src/diff-descriptions.ts'
import type { DiffRule } from '../src/diff-rules-operations.ts'
import { api, operation, operationCases, queryWith, requestWith, responseWith, schemaCases } from './diff-cases.ts'

type Row = [rule: DiffRuleId, direction: 'request' | 'response' | 'none', before: ApiDescription, after: ApiDescription]

const rows: Row[] = []
const ids = Object.keys(diffRules) as DiffRuleId[]
for (const id of ids) {
  const rule: DiffRule = diffRules[id]
  for (const direction of ['request', 'response', 'none'] as const) {
    if (rule[direction] === undefined) continue
    if (id in schemaCases) {
      const [before, after] = schemaCases[id as keyof typeof schemaCases]
      const place = direction === 'request' ? requestWith : responseWith
      rows.push([id, direction, place(before), place(after)])
    } else rows.push([id, direction, ...operationCases[id as keyof typeof operationCases]])
  }
}

describe('each rule of the diff', () => {
  it.each(rows)('%s (%s) finds exactly its change, with the class of the table', (id, direction, before, after) => {
    const changes = diffDescriptions(before, after)
    expect(changes.map(({ rule }) => rule)).toEqual([id])
    const rule: DiffRule = diffRules[id]
    expect(changes[0]).toMatchObject({ class: rule[direction]?.[0], direction })
    expect(contractChange.parse(changes[0])).toEqual(changes[0])
    expect(changes[0]?.sentence).not.toMatch(/\{(op|what|value|valued|status|before|after|was)\}|undefined|``/)
  })

  it('has at least 120 rules, and the sentences of the golden file', async () => {
    const lines = rows.map(
      ([id, direction, before, after]) =>
        `| ${id} | ${direction} | ${diffDescriptions(before, after)
          .map((change) => `${change.class} | ${change.sentence} | ${change.pointer}`)
          .join(' ')} |`,
    )
    expect(ids.length).toBeGreaterThanOrEqual(120)
    await expect(
      `| rule | direction | class | sentence | pointer |\n|---|---|---|---|---|\n${lines.join('\n')}\n`,
    ).toMatchFileSnapshot('diff-sentences.golden.md')
  })
})

describe('the diff', () => {
  it('says which value of a parameter is refused as a caller writes it', () => {
    const [change] = diffDescriptions(queryWith({ enum: ['open', 'paid'] }), queryWith({ enum: ['paid'] }))
    expect(change?.sentence).toBe('`GET /orders` no longer accepts `status=open`')
  })

  it('walks recursive schemas once, through references and allOf', () => {
    const tree = (name: JsonObject): ApiDescription => ({
      ...responseWith({ $ref: '#/schemas/Node' }),
      schemas: {
        Node: {
          allOf: [
            { $ref: '#/schemas/Base' },
            { type: 'object', properties: { children: { type: 'array', items: { $ref: '#/schemas/Node' } } } },
          ],
        },
        Base: { type: 'object', properties: { name } },
      },
    })
    const changes = diffDescriptions(tree({ type: 'string' }), tree({ type: ['string', 'null'] }))
    expect(changes.map(({ sentence }) => sentence)).toEqual([
      '`GET /orders` may now return `null` in `value.name` of the 200 response',
    ])
    expect(changes[0]?.pointer).toBe('/schemas/Base/properties/name/type')
  })

  it('sees no change where a reference takes the place of its schema', () => {
    const inline = { ...requestWith({ type: 'string' }), schemas: { Text: { type: 'string' } } }
    const referred = { ...requestWith({ $ref: '#/schemas/Text' }), schemas: { Text: { type: 'string' } } }
    expect(diffDescriptions(inline, referred).map(({ rule }) => rule)).toEqual(['api.other-changed'])
  })

  it('demands read-only properties of nobody', () => {
    const schema = (...required: string[]) => ({
      type: 'object',
      properties: { id: { type: 'string', readOnly: true } },
      ...(required.length > 0 && { required }),
    })
    expect(diffDescriptions(requestWith(schema()), requestWith(schema('id'))).map(({ rule }) => rule)).toEqual([
      'api.other-changed',
    ])
    expect(diffDescriptions(responseWith(schema()), responseWith(schema('id'))).map(({ rule }) => rule)).toEqual([
      'schema.property-became-required',
    ])
  })

  it('says a path parameter that is renamed and narrowed by its new name', () => {
    const path = (name: string, schema: object) =>
      api({
        operations: [
          operation({
            path: `/orders/{${name}}`,
            parameters: [{ in: 'path', name, required: true, style: 'simple', explode: false, schema: { ...schema } }],
          }),
        ],
      })
    const changes = diffDescriptions(path('id', { type: 'string' }), path('orderId', { type: 'string', maxLength: 9 }))
    expect(changes.map(({ sentence }) => sentence)).toEqual([
      '`GET /orders/{orderId}` now takes only texts of up to 9 characters in path parameter `orderId`',
      '`GET /orders/{orderId}` was written `/orders/{id}`; the same requests match',
    ])
  })

  it('is summed up in words', () => {
    const changes = diffDescriptions(api({ operations: [operation()] }), api({ title: 'Shop', version: '2' }))
    expect(summariseChanges(changes)).toEqual({ breaking: 1, risky: 0, safe: 2, text: '1 breaking, 2 safe' })
    expect(summariseChanges([]).text).toBe('no changes')
  })
})
