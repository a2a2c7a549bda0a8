import type { Id } from '@gatehouse/contracts/ids'
import type { BuiltInRole } from '@gatehouse/contracts/permissions'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listAudit } from '../src/audit/list-audit.ts'
import { ensureInstallation } from '../src/installation/ensure-installation.ts'
import { updateOrganization } from '../src/installation/update-organization.ts'
import { deactivatePerson } from '../src/people/deactivate-person.ts'
import { inviteMember } from '../src/people/invite-member.ts'
import { assignRole } from '../src/roles/assign-role.ts'
import { unassignRole } from '../src/roles/unassign-role.ts'
import { createManagementKey } from '../src/service-accounts/create-management-key.ts'
import { createServiceAccount } from '../src/service-accounts/create-service-account.ts'
import { deactivateServiceAccount } from '../src/service-accounts/deactivate-service-account.ts'
import { createKeyResolver } from '../src/service-accounts/key-resolver.ts'
import { listManagementKeys } from '../src/service-accounts/list-management-keys.ts'
import { revokeManagementKey } from '../src/service-accounts/revoke-management-key.ts'
import { addTeamMember } from '../src/teams/add-team-member.ts'
import { createTeam } from '../src/teams/create-team.ts'
import { listTeams } from '../src/teams/list-teams.ts'
import { removeTeamMember } from '../src/teams/remove-team-member.ts'
import { suspendTeam } from '../src/teams/suspend-team.ts'
import { updateTeam } from '../src/teams/update-team.ts'
import { createTestInstallation, type TestInstallation } from '../src/testing.ts'

let app: TestInstallation
let admin: Awaited<ReturnType<TestInstallation['member']>>
let team: Awaited<ReturnType<typeof createTeam>>
beforeAll(async () => {
  app = await createTestInstallation()
  admin = await app.member('Admin')
  team = await createTeam({ ctx: app.ctx(admin), input: { name: 'Commerce' } })
})
afterAll(() => app.drop())

const roleId = async (name: BuiltInRole) =>
  (await app.db.prisma.role.findUniqueOrThrow({ where: { name } })).id as Id<'role'>
const organization = { kind: 'organization' } as const

describe('roles', () => {
  test('nobody gives what he lacks', async () => {
    const security = await app.member('Security admin')
    const target = await app.member()
    const holder = { kind: 'person', personId: target.personId } as const
    const give = async (name: BuiltInRole) =>
      assignRole({ ctx: app.ctx(security), input: { roleId: await roleId(name), holder, scope: organization } })
    await expect(give('Admin')).rejects.toMatchObject({ code: 'forbidden' })
    await expect(give('Operator')).rejects.toMatchObject({ code: 'forbidden' })
    await expect(give('Security reviewer')).resolves.toMatchObject({ role: { name: 'Security reviewer' } })
    await expect(give('Security reviewer')).rejects.toMatchObject({ code: 'already_exists' })
    const invite = { email: 'kim@example.com', name: 'Kim', roleId: await roleId('Admin') }
    await expect(inviteMember({ ctx: app.ctx(security), input: invite })).rejects.toMatchObject({ code: 'forbidden' })
  })

  test('nobody takes what he lacks, and the last admin stays', async () => {
    const security = await app.member('Security admin')
    const [mine] = await app.db.prisma.roleAssignment.findMany({ where: { personId: admin.personId } })
    const input = { assignmentId: (mine?.id ?? '') as Id<'roleAssignment'> }
    await expect(unassignRole({ ctx: app.ctx(security), input })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(unassignRole({ ctx: app.ctx(admin), input })).rejects.toMatchObject({ code: 'not_possible' })
    const off = { personId: admin.personId }
    await expect(deactivatePerson({ ctx: app.ctx(security), input: off })).rejects.toMatchObject({
      code: 'not_possible',
    })
    await expect(deactivatePerson({ ctx: app.ctx(admin), input: off })).rejects.toMatchObject({ code: 'not_possible' })
  })

  test('two admins cannot leave at the same time', async () => {
    const other = await createTestInstallation()
    try {
      const [a, b] = [await other.member('Admin'), await other.member('Admin')]
      const off = (who: typeof a, whom: typeof a) =>
        deactivatePerson({ ctx: other.ctx(who), input: { personId: whom.personId } })
      const results = await Promise.allSettled([off(a, b), off(b, a)])
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    } finally {
      await other.drop()
    }
  })

  test('a role for a team reaches that team’s things only', async () => {
    const other = await createTeam({ ctx: app.ctx(admin), input: { name: 'Payments' } })
    const target = await app.member()
    const holder = { kind: 'person', personId: target.personId } as const
    const scope = { kind: 'team', teamId: team.id } as const
    await assignRole({ ctx: app.ctx(admin), input: { roleId: await roleId('Security admin'), holder, scope } })
    const grants = [{ permissions: ['team.read', 'team.manage', 'audit.read', 'role.assign'] as const, scope }]
    const ctx = app.ctx({ ...target, grants })
    expect((await listTeams({ ctx, input: {} })).items.map(({ id }) => id)).toEqual([team.id])
    await expect(suspendTeam({ ctx, input: { teamId: other.id } })).rejects.toMatchObject({ code: 'not_found' })
    const rows = await listAudit({ ctx, input: { limit: 200 } })
    expect(new Set(rows.items.map(({ teamId }) => teamId))).toEqual(new Set([team.id]))
    expect(rows.items.every(({ actor }) => actor.kind === 'system' || actor.name === '')).toBe(true)
    const wider = { roleId: await roleId('Viewer'), holder, scope: organization }
    await expect(assignRole({ ctx, input: wider })).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('edits at the same time', () => {
  test('the second of two on the same state is refused', async () => {
    const ctx = app.ctx(admin)
    const edit = (name: string) => updateTeam({ ctx, input: { teamId: team.id, name }, ifMatch: team.etag })
    const results = await Promise.allSettled([edit('A'), edit('B'), edit('C')])
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const refused = results.find(({ status }) => status === 'rejected') as PromiseRejectedResult
    expect(refused.reason).toMatchObject({ code: 'changed_meanwhile' })
    await expect(updateTeam({ ctx, input: { teamId: team.id, name: 'D' } })).rejects.toMatchObject({
      code: 'precondition_required',
    })
    await expect(updateOrganization({ ctx, input: { name: 'X' }, ifMatch: 99 })).rejects.toMatchObject({
      code: 'changed_meanwhile',
    })
  })
})

describe('teams', () => {
  test('keep an owner, and a personal team its person', async () => {
    const ctx = app.ctx(admin)
    const owner = { teamId: team.id, personId: admin.personId }
    await expect(removeTeamMember({ ctx, input: owner })).rejects.toMatchObject({ code: 'not_possible' })
    const dev = await app.developer()
    const [personal] = [...dev.teams.keys()] as Id<'team'>[]
    const input = { teamId: personal ?? team.id, personId: admin.personId, role: 'owner' as const }
    await expect(addTeamMember({ ctx, input })).rejects.toMatchObject({ code: 'not_possible' })
  })

  test('suspended once, however often: one change for the gateways', async () => {
    const { id } = await createTeam({ ctx: app.ctx(admin), input: { name: 'Loud' } })
    const changes = () => app.db.prisma.changeLog.count({ where: { kind: 'team', entityId: id } })
    const before = await changes()
    for (let i = 0; i < 2; i += 1) await suspendTeam({ ctx: app.ctx(admin), input: { teamId: id } })
    expect(await changes()).toBe(before + 1)
  })
})

describe('management keys', () => {
  const account = async (...roles: BuiltInRole[]) => {
    const ctx = app.ctx(admin)
    const made = await createServiceAccount({ ctx, input: { name: `ci ${Math.random()}`, teamId: team.id } })
    const holder = { kind: 'serviceAccount', serviceAccountId: made.id } as const
    for (const name of roles) {
      await assignRole({ ctx, input: { roleId: await roleId(name), holder, scope: organization } })
    }
    return made.id
  }
  const keyOf = (serviceAccountId: Id<'serviceAccount'>, scopes: ['api.read'] | ['api.read', 'api.deploy']) =>
    createManagementKey({ ctx: app.ctx(admin), input: { serviceAccountId, name: 'k', scopes } })

  test('never exceed the account’s roles, nor those of who makes them', async () => {
    const viewer = await account('Viewer')
    await expect(keyOf(viewer, ['api.read', 'api.deploy'])).rejects.toMatchObject({ code: 'invalid_input' })
    const operator = await account('Operator')
    const security = await app.member('Security admin')
    const input = { serviceAccountId: operator, name: 'k', scopes: ['api.deploy' as const] }
    await expect(createManagementKey({ ctx: app.ctx(security), input })).rejects.toMatchObject({ code: 'forbidden' })
  })

  test('act with their scopes as far as the account still has them', async () => {
    const keys = createKeyResolver({ db: app.db })
    const id = await account('Operator')
    const { key } = await keyOf(id, ['api.read', 'api.deploy'])
    const grants = async () => {
      const actor = await keys.resolve(key)
      return actor?.kind === 'serviceAccount' ? actor.grants.flatMap(({ permissions }) => permissions) : undefined
    }
    expect((await grants())?.toSorted()).toEqual(['api.deploy', 'api.read'])
    const [assignment] = await app.db.prisma.roleAssignment.findMany({ where: { serviceAccountId: id } })
    await unassignRole({ ctx: app.ctx(admin), input: { assignmentId: assignment?.id as Id<'roleAssignment'> } })
    expect(await grants()).toEqual([])
    await deactivateServiceAccount({ ctx: app.ctx(admin), input: { serviceAccountId: id } })
    expect(await grants()).toBeUndefined()
    await keys.close()
  })

  test('end by revocation and by time, and show when they were used last', async () => {
    let now = new Date()
    const keys = createKeyResolver({ db: app.db, now: () => now })
    const id = await account('Viewer')
    const first = await keyOf(id, ['api.read'])
    expect(await keys.resolve(first.key)).toBeDefined()
    expect(await keys.resolve(`${first.key.slice(0, -1)}${first.key.endsWith('x') ? 'y' : 'x'}`)).toBeUndefined()
    await revokeManagementKey({ ctx: app.ctx(admin), input: { serviceAccountId: id, keyId: first.id } })
    expect(await keys.resolve(first.key)).toBeUndefined()
    const expiresAt = new Date(now.getTime() + 60_000).toISOString()
    const input = { serviceAccountId: id, name: 'short', scopes: ['api.read' as const], expiresAt }
    const second = await createManagementKey({ ctx: app.ctx(admin), input })
    expect(await keys.resolve(second.key)).toBeDefined()
    now = new Date(now.getTime() + 60_001)
    expect(await keys.resolve(second.key)).toBeUndefined()
    await keys.close()
    const { items } = await listManagementKeys({ ctx: app.ctx(admin), input: { serviceAccountId: id } })
    expect(items.map(({ lastUsedAt }) => lastUsedAt !== null)).toEqual([true, true])
    expect(JSON.stringify(items)).not.toContain(first.key)
  })
})

describe('the installation', () => {
  test('is set up once, whoever starts, and leaves no trace when nothing is missing', async () => {
    const rows = await app.db.prisma.auditLog.count()
    const gatewayUrls = { development: 'http://a', staging: 'http://b', production: 'http://c' }
    await Promise.all([1, 2, 3].map(() => ensureInstallation(app.ctx(), { organization: 'Other', gatewayUrls })))
    expect(await app.db.prisma.organization.count()).toBe(1)
    expect(await app.db.prisma.auditLog.count()).toBe(rows)
    const stages = await app.db.prisma.stage.findMany({ orderBy: { position: 'asc' } })
    expect(stages.map(({ name, exposure, accepts }) => [name, exposure, accepts])).toEqual([
      ['Development', 'hidden', 'deploy'],
      ['Staging', 'sandbox', 'deploy'],
      ['Production', 'live', 'promotion'],
    ])
  })
})
