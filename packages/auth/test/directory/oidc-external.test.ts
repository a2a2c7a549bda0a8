import { oidcSettings } from '@gatehouse/contracts/identity-providers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ProviderCall, ProviderError } from '../../src/directory/adapter.ts'
import { oidcAdapter } from '../../src/directory/oidc/oidc-adapter.ts'
import { followUntil, startExternalProvider } from '../../src/directory/testing/external-provider.ts'

const returnUrl = 'http://127.0.0.1:4000/sign-in/return/idp_1'
const mira = { sub: 'mira-4711', name: 'Mira Kaur', email: 'mira@corp.example', email_verified: true, groups: ['g-1'] }

let idp: Awaited<ReturnType<typeof startExternalProvider>>
beforeAll(async () => {
  idp = await startExternalProvider({ redirectUris: [returnUrl], person: mira })
})
afterAll(() => idp.stop())

const adapter = oidcAdapter({ rules: { mode: 'idp', loopback: 'all' } })
const callOf = (more: Partial<ProviderCall<ReturnType<typeof oidcSettings.parse>>> = {}) => ({
  providerId: 'idp_1',
  settings: oidcSettings.parse({
    kind: 'oidc',
    issuer: idp.issuer,
    clientId: idp.clientId,
    claims: { groups: 'groups' },
  }),
  secret: idp.clientSecret,
  now: () => new Date(),
  signal: AbortSignal.timeout(10_000),
  ...more,
})

async function signIn(more: Parameters<typeof callOf>[0] = {}) {
  const asked = await adapter.beginSignIn?.(callOf(more), { state: 'state-1', returnUrl })
  if (!asked) throw new Error('no sign-in')
  const back = await followUntil(asked.url, returnUrl)
  const answer = { parameters: back.searchParams, returnUrl, remembered: asked.remember }
  return { answer, person: await adapter.endSignIn?.(callOf(more), answer) }
}

test('a provider that others run signs persons in, before and after it rotates its keys', async () => {
  expect((await adapter.discover(callOf())).health.state).toBe('well')
  expect((await signIn()).person).toMatchObject({
    subject: 'mira-4711',
    name: 'Mira Kaur',
    email: 'mira@corp.example',
    emailVerified: true,
    groups: ['g-1'],
  })
  const before = (await adapter.discover(callOf())).keys
  await idp.rotate()
  expect((await adapter.discover(callOf())).keys).not.toEqual(before)
  expect((await signIn()).person).toMatchObject({ subject: 'mira-4711' })
})

test('it takes a code once, and only with the right secret', async () => {
  const { answer } = await signIn()
  await expect(adapter.endSignIn?.(callOf(), answer)).rejects.toMatchObject({ fault: 'replayed' })
  await expect(signIn({ secret: 'another-secret' })).rejects.toMatchObject({ fault: 'settings' })
  await expect(signIn({ secret: 'another-secret' })).rejects.toBeInstanceOf(ProviderError)
})
