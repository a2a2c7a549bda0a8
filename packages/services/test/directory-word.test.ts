import type { PatchOperation } from '@gatehouse/auth/scim/patch'
import { newId } from '@gatehouse/contracts/ids'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { getDirectory } from '../src/directory/get-directory.ts'
import { addMapping, previewMapping, previewUnmapping } from '../src/directory/group-mappings.ts'
import { linkDirectoryPerson, listDirectoryPersons } from '../src/directory/list-directory-persons.ts'
import { listLocalPersons } from '../src/directory/list-local-persons.ts'
import { listDirectoryMessages } from '../src/directory/list-messages.ts'
import { deactivatePerson } from '../src/people/deactivate-person.ts'
import { listGroups } from '../src/scim/read-groups.ts'
import { listUsers } from '../src/scim/read-users.ts'
import { patchGroup, replaceGroup } from '../src/scim/write-groups.ts'
import { createUser, deleteUser, patchUser } from '../src/scim/write-users.ts'
import { listTasks } from '../src/tasks/list-tasks.ts'
import { createDirectoryWorld, type DirectoryWorld } from './directory-world.ts'

let world: DirectoryWorld
beforeAll(async () => {
  world = await createDirectoryWorld()
})
afterAll(() => world.drop())

const all = { startIndex: 1, count: 200, related: false }
const active = (value: boolean) => [{ op: 'replace' as const, path: 'active', value }]
const memberIds = (resource: Record<string, unknown>) =>
  ((resource.members ?? []) as { value: string }[]).map(({ value }) => value)

describe('D50 externalId', () => {
  test('names nothing of ours: numbers, ids and addresses of admins make a new person without any right', async () => {
    const admin = await world.member('Admin')
    const { email } = await world.prisma.person.findUniqueOrThrow({ where: { id: admin.personId } })
    const providerId = await world.provider('scim')
    const roles = await world.prisma.roleAssignment.count()
    for (const externalId of ['1', admin.personId, admin.personId.slice(4), email ?? '']) {
      const id = await world.user(providerId, { externalId })
      await world.group(providerId, { kind: 'developer' }, [id])
      const person = await world.personOf(id)
      expect(person, externalId).not.toBeNull()
      expect(person?.id).not.toBe(admin.personId)
      expect(await world.prisma.member.count({ where: { personId: person?.id ?? '' } })).toBe(0)
    }
    expect(await world.prisma.roleAssignment.count()).toBe(roles)
  })

  test('is no key: two users may have the same, and filters find both', async () => {
    const providerId = await world.provider('scim')
    const [one, other] = [
      await world.user(providerId, { externalId: 'same' }),
      await world.user(providerId, { externalId: 'same' }),
    ]
    const { resources } = await listUsers({
      ctx: world.directory(providerId),
      input: { ...all, filter: 'externalId eq "same"' },
    })
    expect(resources.map(({ id }) => id)).toEqual([one, other])
  })

  test('an address alone links nobody: the directory page asks', async () => {
    const dev = await world.developer()
    const providerId = await world.provider('scim')
    const id = await world.user(providerId, { emails: [{ value: dev.email.toUpperCase() }] })
    await world.group(providerId, { kind: 'developer' }, [id])
    expect(await world.personOf(id)).toBeNull()
    const list = (input: object) =>
      listDirectoryPersons({ ctx: world.ctx(), input: { identityProviderId: providerId, ...input } as never })
    expect((await list({ state: 'unlinked' })).items).toMatchObject([{ id, candidate: { id: dev.personId } }])
    await linkDirectoryPerson({ ctx: world.ctx(), input: { directoryPersonId: id as never, personId: dev.personId } })
    expect((await world.personOf(id))?.id).toBe(dev.personId)
    await patchUser({ ctx: world.directory(providerId), input: { id, operations: active(false) } })
    expect((await world.personOf(id))?.deactivatedFor).toBe('inactive')
  })

  test('a confirmed address links in a domain that the provider speaks for, and in no other', async () => {
    const dev = await world.developer()
    const speaks = (domain: string) =>
      world.provider('oidc', { issuer: `https://${domain}.test`, clientId: 'us', linkDomains: [domain] })
    for (const [domain, linked] of [
      ['example.com', true],
      ['other.example', false],
    ] as const) {
      const providerId = await speaks(domain)
      const id = await world.user(providerId, { emails: [{ value: dev.email }] })
      await world.group(providerId, { kind: 'developer' }, [id])
      expect((await world.personOf(id))?.id === dev.personId, domain).toBe(linked)
    }
  })
})

describe('D56 groups', () => {
  test('are mapped by id: a group that takes another’s name gets nothing, and a renamed one keeps what it gives', async () => {
    const providerId = await world.provider('scim')
    const ctx = world.directory(providerId)
    const teamId = await world.team()
    const [inside, outside] = [await world.user(providerId), await world.user(providerId)]
    const mapped = await world.group(providerId, { kind: 'team', teamId, role: 'admin' }, [inside])
    const plain = await world.group(providerId, undefined, [outside])
    const { displayName } = await world.prisma.directoryGroup.findUniqueOrThrow({ where: { id: mapped } })
    const rename = (id: string, value: string) =>
      patchGroup({ ctx, input: { id, operations: [{ op: 'replace', path: 'displayName', value }] } })
    await rename(mapped, 'Something else')
    await rename(plain, displayName)
    expect(await world.personOf(outside)).toBeNull()
    const person = await world.personOf(inside)
    expect(await world.prisma.teamMember.findMany({ where: { teamId } })).toMatchObject([
      { personId: person?.id, role: 'admin' },
    ])
  })

  test('a lower role in the group is the role at once; what was given by hand stays', async () => {
    const providerId = await world.provider('scim')
    const ctx = world.directory(providerId)
    const teamId = await world.team()
    const user = await world.user(providerId)
    const admins = await world.group(providerId, { kind: 'team', teamId, role: 'admin' }, [user])
    const developers = await world.group(providerId, { kind: 'team', teamId, role: 'developer' }, [user])
    const person = await world.personOf(user)
    const role = async () =>
      (await world.prisma.teamMember.findFirst({ where: { teamId, personId: person?.id ?? '' } }))?.role
    const leave = (id: string) => patchGroup({ ctx, input: { id, operations: [{ op: 'remove', path: 'members' }] } })
    expect(await role()).toBe('admin')
    await leave(admins)
    expect(await role()).toBe('developer')
    const otherTeam = await world.team()
    await world.prisma.teamMember.create({ data: { teamId: otherTeam, personId: person?.id ?? '', role: 'owner' } })
    await leave(developers)
    expect(await role()).toBeUndefined()
    expect(await world.prisma.teamMember.count({ where: { teamId: otherTeam, personId: person?.id ?? '' } })).toBe(1)
  })

  test('one of two that is left takes what it gave and nothing else: the person stays on with what the other gives, his applications too', async () => {
    const providerId = await world.provider('scim')
    const ctx = world.directory(providerId)
    const role = await world.prisma.role.findUniqueOrThrow({ where: { name: 'Analyst' } })
    const user = await world.user(providerId)
    const analysts = { kind: 'role' as const, roleId: role.id as never, scope: { on: 'organization' as const } }
    const gives = { roles: await world.group(providerId, analysts, [user]), portal: '' }
    gives.portal = await world.group(providerId, { kind: 'developer' }, [user])
    const personId = (await world.personOf(user))?.id ?? ''
    const [console, portal] = [await world.signIn(personId, 'admin'), await world.signIn(personId)]
    if (!portal.actor) throw new Error('no session')
    const { credentialId, applicationId } = await world.key(portal.actor)
    const set = (id: string, op: 'add' | 'remove') =>
      patchGroup({
        ctx,
        input: { id, operations: [{ op, path: 'members', ...(op === 'add' ? { value: [{ value: user }] } : {}) }] },
      })
    const roles = () => world.prisma.roleAssignment.count({ where: { personId } })
    const lives = async () => [
      await world.accessRow('credential', credentialId),
      await world.accessRow('application', applicationId),
      (await world.prisma.person.findUniqueOrThrow({ where: { id: personId } })).deactivatedAt,
    ]
    const before = await lives()
    const [mapping] = await world.prisma.groupMapping.findMany({ where: { groupId: gives.portal } })
    const said = await previewUnmapping({ ctx: world.ctx(), input: { groupMappingId: mapping?.id as never } })
    expect(said).toMatchObject({ lose: { count: 0 }, off: { count: 0 } })

    // The portal's group goes: he keeps his role, and his applications go on.
    await set(gives.portal, 'remove')
    expect(await lives()).toEqual(before)
    expect([await roles(), await console.isOpen(), await portal.isOpen()]).toEqual([1, true, true])
    // The role's group goes: the role is gone at once, and he is no more than a developer.
    await set(gives.portal, 'add')
    await set(gives.roles, 'remove')
    expect(await lives()).toEqual(before)
    expect([await roles(), await portal.isOpen()]).toEqual([0, true])
    // The last one: he is off, with all that is his.
    await set(gives.portal, 'remove')
    expect([await console.isOpen(), await portal.isOpen()]).toEqual([false, false])
    expect((await lives())[2]).toBeInstanceOf(Date)
  })

  test('nobody maps what he could not give himself', async () => {
    const providerId = await world.provider('scim')
    const groupId = await world.group(providerId)
    const roleOf = (name: string) => world.prisma.role.findUniqueOrThrow({ where: { name } })
    const map = async (role: string) =>
      addMapping({
        ctx: world.ctx(await world.member('Security admin')),
        input: {
          directoryGroupId: groupId as never,
          gives: { kind: 'role', roleId: (await roleOf(role)).id, scope: { on: 'organization' } },
        },
      })
    await expect(map('Admin')).rejects.toMatchObject({ code: 'forbidden' })
  })

  test('what a mapping would do is said before, and is what it does', async () => {
    const providerId = await world.provider('scim')
    const teamId = await world.team('Payments')
    const members = [await world.user(providerId), await world.user(providerId)]
    const groupId = await world.group(providerId, undefined, members)
    const gives = { kind: 'team' as const, teamId, role: 'developer' as const }
    const input = { directoryGroupId: groupId as never, gives }
    const effect = await previewMapping({ ctx: world.ctx(), input })
    expect(effect).toMatchObject({ members: 2, created: { count: 2 }, off: { count: 0 } })
    expect(effect.sentence).toBe(
      '2 persons get developer in team Payments; 2 persons of them come in for the first time.',
    )
    expect(await world.prisma.teamMember.count({ where: { teamId } })).toBe(0)
    const { mappings } = await addMapping({ ctx: world.ctx(), input })
    expect(await world.prisma.teamMember.count({ where: { teamId } })).toBe(2)
    const removal = await previewUnmapping({
      ctx: world.ctx(),
      input: { groupMappingId: mappings[0]?.id as never },
    })
    expect(removal).toMatchObject({ lose: { count: 2 }, off: { count: 2 } })
  })
})

describe('D54 two writers', () => {
  test('of one group leave what one after the other leaves, in whatever order they come', async () => {
    const providerId = await world.provider('scim')
    const ctx = world.directory(providerId)
    const users = await Promise.all([1, 2, 3].map(() => world.user(providerId)))
    const [a = '', b = '', c = ''] = users
    const add = (value: string) => [{ op: 'add' as const, path: 'members', value: [{ value }] }]
    const drop = (value: string) => [{ op: 'remove' as const, path: `members[value eq "${value}"]` }]
    const replace = (values: string[]) => [
      { op: 'replace' as const, path: 'members', value: values.map((value) => ({ value })) },
    ]
    const pairs: [PatchOperation[], PatchOperation[], string[][]][] = [
      [add(b), add(c), [[a, b, c]]],
      [add(b), drop(a), [[b]]],
      [drop(a), add(a), [[a], []]],
      [replace([b]), add(c), [[b, c], [b]]],
      [replace([b]), replace([c]), [[b], [c]]],
      [drop(a), replace([a, c]), [[c], [a, c]]],
    ]
    for (const [one, other, allowed] of pairs)
      for (const order of [
        [one, other],
        [other, one],
      ]) {
        const id = await world.group(providerId, undefined, [a])
        await Promise.all(order.map((operations) => patchGroup({ ctx, input: { id, operations } })))
        const { resources } = await listGroups({
          ctx,
          input: { ...all, related: true, filter: `id eq "${id}"` },
        })
        const members = memberIds(resources[0] ?? {}).sort()
        expect(allowed.map((set) => set.toSorted())).toContainEqual(members)
        expect(resources[0]?.meta).toMatchObject({ version: 'W/"3"' })
      }
  })

  test('of one user name: one is made, the other is told that it is taken', async () => {
    const providerId = await world.provider('scim')
    const ctx = world.directory(providerId)
    const make = (userName: string) => createUser({ ctx, input: { resource: { userName } } })
    const made = await Promise.allSettled([make('Race'), make('rACE'), make('race')])
    expect(made.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected'])
    for (const one of made) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'already_exists' })
  })

  test('of a person: off and on at once end in one of the two, with roles that fit', async () => {
    const providerId = await world.provider('scim')
    const ctx = world.directory(providerId)
    const teamId = await world.team()
    const user = await world.user(providerId)
    await world.group(providerId, { kind: 'team', teamId, role: 'developer' }, [user])
    for (let round = 0; round < 5; round += 1)
      await Promise.all([true, false].map((on) => patchUser({ ctx, input: { id: user, operations: active(on) } })))
    const row = await world.prisma.directoryPerson.findUniqueOrThrow({ where: { id: user } })
    const person = await world.personOf(user)
    expect(person?.deactivatedAt === null).toBe(row.active)
  })

  test('a group’s 5,000 members are replaced at once, and only who changed is touched', async () => {
    const providerId = await world.provider('scim')
    const ids = Array.from({ length: 5_001 }, () => newId('directoryPerson'))
    await world.prisma.directoryPerson.createMany({
      data: ids.map((id, at) => ({ id, identityProviderId: providerId, userName: `m${at}`, userNameKey: `m${at}` })),
    })
    const id = await world.group(providerId)
    const ctx = world.directory(providerId)
    const put = (members: string[]) =>
      replaceGroup({
        ctx,
        input: { id, resource: { displayName: 'All', members: members.map((value) => ({ value })) } },
      })
    expect(memberIds(await put(ids.slice(0, 5_000)))).toHaveLength(5_000)
    const after = memberIds(await put(ids.slice(1)))
    expect(after).toHaveLength(5_000)
    expect(after).not.toContain(ids[0])
    const { resources } = await listUsers({
      ctx,
      input: { ...all, filter: `groups.value eq "${id}" and userName eq "M5000"` },
    })
    expect(resources.map((one) => one.id)).toEqual([ids[5_000]])
  })
})

describe('the directory page', () => {
  test('tells who is only there, only here, different, and active here though absent there', async () => {
    const providerId = await world.provider('scim')
    const ctx = world.directory(providerId)
    const [same, renamed, gone, unknown] = [
      await world.user(providerId),
      await world.user(providerId),
      await world.user(providerId),
      await world.user(providerId),
    ]
    await world.group(providerId, { kind: 'developer' }, [same, renamed, gone])
    const other = await world.personOf(renamed)
    await world.prisma.person.update({
      where: { id: other?.id ?? '' },
      data: { name: 'Another', passwordHash: 'x' },
    })
    const lost = await world.personOf(gone)
    await deleteUser({ ctx, input: { id: gone } })
    // Somebody brings him back by hand, against the directory.
    await world.prisma.person.update({
      where: { id: lost?.id ?? '' },
      data: { deactivatedAt: null, deactivatedFor: null },
    })
    const input = { identityProviderId: providerId }
    const view = await getDirectory({ ctx: world.ctx(), input })
    expect(view.counts).toMatchObject({ told: 4, onlyThere: 1, different: 1, activeHere: 1 })
    const stateOf = async (state: 'only-there' | 'different' | 'active-here') =>
      (await listDirectoryPersons({ ctx: world.ctx(), input: { ...input, state } })).items
    expect((await stateOf('only-there')).map(({ id }) => id)).toEqual([unknown])
    expect(await stateOf('different')).toMatchObject([
      { id: renamed, differences: [{ what: 'Name', here: 'Another' }] },
    ])
    expect(await stateOf('active-here')).toMatchObject([{ id: gone, removed: true, person: { id: lost?.id } }])
    const inbox = await listTasks({ ctx: world.ctx(await world.member('Admin')), input: {} })
    expect(inbox.items.map(({ id }) => id)).toContain(`directory-alarm:${providerId}`)
    await deactivatePerson({ ctx: world.ctx(), input: { personId: lost?.id as never } })
    expect(await stateOf('active-here')).toEqual([])
    const boss = await world.member('Admin')
    const organization = await world.prisma.organization.findFirstOrThrow()
    await world.prisma.organization.update({
      where: { id: organization.id },
      data: { settings: { signIn: { breakGlass: [boss.personId] } } },
    })
    const locals = await listLocalPersons({ ctx: world.ctx(), input: { ...input, limit: 200 } })
    expect(locals.items.find(({ id }) => id === boss.personId)).toMatchObject({
      breakGlass: true,
      waysIn: ['password'],
    })
    expect(locals.items.some(({ id }) => id === other?.id)).toBe(false)
    const messages = await listDirectoryMessages({ ctx: world.ctx(), input })
    expect(messages.items[0]).toMatchObject({ kind: 'person-removed', person: { id: lost?.id } })
  })
})
