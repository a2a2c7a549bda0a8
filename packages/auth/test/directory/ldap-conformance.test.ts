import { afterAll, beforeAll } from 'vitest'
import type { DirectoryEntry } from '../../src/directory/adapter.ts'
import { builtInKinds } from '../../src/directory/built-in-kinds.ts'
import type { ProviderKind } from '../../src/directory/provider-kind.ts'
import { callOf, networkOf, person, readerPassword, start } from '../../src/directory/testing/harbour.ts'
import { type Slapd, startSlapd } from '../../src/directory/testing/slapd.ts'
import { conformsToContract } from './conformance.ts'

let server: Slapd
let kind: ProviderKind
let known: readonly DirectoryEntry[] = []

beforeAll(async () => {
  server = await startSlapd(
    start + person('noor') + person('ilse') + person('left', { lines: ['pwdAccountLockedTime: 000001010000Z'] }),
  )
  const network = networkOf(server)
  const found = builtInKinds({ ...network, rules: { ...network.rules, loopback: 'all' } }).find(
    (one) => one.kind === 'ldap',
  )
  if (found === undefined) throw new Error('LDAP is no built-in kind')
  kind = found
  for await (const page of kind.adapter.listPeople?.(callOf(server)) ?? []) known = [...known, ...page.persons]
}, 60_000)
afterAll(() => server?.dispose())

const idOf = (name: string) => known.find(({ userName }) => userName === name)?.externalId ?? ''

conformsToContract('LDAP', ['checkPassword', 'listPeople', 'lookUp'], () => ({
  kind,
  call: () => callOf(server),
  away: () => callOf(server, { url: 'ldaps://127.0.0.1:1' }),
  secrets: [readerPassword, 'noor-secret'],
  password: { userName: 'noor', password: 'noor-secret', subject: idOf('noor') },
  people: { externalIds: ['noor', 'ilse', 'left'].map(idOf), disabled: [idOf('left')] },
}))
