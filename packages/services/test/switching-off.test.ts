import { mintManagementKey } from '@gatehouse/auth/management-keys'
import { hashSecret } from '@gatehouse/auth/session-token'
import { newId } from '@gatehouse/contracts/ids'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { applyDirectoryPerson } from '../src/directory/apply-person.ts'
import { applySignInGroups } from '../src/directory/apply-sign-in-groups.ts'
import { removeMapping } from '../src/directory/group-mappings.ts'
import { endProviderAccess, endProviderSessions, restoreProviderAccess } from '../src/directory/provider-access.ts'
import { deactivatePerson } from '../src/people/deactivate-person.ts'
import { reactivatePerson } from '../src/people/reactivate-person.ts'
import { deleteGroup, patchGroup } from '../src/scim/write-groups.ts'
import { deleteUser, patchUser, replaceUser } from '../src/scim/write-users.ts'
import { createKeyResolver } from '../src/service-accounts/key-resolver.ts'
import { createDirectoryWorld, type DirectoryWorld } from './directory-world.ts'

let world: DirectoryWorld
beforeAll(async () => {
  world = await createDirectoryWorld()
})
afterAll(() => world.drop())

/** Somebody whom a directory made: in a team by his group, with everything that a person can have. */
async function settled() {
  const providerId = await world.provider('oidc', { issuer: `https://idp-${Math.random()}.example`, clientId: 'us' })
  const teamId = await world.team()
  const owner = await world.developer()
  await world.prisma.teamMember.create({ data: { teamId, personId: owner.personId, role: 'owner' } })
  const userId = await world.user(providerId, { externalId: 'oid-1' })
  const groupId = await world.group(providerId, { kind: 'team', teamId, role: 'developer' }, [userId])
  const person = await world.personOf(userId)
  if (!person) throw new Error('nobody was made')
  await world.prisma.personIdentity.create({
    data: { identityProviderId: providerId, subject: 'sub-1', personId: person.id },
  })
  const session = await world.signIn(person.id)
  if (!session.actor) throw new Error('no session')
  const own = await world.key(session.actor)
  const shared = await world.key(session.actor, teamId)
  const serviceAccountId = newId('serviceAccount')
  await world.prisma.serviceAccount.create({ data: { id: serviceAccountId, teamId, name: 'CI' } })
  const managementKey = mintManagementKey()
  await world.prisma.managementKey.create({
    data: {
      id: newId('managementKey'),
      serviceAccountId,
      name: 'CI',
      hash: hashSecret(managementKey),
      start: managementKey.slice(0, 12),
      scopes: [],
      createdBy: person.id,
    },
  })
  const { settings } = await world.prisma.identityProvider.findUniqueOrThrow({ where: { id: providerId } })
  const { issuer } = settings as { issuer: string }
  const mapping = await world.prisma.groupMapping.findFirstOrThrow({ where: { groupId } })
  const personalTeam = await world.prisma.team.findUniqueOrThrow({ where: { personalOfId: person.id } })
  return {
    providerId,
    teamId,
    userId,
    groupId,
    mappingId: mapping.id,
    person,
    session,
    own,
    shared,
    managementKey,
    personalTeam,
    subject: `subject:${issuer} sub-1`,
    ctx: world.directory(providerId),
  }
}
type Settled = Awaited<ReturnType<typeof settled>>

const remove = (path: string) => ({ op: 'remove' as const, path })
const active = (value: unknown) => [{ op: 'replace' as const, path: 'active', value }]

/** Every way of switching off (D52), with the way back and the reason that it leaves. */
const ways: [string, string, (of: Settled) => Promise<unknown>, ((of: Settled) => Promise<unknown>) | undefined][] = [
  [
    'the console',
    'hand',
    async ({ person }) =>
      deactivatePerson({
        ctx: world.ctx(await world.member('Security admin')),
        input: { personId: person.id as never },
      }),
    async ({ person }) =>
      reactivatePerson({
        ctx: world.ctx(await world.member('Security admin')),
        input: { personId: person.id as never },
      }),
  ],
  [
    'SCIM active=false',
    'inactive',
    ({ ctx, userId }) => patchUser({ ctx, input: { id: userId, operations: active('False') } }),
    ({ ctx, userId }) => patchUser({ ctx, input: { id: userId, operations: active(true) } }),
  ],
  [
    'SCIM replace with active=false',
    'inactive',
    ({ ctx, userId }) => replaceUser({ ctx, input: { id: userId, resource: { userName: 'x', active: false } } }),
    ({ ctx, userId }) => replaceUser({ ctx, input: { id: userId, resource: { userName: 'x', active: true } } }),
  ],
  ['SCIM delete', 'removed', ({ ctx, userId }) => deleteUser({ ctx, input: { id: userId } }), undefined],
  [
    'the last mapped group',
    'no-group',
    ({ ctx, groupId, userId }) =>
      patchGroup({ ctx, input: { id: groupId, operations: [remove(`members[value eq "${userId}"]`)] } }),
    ({ ctx, groupId, userId }) =>
      patchGroup({
        ctx,
        input: { id: groupId, operations: [{ op: 'add', path: 'members', value: [{ value: userId }] }] },
      }),
  ],
  ['the group’s end', 'no-group', ({ ctx, groupId }) => deleteGroup({ ctx, input: { id: groupId } }), undefined],
  [
    'the mapping’s end',
    'no-group',
    ({ mappingId }) => removeMapping({ ctx: world.ctx(), input: { groupMappingId: mappingId as never } }),
    undefined,
  ],
  [
    'LDAP',
    'inactive',
    ({ providerId, userId }) =>
      world.inDirectory(
        providerId,
        async (call) => (await applyDirectoryPerson(call, { userName: 'ldap', active: false }, userId)).events,
      ),
    ({ providerId, userId }) =>
      world.inDirectory(
        providerId,
        async (call) => (await applyDirectoryPerson(call, { userName: 'ldap', active: true }, userId)).events,
      ),
  ],
  [
    'the provider’s switch',
    'provider-off',
    ({ providerId }) => world.inDirectory(providerId, endProviderAccess),
    ({ providerId }) => world.inDirectory(providerId, restoreProviderAccess),
  ],
]

describe('D52 every way of switching off leaves the same event', () => {
  test.each(ways)('%s', async (_way, reason, off, on) => {
    const of = await settled()
    const { person, session, own, shared, managementKey, personalTeam, subject } = of
    const keys = createKeyResolver({ db: world.db })
    expect(await keys.resolve(managementKey)).toBeDefined()
    await off(of)
    const row = await world.prisma.person.findUniqueOrThrow({ where: { id: person.id } })
    expect(row).toMatchObject({ deactivatedFor: reason })
    expect(row.deactivatedAt).not.toBeNull()
    expect(await world.audits('person.end-access', person.id)).toMatchObject([
      { after: { reason, rotationTasks: expect.any(Number) } },
    ])
    expect(await session.isOpen(), 'sessions end').toBe(false)
    expect(await world.accessRow('credential', own.credentialId), 'his own keys are refused as revoked').toMatchObject({
      revokedAt: expect.any(Number),
    })
    expect(await world.accessRow('team', personalTeam.id)).toMatchObject({ state: 'suspended' })
    expect(await world.accessRow('credential', shared.credentialId), 'the team’s go on').not.toHaveProperty('revokedAt')
    const refusal = await world.accessRow('revocation', subject)
    expect(refusal, 'tokens of his provider are refused, those to come too').toMatchObject({
      of: 'subject',
      notBefore: expect.any(Number),
    })
    expect(refusal).toHaveProperty('notBefore', Date.parse('9999-12-31T00:00:00.000Z'))
    for (const [kind, id] of [
      ['team', personalTeam.id],
      ['credential', own.credentialId],
      ['revocation', subject],
    ] as const)
      expect(await world.changes(kind, id), `gateways hear of the ${kind}`).toBeGreaterThan(0)
    expect(await keys.resolve(managementKey), 'his management keys are refused').toBeUndefined()
    const tasks = await world.prisma.rotationTask.findMany({ where: { personId: person.id, decidedAt: null } })
    expect(tasks.map(({ credentialId }) => credentialId)).toContain(shared.credentialId)
    expect(tasks.some(({ managementKeyId }) => managementKeyId !== null)).toBe(true)

    if (on) {
      await on(of)
      const back = await world.prisma.person.findUniqueOrThrow({ where: { id: person.id } })
      expect(back).toMatchObject({ deactivatedAt: null, deactivatedFor: null })
      expect(await session.isOpen(), 'what ended stays ended').toBe(false)
      expect(await world.accessRow('credential', own.credentialId)).not.toHaveProperty('revokedAt')
      expect(await world.accessRow('team', personalTeam.id)).toMatchObject({ state: 'active' })
      const after = await world.accessRow('revocation', subject)
      expect((after as { notBefore: number }).notBefore, 'earlier tokens stay refused').toBeLessThanOrEqual(Date.now())
      expect(await keys.resolve(managementKey)).toBeDefined()
      expect(
        await world.prisma.teamMember.count({ where: { teamId: of.teamId, personId: person.id } }),
        'his place is his again',
      ).toBe(1)
      expect(await world.prisma.rotationTask.count({ where: { personId: person.id, decidedAt: null } })).toBe(0)
    }
    await keys.close()
  })

  test('a provider’s logout ends sessions and tokens with the same event, and switches nobody off', async () => {
    const of = await settled()
    await world.inDirectory(
      of.providerId,
      async (call) => (await endProviderSessions(call, { subject: 'sub-1' })).events,
    )
    expect(await of.session.isOpen()).toBe(false)
    expect(await world.audits('person.end-access', of.person.id)).toMatchObject([
      { after: { reason: 'provider-logout' } },
    ])
    expect(await world.accessRow('revocation', of.subject)).not.toBeNull()
    expect((await world.personOf(of.userId))?.deactivatedAt).toBeNull()
  })

  test('a sign-in without the last mapped group switches off, and one with it brings back', async () => {
    const providerId = await world.provider('oidc', { issuer: 'https://sign-in.example', clientId: 'us' })
    const teamId = await world.team()
    const groupId = newId('directoryGroup')
    await world.prisma.directoryGroup.create({
      data: { id: groupId, identityProviderId: providerId, externalId: 'g-1', displayName: 'G', origin: 'sign-in' },
    })
    await world.prisma.groupMapping.create({
      data: { id: newId('groupMapping'), groupId, gives: { kind: 'team', teamId, role: 'owner' } },
    })
    let personId: string | null = null
    const signIn = (groups: string[]) =>
      world.inDirectory(providerId, async (call) => {
        const applied = await applySignInGroups(call, { subject: 's', personId, groups, name: 'Ada' })
        personId = applied.personId
        return applied.events
      })
    await signIn(['other'])
    expect(personId, 'no group of his is mapped: he is nobody').toBeNull()
    await signIn(['g-1'])
    expect(personId).not.toBeNull()
    const stateOf = () => world.prisma.person.findUniqueOrThrow({ where: { id: personId ?? '' } })
    expect((await stateOf()).deactivatedAt).toBeNull()
    expect(await world.prisma.teamMember.count({ where: { teamId, personId: personId ?? '' } })).toBe(1)
    await signIn([])
    expect(await stateOf()).toMatchObject({ deactivatedFor: 'no-group' })
    expect(await world.prisma.teamMember.count({ where: { teamId, personId: personId ?? '' } })).toBe(0)
    await signIn(['g-1'])
    expect(await stateOf()).toMatchObject({ deactivatedAt: null })
  })

  test('what a person switched off no directory switches on', async () => {
    const of = await settled()
    const ctx = world.ctx(await world.member('Security admin'))
    await deactivatePerson({ ctx, input: { personId: of.person.id as never } })
    await patchUser({ ctx: of.ctx, input: { id: of.userId, operations: active(false) } })
    await patchUser({ ctx: of.ctx, input: { id: of.userId, operations: active(true) } })
    expect(await world.personOf(of.userId)).toMatchObject({ deactivatedFor: 'hand' })
  })
})
