import {
  group,
  groups,
  networkOf,
  people,
  person,
  readerPassword,
  start,
} from '@gatehouse/auth/directory/testing/harbour'
import { type Slapd, startSlapd } from '@gatehouse/auth/directory/testing/slapd'
import { type Id, newId } from '@gatehouse/contracts/ids'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSession, readSession } from '../src/account/sessions.ts'
import { syncDirectory } from '../src/directory/sync/sync-directory.ts'
import { syncDueDirectories } from '../src/directory/sync/sync-due.ts'
import type { Context } from '../src/grammar/context.ts'
import { createIdentityProvider, updateIdentityProvider } from '../src/identity-providers/manage-identity-provider.ts'
import { createTestInstallation, type TestInstallation } from '../src/testing.ts'

const dn = (uid: string) => `uid=${uid},${people}`
const locked = '000001010000Z'
const many = Array.from({ length: 12 }, (_, at) => `crew${at}`)

let server: Slapd
let shop: TestInstallation
let ctx: Context
let providerId: Id<'identityProvider'>

beforeAll(async () => {
  server = await startSlapd(
    start +
      ['noor', 'ilse', 'tove', ...many].map((uid) => person(uid, { name: `Person ${uid}` })).join('') +
      group('operators', [dn('noor'), `cn=crew,${groups}`]) +
      group('crew', [dn('ilse'), ...many.map(dn)]),
  )
  shop = await createTestInstallation()
  shop.installation.identity = { network: networkOf(server) }
  ctx = shop.ctx()
  const admin = await shop.member('Admin')
  const view = await createIdentityProvider({ ctx: shop.ctx(admin), input: providerInput() })
  providerId = view.id
}, 120_000)
afterAll(async () => {
  await shop?.drop()
  await server?.dispose()
})

function providerInput(more: object = {}) {
  return {
    name: 'Harbour directory',
    secret: readerPassword,
    settings: {
      kind: 'ldap' as const,
      url: server.ldapsUrl,
      certificateAuthority: server.authority,
      bindDn: 'cn=reader,dc=harbour,dc=example',
      personsBase: people,
      groupsBase: groups,
      ...more,
    },
  }
}

const sync = () => syncDirectory(ctx, providerId)
async function personOf(uid: string) {
  const row = await ctx.db.prisma.directoryPerson.findFirst({
    where: { identityProviderId: providerId, userName: uid },
    include: { person: { include: { roles: true, developer: true } } },
  })
  return row?.person ?? undefined
}
/** Maps a group to the viewer's role and the developer's hat. */
async function map(name: string) {
  const row = await ctx.db.prisma.directoryGroup.findFirstOrThrow({ where: { displayName: name } })
  const role = await ctx.db.prisma.role.findFirstOrThrow({ where: { name: 'Viewer' } })
  for (const gives of [{ kind: 'role', roleId: role.id, scope: { on: 'organization' } }, { kind: 'developer' }])
    await ctx.db.prisma.groupMapping.create({ data: { id: newId('groupMapping'), groupId: row.id, gives } })
}
async function change(more: object) {
  const admin = await shop.member('Admin')
  const { etag } = await ctx.db.prisma.identityProvider.findUniqueOrThrow({ where: { id: providerId } })
  await updateIdentityProvider({
    ctx: shop.ctx(admin),
    input: { identityProviderId: providerId, settings: providerInput(more).settings },
    ifMatch: etag,
  })
}

describe('a directory’s sync', () => {
  test('takes everybody and every group; nobody is anything here before a group is mapped', async () => {
    expect(await sync()).toMatchObject({ state: 'done', persons: 15, groups: 2, created: 15, refused: 0 })
    expect(await personOf('noor')).toBeUndefined()
    expect(await sync()).toMatchObject({ state: 'done', created: 0, changed: 0, removed: 0 })
  })

  test('S25 a mapped group gives its role, to members of the groups in it, too', async () => {
    await map('operators')
    // The mapping holds from the next word about a member on; a change of his entry is one.
    for (const uid of ['noor', 'ilse', 'tove']) await server.set(dn(uid), 'cn', [`${uid} of Harbour`])
    expect(await sync()).toMatchObject({ state: 'done', changed: 3 })
    expect((await personOf('noor'))?.name).toBe('noor of Harbour')
    expect((await personOf('ilse'))?.roles).toHaveLength(1)
    expect(await personOf('tove')).toBeUndefined()
  })

  test('S25 a disabled account is off after the next poll: sessions and personal team; and on again', async () => {
    const noor = await personOf('noor')
    if (noor === undefined) throw new Error('Noor is nobody')
    const session = await openSession({ ...ctx }, 'portal', noor.id, {})
    const inside = () => readSession({ ...ctx }, 'portal', session.sid)
    expect(await inside()).toMatchObject({ kind: 'developer' })
    await server.set(dn('noor'), 'pwdAccountLockedTime', [locked])
    expect(await sync()).toMatchObject({ state: 'done', changed: 1, removed: 0 })
    expect((await personOf('noor'))?.deactivatedAt).not.toBeNull()
    expect(await inside()).toBeUndefined()
    const team = () => ctx.db.prisma.team.findFirstOrThrow({ where: { personalOfId: noor.id } })
    expect((await team()).state).toBe('suspended')
    await server.set(dn('noor'), 'pwdAccountLockedTime', [])
    expect(await sync()).toMatchObject({ changed: 1 })
    expect((await personOf('noor'))?.deactivatedAt).toBeNull()
    expect((await team()).state).toBe('active')
    expect(await inside()).toBeUndefined()
  })

  test('who leaves his last mapped group loses what it gave, and is off', async () => {
    await server.set(`cn=crew,${groups}`, 'member', many.map(dn))
    expect(await sync()).toMatchObject({ state: 'done' })
    const ilse = await personOf('ilse')
    expect(ilse?.roles).toEqual([])
    expect(ilse?.deactivatedAt).not.toBeNull()
    await server.set(`cn=crew,${groups}`, 'member', ['ilse', ...many].map(dn))
    await sync()
    expect(await personOf('ilse')).toMatchObject({ deactivatedAt: null, roles: [{}] })
  })

  test('an entry that is gone is a person who is off', async () => {
    const before = await personOf('ilse')
    await server.remove(dn('ilse'))
    expect(await sync()).toMatchObject({ state: 'done', removed: 1 })
    expect(await ctx.db.prisma.person.findUnique({ where: { id: before?.id ?? '' } })).toMatchObject({
      deactivatedAt: expect.any(Date),
    })
  })

  test('a server that is away switches nobody off, and the sync says so', async () => {
    await server.stop()
    const status = await sync()
    expect(status).toMatchObject({ state: 'failed', sentence: expect.stringMatching(/Nobody is switched off/) })
    expect(status?.completedAt).toBeDefined()
    expect((await personOf('noor'))?.deactivatedAt).toBeNull()
    await server.start()
    expect(await sync()).toMatchObject({ state: 'done', sentence: '' })
  })

  test('too many who are gone at once are a mistake: nobody is switched off until the share is raised; who is back is himself', async () => {
    await change({ personsFilter: '(uid=tove)' })
    expect(await sync()).toMatchObject({ state: 'held', removed: 0, sentence: expect.stringContaining('13 of 14') })
    expect((await personOf('noor'))?.deactivatedAt).toBeNull()
    await change({ personsFilter: '(uid=nobody)' })
    expect(await sync()).toMatchObject({ state: 'held', removed: 0, persons: 0 })
    // Members that the account may not read any more.
    await change({ attributes: { members: 'uniqueMember' } })
    expect(await sync()).toMatchObject({ state: 'held', sentence: expect.stringContaining('memberships') })
    expect((await personOf('noor'))?.deactivatedAt).toBeNull()
    await change({ personsFilter: '(|(uid=noor)(uid=tove))', missingShare: 100 })
    expect(await sync()).toMatchObject({ state: 'done', removed: 12 })
    expect((await personOf('noor'))?.deactivatedAt).toBeNull()
    await change({})
    expect(await sync()).toMatchObject({ state: 'done', created: 12 })
    expect(await personOf('crew1')).toMatchObject({ deactivatedAt: null, roles: [{}] })
  })

  test('two entries of one user name: the first is taken, the other is counted and left out', async () => {
    const second = person('second', { name: 'second' }).replace('uid=second,', 'cn=second,')
    await server.add(second.replace('uid: second', 'uid: TOVE'))
    for (let reading = 0; reading < 2; reading += 1)
      expect(await sync()).toMatchObject({ state: 'done', created: 0, refused: 1, removed: 0 })
    await server.remove(`cn=second,${people}`)
    expect(await sync()).toMatchObject({ state: 'done', refused: 0, removed: 0 })
  })

  test('any number of processes: one of them syncs', async () => {
    const all = await Promise.all([sync(), sync(), sync(), sync()])
    expect(all.filter((status) => status !== undefined).length).toBeGreaterThanOrEqual(1)
    const rows = await ctx.db.prisma.directoryPerson.groupBy({
      by: ['externalId'],
      where: { identityProviderId: providerId, origin: 'directory' },
      _count: true,
    })
    expect(rows.every(({ _count }) => _count === 1)).toBe(true)
  })

  test('is due when its interval is over, counted from its beginning', async () => {
    const ended: string[] = []
    const at = async (seconds: number) => {
      const running = new Map<string, Promise<void>>()
      const last = await ctx.db.prisma.identityProvider.findUniqueOrThrow({ where: { id: providerId } })
      const { startedAt } = last.sync as { startedAt: string }
      const now = () => new Date(Date.parse(startedAt) + seconds * 1000)
      await syncDueDirectories({ ...ctx, now }, running, new AbortController().signal, {
        ended: (id) => ended.push(id),
        failed: (error) => expect(error).toBeUndefined(),
      })
      await Promise.all(running.values())
    }
    await at(29)
    expect(ended).toEqual([])
    await at(30)
    expect(ended).toEqual([providerId])
  })
})
