import { afterAll, beforeAll, expect, test } from 'vitest'
import { createManagementKey } from '../src/service-accounts/create-management-key.ts'
import { createServiceAccount } from '../src/service-accounts/create-service-account.ts'
import { createTeam } from '../src/teams/create-team.ts'
import { createTestInstallation, type TestInstallation } from '../src/testing.ts'

let app: TestInstallation
let admin: Awaited<ReturnType<TestInstallation['member']>>
beforeAll(async () => {
  app = await createTestInstallation()
  admin = await app.member('Admin')
})
afterAll(() => app.drop())

const teams = () => app.db.prisma.team.count()
const audited = () => app.db.prisma.auditLog.count()

test('the same key twice has one effect and one answer', async () => {
  const before = [await teams(), await audited()]
  const call = { ctx: app.ctx(admin), input: { name: 'Commerce' }, idempotencyKey: 'once' }
  const first = await createTeam(call)
  expect(await createTeam(call)).toEqual(first)
  expect([await teams(), await audited()]).toEqual(before.map((count) => count + 1))
})

test('the same key with another input is refused', async () => {
  const ctx = app.ctx(admin)
  await createTeam({ ctx, input: { name: 'One' }, idempotencyKey: 'other' })
  await expect(createTeam({ ctx, input: { name: 'Two' }, idempotencyKey: 'other' })).rejects.toMatchObject({
    code: 'idempotency_reused',
  })
})

test('eight at once have one effect', async () => {
  const before = await teams()
  const call = () => createTeam({ ctx: app.ctx(admin), input: { name: 'Racers' }, idempotencyKey: 'race' })
  const answers = await Promise.all(Array.from({ length: 8 }, call))
  expect(new Set(answers.map(({ id }) => id)).size).toBe(1)
  expect(await teams()).toBe(before + 1)
})

test('a call that failed leaves its key free', async () => {
  const ctx = app.ctx(admin)
  const ownerId = 'per_00000000000000000000000000000000'
  await expect(createTeam({ ctx, input: { name: 'X', ownerId }, idempotencyKey: 'free' })).rejects.toThrow()
  await expect(createTeam({ ctx, input: { name: 'X' }, idempotencyKey: 'free' })).resolves.toMatchObject({ name: 'X' })
})

test('another actor’s key is another key', async () => {
  const other = await app.member('Admin')
  const input = { name: 'Mine' }
  const first = await createTeam({ ctx: app.ctx(admin), input, idempotencyKey: 'shared' })
  expect((await createTeam({ ctx: app.ctx(other), input, idempotencyKey: 'shared' })).id).not.toBe(first.id)
})

test('a once-shown secret comes again for its key, and stands in no row', async () => {
  const ctx = app.ctx(admin)
  const team = await createTeam({ ctx, input: { name: 'Machines' } })
  const account = await createServiceAccount({ ctx, input: { name: 'ci', teamId: team.id } })
  const role = await app.db.prisma.role.findUniqueOrThrow({ where: { name: 'Viewer' } })
  await app.db.prisma.roleAssignment.create({
    data: { id: 'ra_test', roleId: role.id, serviceAccountId: account.id, scope: 'organization' },
  })
  const call = {
    ctx,
    input: { serviceAccountId: account.id, name: 'key', scopes: ['api.read' as const] },
    idempotencyKey: 'secret',
  }
  const made = await createManagementKey(call)
  expect((await createManagementKey(call)).key).toBe(made.key)
  for (const table of ['idempotency_record', 'management_key', 'audit_log', 'change_log']) {
    const { rows } = await app.db.pool.query(
      `SELECT count(*)::int AS n FROM ${table} t WHERE t::text LIKE '%' || $1 || '%'`,
      [made.key],
    )
    expect(rows[0].n, table).toBe(0)
  }
})
