import type { Actor } from '@gatehouse/contracts/actor'
import { type Id, newId } from '@gatehouse/contracts/ids'
import { permissionAreas } from '@gatehouse/contracts/permission-areas'
import { builtInRoles, type Permission, permissions } from '@gatehouse/contracts/permissions'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSessionStore } from '../src/account/sessions.ts'
import { ensureInstallation } from '../src/installation/ensure-installation.ts'
import { assignRole } from '../src/roles/assign-role.ts'
import { createRole } from '../src/roles/create-role.ts'
import { deleteRole } from '../src/roles/delete-role.ts'
import { getRole } from '../src/roles/get-role.ts'
import { listRoles } from '../src/roles/list-roles.ts'
import { unassignRole } from '../src/roles/unassign-role.ts'
import { updateRole } from '../src/roles/update-role.ts'
import { createTeam } from '../src/teams/create-team.ts'
import { createTestInstallation, type TestInstallation } from '../src/testing.ts'

let app: TestInstallation
let admin: Actor & { kind: 'member' }
beforeAll(async () => {
  app = await createTestInstallation()
  admin = await app.member('Admin')
})
afterAll(() => app.drop())

const everywhere = { kind: 'organization' } as const
const make = (name: string, held: Permission[], actor: Actor = admin) =>
  createRole({ ctx: app.ctx(actor), input: { name, permissions: held } })
const give = (
  roleId: Id<'role'>,
  personId: Id<'person'>,
  scope: Parameters<typeof assignRole>[0]['input']['scope'] = everywhere,
) => assignRole({ ctx: app.ctx(admin), input: { roleId, holder: { kind: 'person', personId }, scope } })
const heldBy = async (personId: string) =>
  (
    await app.db.prisma.roleAssignment.findMany({
      where: { personId },
      include: { role: true },
      orderBy: { id: 'asc' },
    })
  ).map(({ role, scope }) => `${role.name} ${scope}`)
const builtIn = async (name: string) =>
  (await app.db.prisma.role.findUniqueOrThrow({ where: { name } })).id as Id<'role'>

describe('permissions', () => {
  test('each stands in exactly one area', () => {
    const listed = permissionAreas.flatMap((one) => one.permissions)
    expect(listed.toSorted()).toEqual(permissions.toSorted())
  })
})

describe('own roles', () => {
  test('are made, read, changed and deleted, and each act is in the audit log', async () => {
    const made = await make('Release manager', ['api.read', 'api.promote', 'api.read'])
    expect(made).toMatchObject({
      builtIn: false,
      permissions: ['api.read', 'api.promote'],
      holders: { persons: 0, serviceAccounts: 0, groups: 0 },
      etag: 1,
    })
    const ctx = app.ctx(admin)
    const changed = await updateRole({
      ctx,
      input: { roleId: made.id, name: 'Release captain', permissions: ['api.read', 'api.deploy'] },
      ifMatch: 1,
    })
    expect(changed).toMatchObject({ name: 'Release captain', permissions: ['api.read', 'api.deploy'], etag: 2 })
    await expect(updateRole({ ctx, input: { roleId: made.id, name: 'X1' }, ifMatch: 1 })).rejects.toMatchObject({
      code: 'changed_meanwhile',
    })
    await deleteRole({ ctx, input: { roleId: made.id } })
    await expect(getRole({ ctx, input: { roleId: made.id } })).rejects.toMatchObject({ code: 'not_found' })
    const rows = await app.db.prisma.auditLog.findMany({ where: { targetId: made.id }, orderBy: { seq: 'asc' } })
    expect(rows.map(({ action }) => action)).toEqual(['role.create', 'role.update', 'role.delete'])
    expect(rows[1]?.before).toEqual({ name: 'Release manager', permissions: ['api.read', 'api.promote'] })
  })

  test('what is added or taken holds from the holder’s next request on', async () => {
    const role = await make('Growing', ['api.read'])
    const { personId } = await app.member()
    const store = createSessionStore({ db: app.db, installation: app.installation, app: 'admin' })
    const { sid } = await store.open(personId, {})
    await give(role.id, personId)
    const grants = async () => {
      const actor = await store.read(sid)
      return actor?.kind === 'member' ? actor.grants.flatMap((grant) => grant.permissions) : []
    }
    expect(await grants()).toEqual(['api.read'])
    const ctx = app.ctx(admin)
    await updateRole({ ctx, input: { roleId: role.id, permissions: ['api.read', 'api.edit'] }, ifMatch: 1 })
    expect(await grants()).toEqual(['api.read', 'api.edit'])
    await updateRole({ ctx, input: { roleId: role.id, permissions: ['api.edit'] }, ifMatch: 2 })
    expect(await grants()).toEqual(['api.edit'])
  })

  test('built-in ones neither change nor go; a copy is a role like any other', async () => {
    const ctx = app.ctx(admin)
    const roleId = await builtIn('Viewer')
    const change = updateRole({ ctx, input: { roleId, permissions: ['organization.manage'] }, ifMatch: 1 })
    await expect(change).rejects.toMatchObject({ code: 'not_possible' })
    await expect(deleteRole({ ctx, input: { roleId } })).rejects.toMatchObject({ code: 'not_possible' })
    const copy = await make('Viewer of ours', [...builtInRoles.Viewer.permissions])
    expect(copy.permissions.toSorted()).toEqual([...builtInRoles.Viewer.permissions].toSorted())
    expect(copy.builtIn).toBe(false)
  })

  test.each(['viewer', 'VIEWER', 'Ｖiewer', 'Product  owner'])(
    'none is named %s: it would be taken for a built-in one',
    async (name) => {
      await expect(make(name, ['api.read'])).rejects.toMatchObject({ code: 'already_exists' })
    },
  )

  test.each(['View\u202eer', 'a\u0000b', 'two\nlines', ' x ', '\u200bAdmin'])('refuses the name %j', async (name) => {
    await expect(make(name, ['api.read'])).rejects.toMatchObject({ code: 'invalid_input' })
  })

  test('two of one name are not made at once', async () => {
    const results = await Promise.allSettled([make('Twin', ['api.read']), make('TWIN', ['api.read'])])
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  test('an own role of a name that a newer build brings keeps what it allowed', async () => {
    const other = await createTestInstallation()
    try {
      const { prisma } = other.db
      await prisma.role.updateMany({ where: { name: 'Finance' }, data: { builtIn: false, permissions: ['api.read'] } })
      const { id } = await prisma.role.findUniqueOrThrow({ where: { name: 'Finance' } })
      const gatewayUrls = { development: 'http://a', staging: 'http://b', production: 'http://c' }
      await ensureInstallation(other.ctx(), { organization: 'Acme', gatewayUrls })
      expect(await prisma.role.findUnique({ where: { id } })).toMatchObject({
        name: 'Finance (own)',
        permissions: ['api.read'],
        builtIn: false,
      })
      expect(await prisma.role.findUnique({ where: { name: 'Finance' } })).toMatchObject({ builtIn: true })
    } finally {
      await other.drop()
    }
  })

  test('who has them is told only to those who may see persons', async () => {
    const viewer = await app.member('Viewer')
    const seen = await listRoles({ ctx: app.ctx(viewer), input: {} })
    expect(new Set(seen.items.map(({ holders }) => holders))).toEqual(new Set([null]))
    const own = await listRoles({ ctx: app.ctx(admin), input: {} })
    expect(own.items.find(({ name }) => name === 'Viewer')?.holders?.persons).toBe(1)
  })
})

describe('a role that somebody has', () => {
  const held = async (name: string) => {
    const role = await make(name, ['api.read', 'usage.read'])
    const { personId } = await app.member()
    const team = await createTeam({ ctx: app.ctx(admin), input: { name: `Team ${name}` } })
    await give(role.id, personId)
    await give(role.id, personId, { kind: 'team', teamId: team.id })
    return { role, personId }
  }

  test('is not deleted until it is said what becomes of its holders', async () => {
    const { role, personId } = await held('Kept')
    const gone = deleteRole({ ctx: app.ctx(admin), input: { roleId: role.id } })
    await expect(gone).rejects.toMatchObject({ code: 'not_possible' })
    expect(await heldBy(personId)).toEqual(['Kept organization', 'Kept team'])
  })

  test('is taken from them', async () => {
    const { role, personId } = await held('Taken')
    await deleteRole({ ctx: app.ctx(admin), input: { roleId: role.id, holders: 'take' } })
    expect(await heldBy(personId)).toEqual([])
    const said = await app.db.prisma.auditLog.findMany({ where: { targetId: personId, action: 'role.unassign' } })
    expect(said).toHaveLength(2)
  })

  test('gives way to another in the same scopes, once', async () => {
    const { role, personId } = await held('Replaced')
    const viewer = await builtIn('Viewer')
    await give(viewer, personId)
    await deleteRole({ ctx: app.ctx(admin), input: { roleId: role.id, holders: 'replace', replaceBy: viewer } })
    expect((await heldBy(personId)).toSorted()).toEqual(['Viewer organization', 'Viewer team'])
  })

  test.each([undefined, 'itself', 'nothing'])('is not replaced by %s', async (by) => {
    const { role } = await held(`Stays ${by}`)
    const replaceBy = by === undefined ? undefined : by === 'itself' ? role.id : newId('role')
    const input = { roleId: role.id, holders: 'replace' as const, ...(replaceBy ? { replaceBy } : {}) }
    await expect(deleteRole({ ctx: app.ctx(admin), input })).rejects.toMatchObject({ code: 'invalid_input' })
  })

  test('through a group is not taken beside the way, but can be replaced: whoever joins gets the other', async () => {
    const role = await make('By group', ['api.read'])
    const identityProviderId = newId('identityProvider')
    const groupId = newId('directoryGroup')
    const mappingId = newId('groupMapping')
    const { personId } = await app.member()
    const { prisma } = app.db
    await prisma.identityProvider.create({
      data: { id: identityProviderId, kind: 'scim', name: 'D', settings: { kind: 'scim' } },
    })
    await prisma.directoryGroup.create({
      data: {
        id: groupId,
        identityProviderId,
        displayName: 'G',
        mappings: {
          create: { id: mappingId, gives: { kind: 'role', roleId: role.id, scope: { on: 'organization' } } },
        },
      },
    })
    await prisma.roleAssignment.create({
      data: { id: newId('roleAssignment'), roleId: role.id, personId, scope: 'organization', mappingId },
    })
    expect((await getRole({ ctx: app.ctx(admin), input: { roleId: role.id } })).holders).toMatchObject({
      persons: 1,
      groups: 1,
    })
    const ctx = app.ctx(admin)
    const taken = deleteRole({ ctx, input: { roleId: role.id, holders: 'take' } })
    await expect(taken).rejects.toMatchObject({ code: 'not_possible' })
    const viewer = await builtIn('Viewer')
    await deleteRole({ ctx, input: { roleId: role.id, holders: 'replace', replaceBy: viewer } })
    expect(await heldBy(personId)).toEqual(['Viewer organization'])
    expect((await prisma.groupMapping.findUniqueOrThrow({ where: { id: mappingId } })).gives).toMatchObject({
      roleId: viewer,
    })
  })

  test('that makes the last admin can neither lose that nor go', async () => {
    const other = await createTestInstallation()
    try {
      const boss = await other.member('Admin')
      const ctx = other.ctx(boss)
      const role = await createRole({ ctx, input: { name: 'Boss', permissions: [...permissions] } })
      await assignRole({
        ctx,
        input: { roleId: role.id, holder: { kind: 'person', personId: boss.personId }, scope: everywhere },
      })
      const [first] = await other.db.prisma.roleAssignment.findMany({
        where: { personId: boss.personId, role: { name: 'Admin' } },
      })
      await unassignRole({ ctx, input: { assignmentId: first?.id as Id<'roleAssignment'> } })
      const less = updateRole({ ctx, input: { roleId: role.id, permissions: ['api.read'] }, ifMatch: 1 })
      await expect(less).rejects.toMatchObject({ code: 'not_possible' })
      const gone = deleteRole({ ctx, input: { roleId: role.id, holders: 'take' } })
      await expect(gone).rejects.toMatchObject({ code: 'not_possible' })
    } finally {
      await other.drop()
    }
  })

  test('is given while it is deleted: given and refused, or gone, never left behind', async () => {
    const role = await make('Racing', ['api.read'])
    const { personId } = await app.member()
    const results = await Promise.allSettled([
      give(role.id, personId),
      deleteRole({ ctx: app.ctx(admin), input: { roleId: role.id } }),
    ])
    const codes = results.map((one) => (one.status === 'fulfilled' ? 'done' : (one.reason as { code?: string }).code))
    expect(codes.filter((code) => code === 'done')).toHaveLength(1)
    expect(codes).not.toContain(undefined)
  })
})
