import type { Actor, Grant } from '@gatehouse/contracts/actor'
import type { GroupGift } from '@gatehouse/contracts/identity-providers'
import { type Id, newId } from '@gatehouse/contracts/ids'
import { type BuiltInRole, builtInRoles, type Permission } from '@gatehouse/contracts/permissions'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createApi } from '../src/apis/create-api.ts'
import { updateApi } from '../src/apis/update-api.ts'
import { addMapping } from '../src/directory/group-mappings.ts'
import { createScimToken } from '../src/directory/scim-tokens.ts'
import { createIdentityProvider, updateIdentityProvider } from '../src/identity-providers/manage-identity-provider.ts'
import { inviteMember } from '../src/people/invite-member.ts'
import { assignRole } from '../src/roles/assign-role.ts'
import { createRole } from '../src/roles/create-role.ts'
import { deleteRole } from '../src/roles/delete-role.ts'
import { unassignRole } from '../src/roles/unassign-role.ts'
import { updateRole } from '../src/roles/update-role.ts'
import { createManagementKey } from '../src/service-accounts/create-management-key.ts'
import { createServiceAccount } from '../src/service-accounts/create-service-account.ts'
import { createJobRule, updateJobRule } from '../src/service-accounts/job-rules.ts'
import { createTeam } from '../src/teams/create-team.ts'
import { createTestInstallation, type TestInstallation } from '../src/testing.ts'

/**
 * Every way on which somebody can come by a permission, tried by somebody who may go it and lacks what he would give. What is no way:
 * places in a team (owner, admin, developer) hold no permission of the console; a session, a reset and a reactivation give back what was
 * there; SCIM, LDAP and sign-ins give what a mapping says, and who may map and who may write to them is tried here.
 */
let app: TestInstallation
let root: Actor & { kind: 'member' }
let security: Actor & { kind: 'member' }
let team: Id<'team'>
let other: Id<'team'>
beforeAll(async () => {
  app = await createTestInstallation()
  root = await app.member('Admin')
  security = await app.member('Security admin')
  team = (await createTeam({ ctx: app.ctx(), input: { name: 'Commerce' } })).id
  other = (await createTeam({ ctx: app.ctx(), input: { name: 'Payments' } })).id
})
afterAll(() => app.drop())

const everywhere = { kind: 'organization' } as const
const byHim = () => app.ctx(security)
const byRoot = () => app.ctx(root)
const builtIn = async (name: BuiltInRole) =>
  (await app.db.prisma.role.findUniqueOrThrow({ where: { name } })).id as Id<'role'>
const person = async () => ({ kind: 'person', personId: (await app.member()).personId }) as const
const forbidden = (answer: Promise<unknown>) => expect(answer).rejects.toMatchObject({ code: 'forbidden' })
const actorWith = async (...grants: Grant[]): Promise<Actor> => ({ ...(await app.member()), grants })
let count = 0
const next = () => {
  count += 1
  return count
}
const ownRole = (permissions: Permission[]) =>
  createRole({ ctx: byRoot(), input: { name: `Role ${next()}`, permissions } })
const account = async (role?: BuiltInRole) => {
  const made = await createServiceAccount({ ctx: byRoot(), input: { name: `robot ${next()}`, teamId: team } })
  const holder = { kind: 'serviceAccount', serviceAccountId: made.id } as const
  if (role) await assignRole({ ctx: byRoot(), input: { roleId: await builtIn(role), holder, scope: everywhere } })
  return made.id
}
const directory = async (...gifts: GroupGift[]) => {
  const identityProviderId = newId('identityProvider')
  const directoryGroupId = newId('directoryGroup')
  await app.db.prisma.identityProvider.create({
    data: { id: identityProviderId, kind: 'scim', name: `Directory ${next()}`, settings: { kind: 'scim' } },
  })
  await app.db.prisma.directoryGroup.create({
    data: {
      id: directoryGroupId,
      identityProviderId,
      displayName: 'Group',
      mappings: { create: gifts.map((gives) => ({ id: newId('groupMapping'), gives })) },
    },
  })
  return { identityProviderId, directoryGroupId }
}
const roleGift = async (name: BuiltInRole): Promise<GroupGift> => ({
  kind: 'role',
  roleId: await builtIn(name),
  scope: { on: 'organization' },
})

describe('nobody gives what he lacks', () => {
  test('by giving a role: not to others, not to himself', async () => {
    const roleId = await builtIn('Operator')
    await forbidden(assignRole({ ctx: byHim(), input: { roleId, holder: await person(), scope: everywhere } }))
    const himself = { kind: 'person', personId: security.personId } as const
    await forbidden(assignRole({ ctx: byHim(), input: { roleId, holder: himself, scope: everywhere } }))
  })

  test('by giving a role where he lacks it: his own holds for a team, not for another and not everywhere', async () => {
    const lead = await actorWith(
      { permissions: builtInRoles['Security admin'].permissions, scope: { kind: 'team', teamId: team } },
      { permissions: ['person.read'], scope: everywhere },
    )
    const roleId = await builtIn('Security admin')
    const give = async (scope: Parameters<typeof assignRole>[0]['input']['scope']) =>
      assignRole({ ctx: app.ctx(lead), input: { roleId, holder: await person(), scope } })
    await forbidden(give(everywhere))
    await expect(give({ kind: 'team', teamId: other })).rejects.toMatchObject({ code: 'not_found' })
    await expect(give({ kind: 'team', teamId: team })).resolves.toMatchObject({ scope: { kind: 'team' } })
  })

  test('by an invitation', async () => {
    const invite = { email: 'ann@example.com', name: 'Ann', roleId: await builtIn('Product owner') }
    await forbidden(inviteMember({ ctx: byHim(), input: invite }))
    expect(await app.db.prisma.person.count({ where: { email: invite.email } })).toBe(0)
  })

  test('by making a role, nor by copying one that holds more', async () => {
    const make = (permissions: readonly Permission[]) =>
      createRole({ ctx: byHim(), input: { name: `Mine ${next()}`, permissions: [...permissions] } })
    await forbidden(make(['api.read', 'api.edit']))
    for (const name of ['Admin', 'Operator', 'Product owner'] as const)
      await forbidden(make(builtInRoles[name].permissions))
    await expect(make(builtInRoles['Security admin'].permissions)).resolves.toMatchObject({ builtIn: false })
  })

  test('by making a role that he holds for a team only: it could be given anywhere', async () => {
    const permissions: Permission[] = ['role.manage', 'role.assign', 'api.read']
    const lead = await actorWith(
      { permissions: ['role.manage'], scope: everywhere },
      { permissions, scope: { kind: 'team', teamId: team } },
    )
    await forbidden(createRole({ ctx: app.ctx(lead), input: { name: 'Wide', permissions: ['api.read'] } }))
  })

  test('by changing a role that others have, or that he has himself', async () => {
    const role = await ownRole(['team.read'])
    await assignRole({
      ctx: byRoot(),
      input: { roleId: role.id, holder: { kind: 'person', personId: security.personId }, scope: everywhere },
    })
    const change = (permissions: Permission[], by = byHim()) =>
      updateRole({ ctx: by, input: { roleId: role.id, permissions }, ifMatch: 1 })
    await forbidden(change(['team.read', 'organization.manage']))
    const maker = await actorWith({ permissions: ['role.manage', 'team.read', 'team.manage'], scope: everywhere })
    await forbidden(change(['team.read', 'team.manage'], app.ctx(maker)))
    await expect(change(['team.read', 'team.manage'])).resolves.toMatchObject({ etag: 2 })
  })

  test('nor takes it: what a role holds beyond him stays in it', async () => {
    const role = await ownRole(['team.read', 'organization.manage'])
    const ctx = byHim()
    await forbidden(updateRole({ ctx, input: { roleId: role.id, permissions: ['team.read'] }, ifMatch: 1 }))
    await assignRole({ ctx: byRoot(), input: { roleId: role.id, holder: await person(), scope: everywhere } })
    await forbidden(deleteRole({ ctx, input: { roleId: role.id, holders: 'take' } }))
    const [given] = await app.db.prisma.roleAssignment.findMany({ where: { roleId: role.id } })
    await forbidden(unassignRole({ ctx, input: { assignmentId: given?.id as Id<'roleAssignment'> } }))
  })

  test('by deleting a role and giving its holders a better one', async () => {
    const role = await ownRole(['team.read'])
    await assignRole({ ctx: byRoot(), input: { roleId: role.id, holder: await person(), scope: everywhere } })
    const replaceBy = await builtIn('Admin')
    await forbidden(deleteRole({ ctx: byHim(), input: { roleId: role.id, holders: 'replace', replaceBy } }))
    const gift: GroupGift = { kind: 'role', roleId: (await ownRole(['team.read'])).id, scope: { on: 'organization' } }
    await directory(gift)
    await forbidden(
      deleteRole({ ctx: byHim(), input: { roleId: gift.roleId as Id<'role'>, holders: 'replace', replaceBy } }),
    )
  })

  test('by mapping a group, to a role or to a team', async () => {
    const { directoryGroupId } = await directory()
    const map = async (gives: GroupGift, by = byHim()) => addMapping({ ctx: by, input: { directoryGroupId, gives } })
    await forbidden(map(await roleGift('Admin')))
    await expect(map(await roleGift('Security reviewer'))).resolves.toBeDefined()
    const identity = await actorWith({ permissions: ['identity.read', 'identity.manage'], scope: everywhere })
    await forbidden(map({ kind: 'team', teamId: team, role: 'owner' }, app.ctx(identity)))
  })

  test('by a token with which he writes to a directory whose groups give it', async () => {
    const rich = await directory(await roleGift('Admin'))
    const token = (identityProviderId: string, by = byHim()) =>
      createScimToken({ ctx: by, input: { identityProviderId: identityProviderId as never, name: 'mine' } })
    await forbidden(token(rich.identityProviderId))
    await expect(token(rich.identityProviderId, byRoot())).resolves.toBeDefined()
    const poor = await directory(await roleGift('Security reviewer'))
    await expect(token(poor.identityProviderId)).resolves.toBeDefined()
  })

  test('by a provider that he connects and that speaks for the addresses of those who have it', async () => {
    const input = (linkDomains: string[]) => ({
      name: 'Mine',
      settings: { kind: 'oidc' as const, issuer: 'https://192.0.2.1', clientId: 'c', linkDomains },
      secret: 's',
    })
    await forbidden(createIdentityProvider({ ctx: byHim(), input: input(['EXAMPLE.com']) }))
    await expect(createIdentityProvider({ ctx: byHim(), input: input(['elsewhere.example']) })).resolves.toBeDefined()
  })

  test('by changing what a provider is believed by, when somebody who has it comes by it', async () => {
    const settings = { kind: 'oidc' as const, issuer: 'https://192.0.2.2', clientId: 'c' }
    const made = await createIdentityProvider({ ctx: byHim(), input: { name: 'Theirs', settings, secret: 's' } })
    const { id: identityProviderId } = made
    await app.db.prisma.personIdentity.create({
      data: { identityProviderId, subject: 'root', personId: root.personId },
    })
    const change = (input: object, by = byHim()) =>
      updateIdentityProvider({ ctx: by, input: { identityProviderId, ...input }, ifMatch: made.etag })
    await forbidden(change({ settings: { ...settings, claims: { email: 'nickname' } } }))
    await forbidden(change({ subjectClaim: 'email' }))
    await expect(change({ name: 'Renamed' })).resolves.toMatchObject({ name: 'Renamed' })
  })

  test('by a management key of an account that has it', async () => {
    const serviceAccountId = await account('Operator')
    const scopes: Permission[] = ['api.deploy']
    await forbidden(createManagementKey({ ctx: byHim(), input: { serviceAccountId, name: 'k', scopes } }))
  })

  test('by a key with which he gives: a key holds no more than its scopes', async () => {
    const holder = await account('Admin')
    const machine: Actor = {
      kind: 'serviceAccount',
      serviceAccountId: holder,
      keyId: newId('managementKey'),
      teamId: team,
      grants: [{ permissions: ['role.assign', 'team.read'], scope: everywhere }],
    }
    const input = { roleId: await builtIn('Admin'), holder: await person(), scope: everywhere }
    await forbidden(assignRole({ ctx: app.ctx(machine), input }))
  })

  test('by a rule that lets jobs of a pipeline act as an account that has it, made or changed', async () => {
    const serviceAccountId = await account('Operator')
    const rule = {
      serviceAccountId,
      name: 'deploy',
      issuer: 'https://jobs.example',
      audience: 'gatehouse',
      claims: { repository: 'acme/shop' },
      minutes: 15,
      expiresAt: null,
    }
    await forbidden(createJobRule({ ctx: byHim(), input: { ...rule, scopes: ['api.deploy'] } }))
    const made = await createJobRule({ ctx: byRoot(), input: { ...rule, scopes: ['api.deploy'] } })
    const mine = { ...rule, ruleId: made.id, claims: { repository: 'evil/shop' }, scopes: ['api.deploy' as const] }
    await forbidden(updateJobRule({ ctx: byHim(), input: mine, ifMatch: made.etag }))
  })

  test('by handing an API to a team whose members may do with it what he may not', async () => {
    const api = await createApi({
      ctx: byRoot(),
      input: { name: 'Orders', teamId: team },
    })
    await assignRole({
      ctx: byRoot(),
      input: { roleId: await builtIn('Admin'), holder: await person(), scope: { kind: 'team', teamId: other } },
    })
    const editor = await actorWith(
      { permissions: ['api.read', 'api.edit'], scope: { kind: 'team', teamId: team } },
      { permissions: ['api.read', 'api.create'], scope: { kind: 'team', teamId: other } },
    )
    const move = (by = app.ctx(editor)) =>
      updateApi({ ctx: by, input: { api: api.id, teamId: other }, ifMatch: api.etag })
    await forbidden(move())
    await expect(move(byRoot())).resolves.toMatchObject({ team: { id: other } })
  })
})
