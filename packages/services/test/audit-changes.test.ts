import { chainText } from '@gatehouse/contracts/audit-chain'
import { auditChanges, auditChangesText } from '@gatehouse/contracts/audit-changes'
import { canonicalJson } from '@gatehouse/contracts/json'
import { expect, test } from 'vitest'

test.each([
  ['only what differs', { a: 1, b: { c: 2, d: 3 } }, { a: 1, b: { c: 4, d: 3 } }, 'b.c: 2 → 4'],
  ['what came and what went', { a: 1 }, { b: 2 }, 'b: 2; a: 1 → none'],
  ['nulls as values', { a: null }, { a: 5 }, 'a: null → 5'],
  ['lists of plain values whole', { a: ['x', 'y'] }, { a: ['y'] }, 'a: ["x","y"] → ["y"]'],
  [
    'things of a list by their id, wherever they moved',
    {
      a: [
        { id: '1', n: 1 },
        { id: '2', n: 2 },
      ],
    },
    {
      a: [
        { id: '2', n: 3 },
        { id: '1', n: 1 },
      ],
    },
    'a.2.n: 2 → 3',
  ],
  ['all of what was made', null, { a: { b: 1 } }, 'a.b: 1'],
  ['all of what was deleted', { a: 1 }, null, 'a: 1'],
  ['nothing where nothing changed', { a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }, ''],
])('the changes of an entry are %s', (_, before, after, text) => {
  expect(auditChangesText(before as never, after as never)).toBe(text)
})

test('an entry with thousands of fields is cut, not hung on', () => {
  const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`f${at}`, at]))
  expect(auditChanges(null, many)).toHaveLength(500)
})

test('what is hashed is the published definition: canonical JSON of the record behind the hash before it', () => {
  const record = {
    seq: '7',
    at: '2026-11-22T10:00:00.000Z',
    actorKind: 'member',
    actorId: 'per_"\\',
    action: 'plan.revise',
    targetKind: 'plan',
    targetId: 'ü\u2028😀',
    apiId: null,
    teamId: 'team_1',
    before: { z: [1e21, -0, 1e-7], a: { é: null, e: true } },
    after: null,
    requestId: null,
  }
  expect(chainText('abc', record)).toBe(`abc\n${canonicalJson(record)}`)
})
