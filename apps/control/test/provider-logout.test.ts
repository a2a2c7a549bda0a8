import { type LyingProvider, startLyingProvider } from '@gatehouse/auth/directory/testing/lying-provider'
import { createSessionStore } from '@gatehouse/services/account/sessions'
import { createIdentityProvider } from '@gatehouse/services/identity-providers/manage-identity-provider'
import { createTestInstallation, type TestInstallation } from '@gatehouse/services/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestControl } from './start-test-control.ts'

let app: TestInstallation
let idp: LyingProvider
let control: Awaited<ReturnType<typeof startTestControl>>
let providerId: string
beforeAll(async () => {
  ;[app, idp] = await Promise.all([createTestInstallation(), startLyingProvider()])
  app.installation.identity = { network: { rules: { mode: 'idp', loopback: 'all' } } }
  control = await startTestControl(app)
  const made = await createIdentityProvider({
    ctx: app.ctx(await app.member('Admin')),
    input: {
      name: 'Corporate',
      settings: { kind: 'oidc', issuer: idp.issuer, clientId: idp.clientId },
      secret: idp.clientSecret,
      signIn: true,
    },
  })
  providerId = made.id
})
afterAll(async () => {
  await control.close()
  await idp.stop()
  await app.drop()
})

const logout = (body: BodyInit, id = providerId, more: RequestInit = {}) =>
  fetch(`${control.url}/identity-providers/${id}/logout`, { method: 'POST', body, ...more })
const form = (token: string) => new URLSearchParams({ logout_token: token })

/** A member with a session that the provider opened. */
async function signedIn(subject: string) {
  const { personId } = await app.member('Viewer')
  await app.db.prisma.personIdentity.create({ data: { identityProviderId: providerId, subject, personId } })
  const sessions = createSessionStore({ ...app, app: 'admin' })
  const { sid } = await sessions.open(personId, {})
  await app.db.prisma.memberSession.updateMany({
    where: { personId },
    data: { identityProviderId: providerId, providerSession: `session of ${subject}` },
  })
  return { alive: async () => (await sessions.read(sid)) !== undefined }
}

test('D57 a provider’s logout token ends the sessions that it opened, over HTTP, once; what it answers says nothing of anybody', async () => {
  const [noor, other] = [await signedIn('noor'), await signedIn('other')]
  const token = await idp.logoutToken({ sub: 'noor' })
  const done = await logout(form(token))
  expect([done.status, await done.text(), done.headers.get('cache-control')]).toEqual([200, '', 'no-store'])
  expect([await noor.alive(), await other.alive()]).toEqual([false, true])
  const replayed = await logout(form(token))
  expect(replayed.status).toBe(400)
  expect(await replayed.json()).toMatchObject({ code: 'sign_in_replayed' })
  // Somebody whom nobody here knows: the same answer as for somebody who was signed in.
  const stranger = await logout(form(await idp.logoutToken({ sub: 'nobody' })))
  expect([stranger.status, await stranger.text()]).toEqual([200, ''])
})

test('D57 while the provider’s keys cannot be had a logout is not refused for good: the same token ends the session later', async () => {
  const late = await startLyingProvider()
  try {
    const made = await createIdentityProvider({
      ctx: app.ctx(await app.member('Admin')),
      input: {
        name: 'Late',
        settings: { kind: 'oidc', issuer: late.issuer, clientId: late.clientId },
        secret: late.clientSecret,
        signIn: true,
      },
    })
    const token = await late.logoutToken({ sub: 'eve' })
    late.state.lies = { status: { path: '/jwks', status: 503 } }
    const away = await logout(form(token), made.id)
    expect([away.status, await away.json()]).toMatchObject([502, { code: 'provider_unreachable' }])
    late.state.lies = {}
    expect((await logout(form(token), made.id)).status).toBe(200)
  } finally {
    await late.stop()
  }
})

test('D57 a token that proves nothing ends nothing, and has its own problem', async () => {
  const ada = await signedIn('ada')
  idp.state.lies = { signature: 'foreign-key' }
  const forged = await idp.logoutToken({ sub: 'ada' })
  idp.state.lies = {}
  const good = await idp.logoutToken({ sub: 'ada' })
  const cases: [string, Promise<Response>, number, string][] = [
    ['forged', logout(form(forged)), 400, 'provider_untrusted'],
    ['no token at all', logout(form('x')), 400, 'provider_answer_malformed'],
    ['an id token', logout(form(await idp.logoutToken({ sub: 'ada', nonce: 'n' }))), 400, ''],
    [
      'no form',
      logout(JSON.stringify({ logout_token: good }), providerId, { headers: { 'content-type': 'application/json' } }),
      415,
      'unsupported_media_type',
    ],
    ['an empty form', logout(new URLSearchParams()), 400, 'invalid_input'],
    ['10 MB', logout(form('x'.repeat(10_000_000))), 413, 'input_too_large'],
    ['another provider', logout(form(good), 'idp_00000000000000000000000000000000'), 404, 'not_found'],
    [
      'another path',
      fetch(`${control.url}/identity-providers/${providerId}/login`, { method: 'POST' }),
      404,
      'not_found',
    ],
  ]
  for (const [name, answer, status, code] of cases) {
    const said = await answer
    expect([name, said.status], await said.clone().text()).toEqual([name, status])
    expect(said.headers.get('content-type'), name).toContain('application/problem+json')
    if (code !== '') expect(await said.json(), name).toMatchObject({ code })
  }
  expect(await ada.alive()).toBe(true)
})
