import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ProviderError } from '../../src/directory/adapter.ts'
import { ldapAdapter } from '../../src/directory/ldap/ldap-adapter.ts'
import { callOf, group, networkOf, people, person, start } from '../../src/directory/testing/harbour.ts'
import { type Slapd, startSlapd } from '../../src/directory/testing/slapd.ts'

const count = 5_000
const uid = (at: number) => `p${String(at).padStart(5, '0')}`

let server: Slapd
beforeAll(async () => {
  const persons = Array.from({ length: count }, (_, at) => person(uid(at))).join('')
  const everybody = Array.from({ length: count }, (_, at) => `uid=${uid(at)},${people}`)
  // The server says no more than 200 entries at once, unless it is asked in pages.
  server = await startSlapd(start + persons + group('everybody', everybody), { sizeLimit: 200 })
}, 120_000)
afterAll(() => server?.dispose())

test('5,000 persons come in pages of 500 at most, each once, and a group holds them all', async () => {
  const ids = new Set<string>()
  let largest = 0
  let members: readonly string[] = []
  for await (const page of ldapAdapter(networkOf(server, 20_000)).listPeople?.(callOf(server)) ?? []) {
    largest = Math.max(largest, page.persons.length)
    for (const { externalId } of page.persons) ids.add(externalId)
    for (const listed of page.groups) members = listed.members
  }
  expect(ids.size).toBe(count)
  expect(largest).toBeLessThanOrEqual(500)
  expect(new Set(members)).toEqual(ids)
}, 60_000)

test('a limit of the server makes the listing fail, never shorter', async () => {
  // Everybody but the account of the settings is told 200 entries at most, pages or not.
  const call = callOf(server, { bindDn: `uid=${uid(1)},${people}` }, { secret: `${uid(1)}-secret` })
  const listing = async () => {
    for await (const _ of ldapAdapter(networkOf(server)).listPeople?.(call) ?? []);
  }
  await expect(listing()).rejects.toSatisfy((error: ProviderError) => error.fault === 'settings')
})

test('a connection that ends in the middle of a listing fails it', async () => {
  const abort = new AbortController()
  const listing = async () => {
    for await (const _ of ldapAdapter(networkOf(server)).listPeople?.(callOf(server, {}, { signal: abort.signal })) ??
      [])
      abort.abort()
  }
  await expect(listing()).rejects.toSatisfy((error: ProviderError) => error.fault === 'unreachable')
})
