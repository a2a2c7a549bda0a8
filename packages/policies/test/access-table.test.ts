import { createHash, hash } from 'node:crypto'
import {
  type AccessDelete,
  type AccessRow,
  type AccessUpsert,
  accessRow,
  checksumText,
} from '@gatehouse/contracts/access'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { restoreAccess, serializeAccess } from '../src/access/disk.ts'
import { AccessReader } from '../src/access/reader.ts'
import { AccessTable } from '../src/access/table.ts'

const hex = (n: number) => createHash('sha256').update(String(n)).digest('hex')
const idOf = (prefix: string, n: number) => `${prefix}_${hex(n).slice(0, 32)}` as never
const digestOf = (n: number) => Buffer.from(hex(1000 + n), 'hex').toString('latin1')
const few = fc.nat(5)

/** Shared by many rows, or not there. */
const reason = fc.constantFrom({}, { paused: { reason: 'Too many calls' } }, { paused: { reason: 'Unpaid – “June”' } })
const row: fc.Arbitrary<AccessRow> = fc.oneof(
  fc
    .record({ n: few, a: few, scopes: fc.subarray(['r', 'w']), expiresAt: fc.option(fc.nat(1e6), { nil: undefined }) })
    .map(({ n, a, scopes, expiresAt }) => ({
      kind: 'credential' as const,
      id: idOf('crd', n),
      hash: hex(1000 + n),
      applicationId: idOf('app', a),
      scopes,
      ...(expiresAt === undefined ? {} : { expiresAt }),
    })),
  fc
    .record({ n: few, t: few, state: fc.constantFrom('active' as const, 'suspended' as const), why: reason })
    .map(({ n, t, state, why }) => ({
      kind: 'application' as const,
      id: idOf('app', n),
      teamId: idOf('team', t),
      state,
      ...why,
    })),
  fc
    .record({ n: few, state: fc.constantFrom('active' as const, 'suspended' as const), why: reason })
    .map(({ n, state, why }) => ({ kind: 'team' as const, id: idOf('team', n), state, ...why })),
  fc
    .record({
      n: few,
      a: few,
      p: few,
      l: few,
      state: fc.constantFrom('active' as const, 'pending' as const, 'closed' as const),
    })
    .map(({ n, a, p, l, state }) => ({
      kind: 'subscription' as const,
      id: idOf('sub', n),
      applicationId: idOf('app', a),
      productId: idOf('prd', p),
      planVersionId: idOf('plv', l),
      state,
    })),
  fc.record({ n: few, v: few }).map(({ n, v }) => ({
    kind: 'product' as const,
    id: idOf('prd', n),
    items: [{ include: 'version' as const, versionId: idOf('ver', v) }],
  })),
  fc.record({ n: few, limit: fc.integer({ min: 1, max: 9 }) }).map(({ n, limit }) => ({
    kind: 'planVersion' as const,
    id: idOf('plv', n),
    planId: idOf('pln', n),
    limits: { quota: { limit, period: 'day' as const } },
    priced: limit > 4,
  })),
  fc.record({ n: few }).map(({ n }) => ({
    kind: 'revocation' as const,
    id: `jti:token-${n}`,
    of: 'jti' as const,
    value: `token-${n}`,
    notBefore: n,
    expires: 99,
  })),
)

type Change = { type: 'upsert'; change: AccessUpsert } | { type: 'delete'; change: AccessDelete }
const change: fc.Arbitrary<Change> = fc
  .tuple(row, fc.nat(40), fc.integer({ min: 0, max: 3 }))
  .map(([content, seq, kind]) =>
    kind === 0
      ? { type: 'delete', change: { seq, kind: content.kind, id: content.id } }
      : { type: 'upsert', change: { seq, row: content } },
  )

/** The same in a Map: newest wins per row, a deletion included. */
class Model {
  readonly rows = new Map<string, AccessUpsert>()
  readonly gone = new Map<string, number>()

  apply({ type, change }: Change): void {
    const name = type === 'upsert' ? `${change.row.kind}:${change.row.id}` : `${change.kind}:${change.id}`
    const known = this.rows.get(name)
    if (type === 'upsert') {
      const gone = this.gone.get(name)
      if ((gone !== undefined && gone >= change.seq) || (known !== undefined && known.seq >= change.seq)) return
      this.rows.set(name, change)
      return
    }
    this.gone.set(name, Math.max(this.gone.get(name) ?? -1, change.seq))
    if (known !== undefined && known.seq <= change.seq) this.rows.delete(name)
  }

  get<K extends AccessRow['kind']>(kind: K, id: string): Extract<AccessRow, { kind: K }> | undefined {
    return this.rows.get(`${kind}:${id}`)?.row as Extract<AccessRow, { kind: K }> | undefined
  }

  checksum(): string {
    let sum = 0n
    for (const { seq, row: content } of this.rows.values()) {
      sum ^= Buffer.from(
        hash('md5', checksumText(content.kind, content.id, seq), 'hex').slice(0, 16),
        'hex',
      ).readBigInt64BE()
    }
    return sum.toString()
  }
}

function expectSame(table: AccessTable, reader: AccessReader, model: Model): void {
  expect(table.checksum()).toBe(model.checksum())
  for (const kind of [
    'credential',
    'application',
    'team',
    'subscription',
    'product',
    'planVersion',
    'revocation',
  ] as const) {
    expect(table.count(kind)).toBe([...model.rows.values()].filter(({ row: content }) => content.kind === kind).length)
  }
  for (let n = 0; n < 6; n += 1) {
    const found = reader.findCredential(digestOf(n))
    const credential = model.get('credential', idOf('crd', n))
    const application = model.get('application', credential?.applicationId ?? '')
    const team = model.get('team', application?.teamId ?? '')
    if (credential === undefined || application === undefined || team === undefined) {
      expect(found).toBeNull()
      continue
    }
    const subscriptions = [...model.rows.values()]
      .map(({ row: content }) => content)
      .filter((content) => content.kind === 'subscription')
      .filter((content) => content.applicationId === application.id)
      .filter((content) => model.get('product', content.productId) && model.get('planVersion', content.planVersionId))
      .sort((a, b) => (a.id < b.id ? -1 : 1))
    expect(found).toMatchObject({
      identity: { credentialId: credential.id, applicationId: application.id, teamId: team.id },
      expiresAt: credential.expiresAt ?? Number.POSITIVE_INFINITY,
      applicationActive: application.state === 'active',
      teamActive: team.state === 'active',
      paused: application.paused
        ? { who: 'application', ...application.paused }
        : team.paused
          ? { who: 'team', ...team.paused }
          : null,
      scopes: credential.scopes,
      subscriptions: subscriptions.map((content) => ({
        id: content.id,
        state: content.state,
        product: { items: model.get('product', content.productId)?.items },
        plan: { limits: model.get('planVersion', content.planVersionId)?.limits },
      })),
    })
    expect(found?.subscriptions).toHaveLength(subscriptions.length)
  }
  for (let n = 0; n < 6; n += 1) {
    expect(reader.findRevocation('jti', `token-${n}`) ?? undefined).toEqual(model.get('revocation', `jti:token-${n}`))
  }
}

describe('access table', () => {
  it('equals a Map in which the newest change of each row wins, in any order', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 120 }), (changes) => {
        const table = new AccessTable()
        const reader = new AccessReader(table.handles())
        const model = new Model()
        for (const one of changes) {
          const { grown } = table.apply(
            one.type === 'upsert' ? [one.change] : [],
            one.type === 'delete' ? [one.change] : [],
          )
          if (grown) reader.adopt(table.handles())
          model.apply(one)
        }
        expectSame(table, reader, model)
        for (const { row: content } of model.rows.values()) accessRow.parse(content)
        const restored = restoreAccess(Buffer.concat(serializeAccess(table, '{"seq":7}')))
        if (restored === null) throw new Error('not restored')
        expect(restored.meta).toBe('{"seq":7}')
        expectSame(restored.table, new AccessReader(restored.table.handles()), model)
      }),
      { numRuns: 400 },
    )
  })

  it('after a reset holds exactly the pages and what came meanwhile, even when numbers went back', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), fc.array(row, { maxLength: 30 }), (before, pages) => {
        const table = new AccessTable()
        const reader = new AccessReader(table.handles())
        for (const one of before) {
          table.apply(one.type === 'upsert' ? [one.change] : [], one.type === 'delete' ? [one.change] : [])
        }
        table.beginReset()
        const model = new Model()
        pages.forEach((content, i) => {
          const seq = i % 5
          table.apply([{ seq, row: content }], [])
          model.apply({ type: 'upsert', change: { seq, row: content } })
        })
        table.endReset()
        reader.adopt(table.handles())
        expectSame(table, reader, model)
      }),
      { numRuns: 300 },
    )
  })

  it('keeps refusing and serving by the old rows while a reset is on its way', () => {
    const table = new AccessTable()
    const reader = new AccessReader(table.handles())
    const rows: AccessRow[] = [
      { kind: 'team', id: idOf('team', 1), state: 'active' },
      { kind: 'application', id: idOf('app', 1), teamId: idOf('team', 1), state: 'active' },
      {
        kind: 'credential',
        id: idOf('crd', 1),
        hash: hex(1001),
        applicationId: idOf('app', 1),
        scopes: [],
        revokedAt: 5,
      },
    ]
    table.apply(
      rows.map((content) => ({ seq: 1, row: content })),
      [],
    )
    table.beginReset()
    expect(reader.findCredential(digestOf(1))?.revokedAt).toBe(5)
    table.endReset()
    expect(reader.findCredential(digestOf(1))).toBeNull()
  })

  it('grows to thousands of rows; readers of the old buffers see a consistent old table', () => {
    const table = new AccessTable()
    const reader = new AccessReader(table.handles())
    let grown = 0
    table.apply([{ seq: 1, row: { kind: 'team', id: idOf('team', 0), state: 'active' } }], [])
    for (let n = 0; n < 5000; n += 1) {
      const rows: AccessRow[] = [
        { kind: 'application', id: idOf('app', n), teamId: idOf('team', 0), state: 'active' },
        {
          kind: 'credential',
          id: idOf('crd', n),
          hash: hex(1000 + n),
          applicationId: idOf('app', n),
          scopes: ['r', String(n % 3)],
        },
      ]
      if (
        table.apply(
          rows.map((content) => ({ seq: n, row: content })),
          [],
        ).grown
      )
        grown += 1
    }
    expect(grown).toBeGreaterThan(3)
    expect(reader.findCredential(digestOf(0))?.identity.credentialId).toBe(idOf('crd', 0))
    expect(reader.findCredential(digestOf(4999))).toBeNull()
    reader.adopt(table.handles())
    for (let n = 0; n < 5000; n += 7) {
      expect(reader.findCredential(digestOf(n))).toMatchObject({
        identity: { applicationId: idOf('app', n) },
        scopes: ['r', String(n % 3)],
      })
    }
  })

  it('a file with one changed or missing byte is not restored', () => {
    const table = new AccessTable()
    table.apply([{ seq: 1, row: { kind: 'team', id: idOf('team', 0), state: 'active' } }], [])
    const bytes = Buffer.concat(serializeAccess(table, ''))
    expect(restoreAccess(bytes)).not.toBeNull()
    for (let at = 0; at < bytes.length; at += 13) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(restoreAccess(changed)).toBeNull()
    }
    expect(restoreAccess(bytes.subarray(0, bytes.length - 1))).toBeNull()
    expect(restoreAccess(Buffer.alloc(0))).toBeNull()
  })
})
