import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DirectoryPage, ProviderError } from '../../src/directory/adapter.ts'
import { ldapAdapter } from '../../src/directory/ldap/ldap-adapter.ts'
import { testAuthority } from '../../src/directory/testing/certificates.ts'
import { base, callOf, group, groups, networkOf, people, person, start } from '../../src/directory/testing/harbour.ts'
import { type Slapd, startSlapd } from '../../src/directory/testing/slapd.ts'

const dn = (uid: string) => `uid=${uid},${people}`
const guid = Buffer.from('33221100554477668899aabbccddeeff', 'hex')
const windowsTime = (at: number) => String((BigInt(at) + 11_644_473_600_000n) * 10_000n)

/** An account as Active Directory has it. */
function account(name: string, flags: number, more: readonly string[] = []): string {
  return [
    `dn: CN=${name},ou=staff,${base}`,
    'objectClass: user',
    `cn: ${name}`,
    'sn: Staff',
    `sAMAccountName: ${name}`,
    `userAccountControl: ${flags}`,
    'userPassword: staff-secret',
    ...more,
    '',
    '',
  ].join('\n')
}

const entries = [
  start,
  person('noor', { name: 'Noor Haddad' }),
  person('ilse', { name: 'Ilse Möller' }),
  person('locked', { lines: ['pwdAccountLockedTime: 000001010000Z'] }),
  person('guessed', { lines: ['pwdAccountLockedTime: 20260101000000Z'] }),
  person('left', { lines: ['pwdEndTime: 20260101000000Z'] }),
  person('soon', { lines: ['pwdStartTime: 20990101000000Z'] }),
  person('off', { lines: ['nsAccountLock: TRUE'] }),
  person('star*(x)'),
  `dn: ou=twins,${base}\nobjectClass: organizationalUnit\nou: twins\n\n`,
  person('twin').replace(people, `ou=twins,${base}`),
  person('Twin')
    .replace(people, `ou=twins,${base}`)
    .replace('uid=Twin', 'cn=Other Twin')
    .replace('cn: Person Twin', 'cn: Other Twin'),
  group('crew', [dn('ilse')]),
  group('harbour-masters', [dn('noor'), `CN=crew , ${groups.replace('dc=harbour', 'DC=Harbour')}`]),
  group('circle-a', [dn('locked'), `cn=circle-b,${groups}`]),
  group('circle-b', [`cn=circle-a,${groups}`, dn('noor')]),
  `dn: ou=staff,${base}\nobjectClass: organizationalUnit\nou: staff\n\n`,
  account('ahmed', 512, [`objectGUID:: ${guid.toString('base64')}`, 'accountExpires: 9223372036854775807']),
  account('bea', 514, [`objectGUID:: ${Buffer.alloc(16, 2).toString('base64')}`]),
  account('cleo', 512, [
    `objectGUID:: ${Buffer.alloc(16, 3).toString('base64')}`,
    `accountExpires: ${windowsTime(Date.UTC(2026, 0, 1))}`,
  ]),
].join('')

let server: Slapd
beforeAll(async () => {
  server = await startSlapd(entries)
}, 60_000)
afterAll(() => server?.dispose())

const adapter = () => ldapAdapter(networkOf(server))
const activeDirectory = {
  personsBase: `ou=staff,${base}`,
  personsFilter: '(objectClass=user)',
  groupsBase: undefined,
  attributes: { id: 'objectguid', userName: 'sAMAccountName', disabled: 'activeDirectory' },
}

async function list(call = callOf(server)): Promise<DirectoryPage> {
  const pages: DirectoryPage[] = []
  for await (const page of adapter().listPeople?.(call) ?? []) pages.push(page)
  return { persons: pages.flatMap(({ persons }) => persons), groups: pages.flatMap((page) => page.groups) }
}
const signIn = (userName: string, password: string, call = callOf(server)) =>
  adapter().checkPassword?.(call, { userName, password })
const fault = (promise: Promise<unknown> | undefined) =>
  Promise.resolve(promise).then(
    () => 'none',
    (error: ProviderError) => error.fault ?? error,
  )

describe('sign-in by search and bind', () => {
  test('who knows his password is who he is: id, name, address, groups by id, nested ones included', async () => {
    const { persons, groups: listed } = await list()
    const idOf = (name: string) => listed.find((one) => one.name === name)?.externalId
    const noor = await signIn('NOOR', 'noor-secret')
    expect(noor).toEqual({
      subject: persons.find(({ userName }) => userName === 'noor')?.externalId,
      directoryId: noor?.subject,
      name: 'Noor Haddad',
      email: 'noor@harbour.example',
      emailVerified: false,
      groups: expect.any(Array),
    })
    expect([...(noor?.groups ?? [])].sort()).toEqual(
      [idOf('harbour-masters'), idOf('circle-b'), idOf('circle-a')].sort(),
    )
    const ilse = await signIn('ilse', 'ilse-secret')
    expect([...(ilse?.groups ?? [])].sort()).toEqual([idOf('crew'), idOf('harbour-masters')].sort())
  })

  test('a wrong password, an unknown name and an empty password are one answer', async () => {
    expect(await signIn('noor', 'ilse-secret')).toBeUndefined()
    expect(await signIn('nobody', 'ilse-secret')).toBeUndefined()
    expect(await signIn('noor', '')).toBeUndefined()
    expect(await signIn('', 'noor-secret')).toBeUndefined()
  })

  test('an unauthenticated bind signs nobody in: an empty password never reaches the directory', async () => {
    await server.stop()
    expect(await signIn('noor', '')).toBeUndefined()
    await server.start()
  })

  test.each([
    '*',
    'noor*',
    'noor)(uid=*',
    '*)(|(uid=*',
    'noor)(|(objectClass=*)',
    'no\\6fr',
    'noor\u0000',
    'n*r',
    dn('noor'),
    `,${base}`,
    'noor\n',
    '\\2a',
  ])('what is typed as user name is a value, never a filter: %j', async (userName) => {
    const found = await signIn(userName, 'noor-secret')
    expect(found?.name).toBe(userName.trim() === 'noor' ? 'Noor Haddad' : undefined)
  })

  test('a name with characters of filters signs in as itself', async () => {
    expect((await signIn('star*(x)', 'star*(x)-secret'))?.email).toBe('star*(x)@harbour.example')
  })

  test('two entries of one name sign nobody in', async () => {
    const twins = callOf(server, { personsBase: `ou=twins,${base}` })
    expect(await signIn('twin', 'twin-secret', twins)).toBeUndefined()
    expect(await signIn('twin', 'Twin-secret', twins)).toBeUndefined()
  })

  test('a disabled account does not sign in with its right password', async () => {
    const ad = callOf(server, activeDirectory)
    expect(await signIn('bea', 'staff-secret', ad)).toBeUndefined()
    expect(await signIn('cleo', 'staff-secret', ad)).toBeUndefined()
    expect((await signIn('ahmed', 'staff-secret', ad))?.subject).toBe('00112233-4455-6677-8899-aabbccddeeff')
    expect(await signIn('left', 'left-secret')).toBeUndefined()
  })
})

describe('listing', () => {
  test('who is disabled is told, by each directory’s own sign', async () => {
    const on = (page: DirectoryPage) => page.persons.filter(({ active }) => active).map(({ userName }) => userName)
    expect(on(await list()).sort()).toEqual(['guessed', 'ilse', 'noor', 'off', 'star*(x)'])
    const ns = callOf(server, { attributes: { disabled: 'nsAccountLock' } })
    expect((await list(ns)).persons.find(({ userName }) => userName === 'off')?.active).toBe(false)
    expect(on(await list(callOf(server, activeDirectory)))).toEqual(['ahmed'])
  })

  test('an objectGUID is read as bytes however it is spelt in the settings', async () => {
    const { persons } = await list(callOf(server, activeDirectory))
    expect(persons.map(({ externalId }) => externalId)).toEqual([
      '00112233-4455-6677-8899-aabbccddeeff',
      '02020202-0202-0202-0202-020202020202',
      '03030303-0303-0303-0303-030303030303',
    ])
  })

  test('groups hold the persons of the groups in them; circles end', async () => {
    const page = await list()
    const id = (name: string) => page.persons.find(({ userName }) => userName === name)?.externalId
    const members = (name: string) => [...(page.groups.find((one) => one.name === name)?.members ?? [])].sort()
    expect(members('harbour-masters')).toEqual([id('noor'), id('ilse')].sort())
    expect(members('circle-a')).toEqual([id('locked'), id('noor')].sort())
    expect(members('circle-b')).toEqual(members('circle-a'))
  })

  test('an id that cannot be read fails the listing instead of losing everybody', async () => {
    expect(await fault(list(callOf(server, { attributes: { id: 'nsUniqueId' } })))).toBe('settings')
  })

  test('looking one name up shows the entry as a sync would take it, and no password', async () => {
    const found = await adapter().lookUp?.(callOf(server), 'ilse')
    expect(found).toMatchObject({ place: dn('ilse'), person: { userName: 'ilse', name: 'Ilse Möller', active: true } })
    expect(found?.groups.map(({ name }) => name).sort()).toEqual(['crew', 'harbour-masters'])
    expect(JSON.stringify(found)).not.toContain('secret')
    expect(await adapter().lookUp?.(callOf(server), 'nobody')).toBeUndefined()
  })
})

describe('the way to the server', () => {
  const ways = (url: string, more = {}) => adapter().discover(callOf(server, { url, ...more }))

  test('LDAPS and StartTLS, both with the certificate checked', async () => {
    for (const url of [server.ldapsUrl, server.ldapUrl]) {
      expect((await ways(url)).health.state).toBe('well')
      const other = testAuthority('Somebody else').certificate
      expect(await fault(ways(url, { certificateAuthority: other }))).toBe('untrusted')
      expect(await fault(ways(url, { certificateAuthority: undefined }))).toBe('untrusted')
    }
  })

  test('a certificate of another name is refused', async () => {
    const network = { ...networkOf(server), resolve: async () => ['127.0.0.1'] }
    const url = server.ldapsUrl.replace('127.0.0.1', 'directory.example')
    expect(await fault(ldapAdapter(network).discover(callOf(server, { url })))).toBe('untrusted')
  })

  test('the address rules hold: loopback only by the operator’s list, never cloud metadata, names pinned', async () => {
    const closed = ldapAdapter({ rules: { mode: 'idp' } })
    expect(await fault(closed.discover(callOf(server)))).toBe('settings')
    const metadata = { ...networkOf(server), resolve: async () => ['169.254.169.254'] }
    expect(await fault(ldapAdapter(metadata).discover(callOf(server, { url: 'ldaps://meta.example' })))).toBe(
      'settings',
    )
    const own = { ...networkOf(server), forbidden: [`127.0.0.1:${server.ports[1]}`] }
    expect(await fault(ldapAdapter(own).discover(callOf(server)))).toBe('settings')
  })

  test('a wrong password of the account, a base that is not there and a broken filter say what is wrong', async () => {
    expect(await fault(adapter().discover(callOf(server, {}, { secret: 'wrong' })))).toBe('settings')
    expect(await fault(adapter().discover(callOf(server, {}, { secret: undefined })))).toBe('settings')
    expect(await fault(adapter().discover(callOf(server, { personsBase: `ou=none,${base}` })))).toBe('settings')
    expect(await fault(adapter().discover(callOf(server, { personsFilter: '(uid=' })))).toBe('settings')
  })

  test('a server that is away is unreachable, for sign-in and listing alike', async () => {
    await server.stop()
    expect(await fault(signIn('noor', 'noor-secret'))).toBe('unreachable')
    expect(await fault(list())).toBe('unreachable')
    await server.start()
    expect((await signIn('noor', 'noor-secret'))?.name).toBe('Noor Haddad')
  })
})
