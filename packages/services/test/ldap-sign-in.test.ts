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
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { signInAnywhere } from '../src/account/sign-in-anywhere.ts'
import { takeSignInTicket } from '../src/account/sign-in-tickets.ts'
import { syncDirectory } from '../src/directory/sync/sync-directory.ts'
import { createIdentityProvider } from '../src/identity-providers/manage-identity-provider.ts'
import { createTestInstallation, type TestInstallation, testPassword } from '../src/testing.ts'

let server: Slapd
let shop: TestInstallation
let providerId: Id<'identityProvider'>

beforeAll(async () => {
  server = await startSlapd(
    start +
      ['noor', 'ilse', 'tove@harbour.example'].map((uid) => person(uid)).join('') +
      group('operators', [`uid=noor,${people}`, `uid=tove@harbour.example,${people}`]),
  )
  shop = await createTestInstallation()
  shop.installation.identity = { network: networkOf(server) }
  const view = await createIdentityProvider({
    ctx: shop.ctx(await shop.member('Admin')),
    input: {
      name: 'Harbour directory',
      secret: readerPassword,
      signIn: true,
      settings: {
        kind: 'ldap',
        url: server.ldapsUrl,
        certificateAuthority: server.authority,
        bindDn: 'cn=reader,dc=harbour,dc=example',
        personsBase: people,
        groupsBase: groups,
      },
    },
  })
  providerId = view.id
  await syncDirectory(shop.ctx(), providerId)
  const row = await shop.db.prisma.directoryGroup.findFirstOrThrow({ where: { displayName: 'operators' } })
  const role = await shop.db.prisma.role.findFirstOrThrow({ where: { name: 'Viewer' } })
  const gives = { kind: 'role', roleId: role.id, scope: { on: 'organization' } }
  await shop.db.prisma.groupMapping.create({ data: { id: newId('groupMapping'), groupId: row.id, gives } })
}, 120_000)
beforeEach(() => shop.db.pool.query('DELETE FROM attempt_backoff'))
afterAll(async () => {
  await shop?.drop()
  await server?.dispose()
})

const visitor = (address = '192.0.2.1') => shop.ctx({ kind: 'visitor' }, { app: 'console', address })
const signIn = (email: string, password: string, address?: string) =>
  signInAnywhere({ ctx: visitor(address), input: { email, password } })
const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => 'in',
    (error: { code?: string }) => error.code,
  )

test('S25 a user name and password of the directory open a session of the person behind them', async () => {
  const step = await signIn('noor', 'noor-secret')
  expect(step.state).toBe('done')
  const taken = await takeSignInTicket(shop.ctx(), 'member', step.ticket)
  expect(taken).toMatchObject({ method: 'ldap', identityProviderId: providerId })
  const found = await shop.db.prisma.person.findUniqueOrThrow({
    where: { id: taken?.personId ?? '' },
    include: { roles: true, identities: true },
  })
  expect(found.roles).toHaveLength(1)
  expect(found.identities).toHaveLength(1)
  expect(await takeSignInTicket(shop.ctx(), 'member', step.ticket)).toBeUndefined()
})

test('who has no mapped group is known, and may not in', async () => {
  expect(await refusal(signIn('ilse', 'ilse-secret'))).toBe('sign_in_unknown')
})

test('a wrong password, an unknown name and a filter typed as a name are one answer', async () => {
  for (const [name, password] of [
    ['noor', 'wrong'],
    ['nobody', 'noor-secret'],
    ['*', 'noor-secret'],
    ['noor)(uid=*', 'noor-secret'],
    ['noor', ''],
  ] as const)
    expect(await refusal(signIn(name, password))).toBe('sign_in_failed')
})

test('a name that is an address is an account’s here first, and the directory’s then', async () => {
  const member = await shop.member('Viewer')
  const { email } = await shop.db.prisma.person.findUniqueOrThrow({ where: { id: member.personId } })
  const here = await signIn(email ?? '', testPassword)
  expect(await takeSignInTicket(shop.ctx(), 'member', here.ticket)).toMatchObject({ method: 'password' })
  for (let count = 0; count < 8; count += 1) {
    const there = await signIn('tove@harbour.example', 'tove@harbour.example-secret')
    expect(await takeSignInTicket(shop.ctx(), 'member', there.ticket)).toMatchObject({ method: 'ldap' })
  }
  expect(await refusal(signIn('tove@harbour.example', 'wrong'))).toBe('sign_in_failed')
})

test('guessing waits before the directory would lock the account', async () => {
  const outcomes = []
  for (let count = 0; count < 6; count += 1) outcomes.push(await refusal(signIn('noor', `guess ${count}`, '192.0.2.9')))
  expect(outcomes.slice(0, 4)).toEqual(Array(4).fill('sign_in_failed'))
  expect(outcomes.at(-1)).toBe('rate_exceeded')
  expect(await refusal(signIn('noor', 'noor-secret', '192.0.2.10'))).toBe('in')
})

test('a factor that a person has is owed after his directory’s password, too', async () => {
  const identity = await shop.db.prisma.personIdentity.findFirstOrThrow({ where: { identityProviderId: providerId } })
  const totp = { personId: identity.personId, sealed: 'x', confirmedAt: new Date() }
  await shop.db.prisma.totpFactor.create({ data: totp })
  const name = await shop.db.prisma.directoryPerson.findFirstOrThrow({ where: { personId: identity.personId } })
  const step = await signIn(name.userName, `${name.userName}-secret`)
  expect(step).toMatchObject({ state: 'factor', factors: ['totp'] })
  expect(await takeSignInTicket(shop.ctx(), 'member', step.ticket)).toBeUndefined()
  await shop.db.prisma.totpFactor.deleteMany()
})

test('a disabled account does not come in, even before the next poll', async () => {
  await server.set(`uid=noor,${people}`, 'pwdAccountLockedTime', ['000001010000Z'])
  expect(await refusal(signIn('noor', 'noor-secret'))).toBe('sign_in_failed')
  await server.set(`uid=noor,${people}`, 'pwdAccountLockedTime', [])
})

test('a directory that is away is said to be; accounts here still sign in', async () => {
  await server.stop()
  expect(await refusal(signIn('noor', 'noor-secret'))).toBe('provider_unreachable')
  const member = await shop.member('Viewer')
  const { email } = await shop.db.prisma.person.findUniqueOrThrow({ where: { id: member.personId } })
  expect((await signIn(email ?? '', testPassword)).state).toBe('done')
  await server.start()
})

test('a directory that signs nobody in is never asked', async () => {
  await shop.db.prisma.identityProvider.update({ where: { id: providerId }, data: { signIn: false } })
  expect(await refusal(signIn('noor', 'noor-secret'))).toBe('sign_in_failed')
  await shop.db.prisma.identityProvider.update({ where: { id: providerId }, data: { signIn: true } })
})
