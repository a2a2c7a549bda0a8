import { setImmediate as turn } from 'node:timers/promises'
import { newId } from '@gatehouse/contracts/ids'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { verifyAuditChain } from '../src/audit/verify-chain.ts'
import { verb } from '../src/grammar/verb.ts'
import { createTestInstallation, type TestInstallation } from '../src/testing.ts'

let app: TestInstallation
beforeAll(async () => {
  app = await createTestInstallation()
})
afterAll(() => app.drop())

/** A verb that does as much as a small real one: some reads, so that transactions overlap, then access rows. */
const touch = verb({
  name: 'test.touch',
  allowed: { systemOnly: true },
  input: z.strictObject({ changes: z.number() }),
  run: async ({ tx, input, change }) => {
    await tx.team.count()
    const ids = Array.from({ length: input.changes }, () => newId('application'))
    for (const id of ids) change.access('application', id)
    return ids
  },
  audit: ({ result }) => result.map((id) => ({ target: { kind: 'application', id } })),
})

describe('16 concurrent writers', () => {
  const writers = 16
  const each = 12
  let seen: bigint[] = []

  beforeAll(async () => {
    let writing = true
    let last = 0n
    const read = async () => {
      const { rows } = await app.db.pool.query('SELECT seq FROM change_log WHERE seq > $1 ORDER BY seq', [
        last.toString(),
      ])
      for (const row of rows) {
        last = BigInt(row.seq)
        seen.push(last)
      }
    }
    const reader = (async () => {
      while (writing) {
        await read()
        await turn()
      }
    })()
    seen = []
    await Promise.all(
      Array.from({ length: writers }, async (_, writer) => {
        for (let i = 0; i < each; i += 1) await touch({ ctx: app.ctx(), input: { changes: 1 + ((writer + i) % 3) } })
      }),
    )
    writing = false
    await reader
    await read()
  })

  test('a reader that asks for seq > last is passed over by no change', async () => {
    const { rows } = await app.db.pool.query('SELECT seq FROM change_log ORDER BY seq')
    expect(seen).toEqual(rows.map((row) => BigInt(row.seq)))
    expect(seen.length).toBeGreaterThan(writers * each)
  })

  test('each access row carries the sequence of its last change', async () => {
    const { rows } = await app.db.pool.query(
      `SELECT count(*)::int AS wrong FROM access_version v
       WHERE v.seq <> (SELECT max(seq) FROM change_log l WHERE l.channel = 'access' AND l.kind = v.kind AND l.entity_id = v.entity_id)`,
    )
    expect(rows[0].wrong).toBe(0)
  })

  test('leave one unforked audit chain', async () => {
    const admin = await app.member('Admin')
    const result = await verifyAuditChain({ ctx: app.ctx(admin), input: {} })
    expect(result).toMatchObject({ intact: true, brokenSeq: null })
    expect(result.rows).toBeGreaterThan(writers * each)
  })
})

describe('the audit chain', () => {
  const verify = () => verifyAuditChain({ ctx: app.ctx(), input: {} })
  const sql = (text: string) => app.db.pool.query(text)

  test.each([
    [
      'an altered row',
      `UPDATE audit_log SET after = '{"x":1}' WHERE seq = 20`,
      'UPDATE audit_log SET after = NULL WHERE seq = 20',
      '20',
    ],
    [
      'another actor',
      `UPDATE audit_log SET actor_id = 'per_x' WHERE seq = 21`,
      `UPDATE audit_log SET actor_id = 'test' WHERE seq = 21`,
      '21',
    ],
    [
      'a removed row',
      'UPDATE audit_log SET seq = -22 WHERE seq = 22',
      'UPDATE audit_log SET seq = 22 WHERE seq = -22',
      '23',
    ],
  ])('betrays %s at its place', async (_, tamper, restore, seq) => {
    await sql(tamper)
    expect(await verify()).toMatchObject({ intact: false, brokenSeq: seq })
    await sql(restore)
    expect(await verify()).toMatchObject({ intact: true })
  })

  test('takes values that JSON alone does not keep', async () => {
    const odd = verb({
      name: 'test.odd',
      allowed: { systemOnly: true },
      input: z.strictObject({}),
      run: async () => ({}),
      audit: () => ({
        target: { kind: 'x', id: 'x' },
        after: {
          big: 1e21,
          small: 1e-7,
          minus: -0,
          text: 'ü \u2028 😀',
          empty: {},
          list: [1.5, null],
          gone: undefined,
        } as never,
      }),
    })
    await odd({ ctx: app.ctx(), input: {} })
    expect(await verify()).toMatchObject({ intact: true })
  })
})
