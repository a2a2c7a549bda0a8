import { totpCode } from '@gatehouse/auth/factors/totp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { changeEmail } from '../src/account/change-email.ts'
import * as factors from '../src/account/manage-factors.ts'
import { signInWithPassword } from '../src/account/password-sign-in.ts'
import { updateAccount } from '../src/account/update-account.ts'
import { createMyApplication } from '../src/applications/my-applications.ts'
import { verifyAuditChain } from '../src/audit/verify-chain.ts'
import * as erasure from '../src/personal-data/erasure.ts'
import { exportMyData } from '../src/personal-data/export-my-data.ts'
import { createTestInstallation, type TestInstallation, testPassword } from '../src/testing.ts'

let app: TestInstallation
beforeAll(async () => {
  app = await createTestInstallation()
})
afterAll(() => app.drop())

const failure = (act: Promise<unknown>) =>
  act.then(
    () => 'passed',
    ({ code }) => code as string,
  )
const inHours = (hours: number) => () => new Date(Date.now() + hours * 3600_000)
const eraseDue = async (hours = 25) => {
  const errors: unknown[] = []
  await erasure.eraseDuePeople(app.ctx(undefined, { now: inHours(hours) }), (error) => errors.push(error))
  return errors
}

/** Places of the database whose text holds one of these words. */
async function placesWith(words: readonly string[]): Promise<string[]> {
  const { rows } = await app.db.pool.query<{ schema: string; table: string }>(
    `SELECT table_schema AS schema, table_name AS table FROM information_schema.tables
     WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`,
  )
  const found: string[] = []
  for (const { schema, table } of rows) {
    for (const word of words) {
      const hits = await app.db.pool.query(
        `SELECT 1 FROM "${schema}"."${table}" t WHERE t::text ILIKE '%' || $1 || '%' LIMIT 1`,
        [word],
      )
      if (hits.rowCount) found.push(`${schema}.${table}: ${word}`)
    }
  }
  return found
}

/** A developer who has left traces wherever one can. */
async function planted() {
  const dev = await app.developer()
  const name = `Zebulon Quillfeather ${dev.personId.slice(-6)}`
  const ctx = app.ctx(dev, { app: 'portal', address: '203.0.113.77' })
  await updateAccount({ ctx, input: { name }, ifMatch: 1, idempotencyKey: `k-${dev.personId}` })
  await app.db.prisma.team.updateMany({ where: { personalOfId: dev.personId }, data: { name } })
  const { secret } = await factors.beginTotp({ ctx, input: {} })
  await factors.confirmTotp({ ctx, input: { code: totpCode(secret, new Date()) } })
  await changeEmail({ ctx, input: { email: `other-${dev.email}` } })
  await createMyApplication({ ctx, input: { name: 'Shop' } })
  await signInWithPassword({
    ctx: app.ctx({ kind: 'visitor' }, { app: 'portal' }),
    input: { email: dev.email, password: testPassword },
  })
  return { dev, ctx, name }
}

describe('S32: an export', () => {
  test('holds every table that names the person, nothing of others, and no secret', async () => {
    const { dev, ctx, name } = await planted()
    const other = await app.developer()
    const { tables } = await exportMyData({ ctx, input: {} })
    expect(Object.keys(tables)).toEqual(
      expect.arrayContaining([
        'person',
        'developer_session',
        'team_member',
        'totp_factor',
        'recovery_code',
        'audit_log',
      ]),
    )
    const text = JSON.stringify(tables)
    expect(text).toContain(name)
    expect(text).toContain(dev.email)
    expect(text).not.toContain(other.email)
    for (const column of ['password_hash', 'sid_hash', 'token_hash', 'sealed', '"hash"'])
      expect(text).not.toContain(column)
  })

  test('is asked for five times a day, with a fresh proof', async () => {
    const dev = await app.developer()
    expect(await failure(exportMyData({ ctx: app.ctx(dev, { now: inHours(1) }), input: {} }))).toBe('proof_needed')
    for (let i = 0; i < 5; i += 1) await exportMyData({ ctx: app.ctx(dev), input: {} })
    expect(await failure(exportMyData({ ctx: app.ctx(dev), input: {} }))).toBe('rate_exceeded')
  })
})

describe('S32: an erasure', () => {
  test('leaves no name and no address in any table, and the audit chain verifies', async () => {
    const { dev, ctx, name } = await planted()
    expect((await placesWith([name])).length).toBeGreaterThan(0)
    await erasure.requestMyErasure({ ctx, input: { confirm: dev.email.toUpperCase() } })
    expect(await eraseDue(23), 'not before its time').toEqual([])
    expect((await app.db.prisma.person.findUniqueOrThrow({ where: { id: dev.personId } })).erasedAt).toBeNull()
    expect(await eraseDue()).toEqual([])
    expect(await placesWith([name, dev.email, '203.0.113.77'])).toEqual([])
    expect(await app.db.prisma.person.count({ where: { id: dev.personId } }), 'the id stays').toBe(1)
    expect(await verifyAuditChain({ ctx: app.ctx(), input: {} })).toMatchObject({ intact: true })
    const again = signInWithPassword({
      ctx: app.ctx({ kind: 'visitor' }, { app: 'portal' }),
      input: { email: dev.email, password: testPassword },
    })
    expect(await failure(again)).toBe('sign_in_failed')
    expect(await eraseDue(), 'once').toEqual([])
  })

  test('is taken back within its 24 hours', async () => {
    const dev = await app.developer()
    const ctx = app.ctx(dev)
    await erasure.requestMyErasure({ ctx, input: { confirm: dev.email } })
    expect((await erasure.getMyErasure({ ctx, input: {} })).dueAt).not.toBeNull()
    await erasure.cancelMyErasure({ ctx, input: {} })
    expect((await erasure.getMyErasure({ ctx, input: {} })).dueAt).toBeNull()
    await eraseDue()
    expect((await app.db.prisma.person.findUniqueOrThrow({ where: { id: dev.personId } })).email).toBe(dev.email)
    expect(await failure(erasure.cancelMyErasure({ ctx, input: {} }))).toBe('not_found')
  })

  test('needs the typed address and a fresh proof', async () => {
    const dev = await app.developer()
    expect(await failure(erasure.requestMyErasure({ ctx: app.ctx(dev), input: { confirm: 'yes' } }))).toBe(
      'invalid_input',
    )
    const late = app.ctx(dev, { now: inHours(1) })
    expect(await failure(erasure.requestMyErasure({ ctx: late, input: { confirm: dev.email } }))).toBe('proof_needed')
  })

  test('never takes the last admin, neither when it is asked for nor when others went meanwhile', async () => {
    const [first, second] = [await app.member('Admin'), await app.member('Admin')]
    const email = async (id: string) => (await app.db.prisma.person.findUniqueOrThrow({ where: { id } })).email ?? ''
    await erasure.requestMyErasure({ ctx: app.ctx(first), input: { confirm: await email(first.personId) } })
    const confirm = await email(second.personId)
    await erasure.requestErasure({ ctx: app.ctx(first), input: { personId: second.personId, confirm } })
    expect(await eraseDue(), 'one of them stays').toHaveLength(1)
    const left = await app.db.prisma.person.findMany({
      where: { id: { in: [first.personId, second.personId] }, erasedAt: null },
    })
    expect(left).toHaveLength(1)
    const [last] = left
    await app.db.prisma.erasureRequest.updateMany({ where: { doneAt: null }, data: { cancelledAt: new Date() } })
    const stays = last?.id === first.personId ? first : second
    const input = { confirm: last?.email ?? '' }
    expect(await failure(erasure.requestMyErasure({ ctx: app.ctx(stays), input }))).not.toBe('passed')
  })

  test('of another needs the permission', async () => {
    const [viewer, dev] = [await app.member('Viewer'), await app.developer()]
    const input = { personId: dev.personId, confirm: dev.email }
    expect(await failure(erasure.requestErasure({ ctx: app.ctx(viewer), input }))).toMatch(/forbidden|not_found/)
  })
})
