import { requestOf, samlTestProvider } from '@gatehouse/auth/directory/testing/saml-provider'
import type { Id } from '@gatehouse/contracts/ids'
import { newId } from '@gatehouse/contracts/ids'
import { createIdentityProvider } from '@gatehouse/services/identity-providers/manage-identity-provider'
import { getOwnSamlMetadata, readSamlMetadata, renewSamlKeys } from '@gatehouse/services/identity-providers/saml-set-up'
import { createTestInstallation, type TestInstallation } from '@gatehouse/services/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LogEntry } from '../src/handle.ts'
import { createProviderSignIn, type ProviderSignIn } from '../src/provider-sign-in.ts'

const idp = samlTestProvider()
const signOnUrl = 'https://idp.harbour.example/sso'
const appUrl = 'https://console.example'
const entered: string[] = []
const logged: LogEntry[] = []
let shop: TestInstallation
let app: ProviderSignIn
let providerId: Id<'identityProvider'>
let personId: Id<'person'>

beforeAll(async () => {
  shop = await createTestInstallation()
  shop.installation.adminUrl = appUrl
  app = createProviderSignIn({
    app: 'console',
    url: appUrl,
    db: shop.db,
    installation: shop.installation,
    log: (entry) => logged.push(entry),
    address: () => '192.0.2.1',
    currentActor: async () => ({ kind: 'visitor' }),
    enter: async (ticket) => {
      entered.push(ticket)
      return { cookie: 'session=1' }
    },
    localPath: (next) => next,
  })
  providerId = await connect()
  const member = await shop.member('Viewer')
  personId = member.personId
  await shop.db.prisma.personIdentity.create({
    data: { identityProviderId: providerId, subject: 'noor-4711', personId },
  })
}, 60_000)
afterAll(() => shop?.drop())

async function connect(more: object = {}) {
  const admin = await shop.member('Admin')
  const id = newId('identityProvider')
  const read = await readSamlMetadata({ ctx: shop.ctx(admin), input: { xml: idp.metadata(signOnUrl) } })
  const { entityId, certificates, signOnBinding } = read
  await createIdentityProvider({
    ctx: shop.ctx(admin),
    input: {
      id,
      name: `Harbour ${id}`,
      signIn: true,
      settings: { kind: 'saml', entityId, signOnUrl: read.signOnUrl, signOnBinding, certificates, ...more },
    },
  })
  return id
}

const place = (id: string) => `${appUrl}/sign-in/return/${id}`
async function start(id = providerId) {
  const response = await app.start(new Request(`${appUrl}/sign-in/start/${id}?next=/apis`), id)
  const cookie = response.headers.getSetCookie()[0] ?? ''
  return { response, cookie, location: response.headers.get('location') ?? '' }
}
/** The browser posts, from the provider's page: a Lax cookie does not come along. */
const post = (form: URLSearchParams | string, id = providerId) =>
  app.back(
    new Request(place(id), {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        origin: 'https://idp.harbour.example',
        'sec-fetch-site': 'cross-site',
      },
      body: form.toString(),
    }),
    id,
  )
const hop = (location: string, cookie: string, id = providerId) =>
  app.back(new Request(location, { headers: { cookie: cookie.split(';')[0] ?? '' } }), id)
async function answerTo(location: string, more: object = {}, id = providerId) {
  const form = await idp.answer({
    requestId: requestOf(location).id,
    answerUrl: place(id),
    audience: `urn:gatehouse:sp:${id}`,
    now: new Date(),
    ...more,
  })
  form.set('RelayState', new URL(location).searchParams.get('RelayState') ?? '')
  return form
}
const failure = (response: Response) => new URL(response.headers.get('location') ?? appUrl).searchParams.get('code')

test('S28 a sign-in over two sites: posted without a cookie, then brought to the browser that asked by its own', async () => {
  const { response, cookie, location } = await start()
  expect(response.status).toBe(303)
  expect(cookie).toMatch(/^__Host-gatehouse-console\.leaving=.+HttpOnly; SameSite=Lax; Secure$/)
  const posted = await post(await answerTo(location))
  expect(posted.status).toBe(303)
  expect(posted.headers.getSetCookie()).toEqual([])
  expect(entered).toHaveLength(0)
  const back = posted.headers.get('location') ?? ''
  expect(back.startsWith(`${place(providerId)}?state=`)).toBe(true)
  const ended = await hop(back, cookie)
  expect(ended.headers.get('location')).toBe(`${appUrl}/apis`)
  expect(ended.headers.getSetCookie()[0]).toBe('session=1')
  expect(entered).toHaveLength(1)
  const ticket = await shop.db.prisma.signInTicket.findFirstOrThrow({ where: { personId } })
  expect(ticket).toMatchObject({ method: 'saml', identityProviderId: providerId, providerSession: '_session' })
})

test('login CSRF: an answer that another browser asked for signs nobody in here', async () => {
  const theirs = await start()
  const mine = await start()
  const posted = await post(await answerTo(theirs.location))
  const ended = await hop(posted.headers.get('location') ?? '', mine.cookie)
  expect(failure(ended)).toBe('sign_in_replayed')
  const none = await hop(posted.headers.get('location') ?? '', '')
  expect(['sign_in_replayed', 'sign_in_expired']).toContain(failure(none))
})

test('an answer is posted once, a sign-in ends once, an assertion is taken once', async () => {
  const first = await start()
  const form = await answerTo(first.location, { assertionId: '_once' })
  const posted = await post(form)
  expect(failure(await post(form))).toBe('sign_in_replayed')
  const back = posted.headers.get('location') ?? ''
  expect((await hop(back, first.cookie)).headers.get('location')).toBe(`${appUrl}/apis`)
  expect(failure(await hop(back, first.cookie))).toBe('sign_in_replayed')
  // A provider that gives two sign-ins one assertion id.
  const second = await start()
  const again = await post(await answerTo(second.location, { assertionId: '_once' }))
  expect(failure(await hop(again.headers.get('location') ?? '', second.cookie))).toBe('sign_in_replayed')
})

test('an answer that nobody asked for is refused before anything reads it', async () => {
  const unsolicited = await answerTo((await start()).location)
  for (const state of ['', 'x'.repeat(43), 'x'.repeat(10_000)]) {
    unsolicited.set('RelayState', state)
    expect(failure(await post(unsolicited))).toBe('sign_in_expired')
  }
})

test.each([
  ['malformed XML', new URLSearchParams({ SAMLResponse: 'PGE+' }), 'provider_answer_malformed'],
  ['no answer', new URLSearchParams(), 'provider_answer_malformed'],
])('its own problem: %s', async (_, fields, code) => {
  const { cookie, location } = await start()
  fields.set('RelayState', new URL(location).searchParams.get('RelayState') ?? '')
  const posted = await post(fields)
  expect(failure(await hop(posted.headers.get('location') ?? '', cookie))).toBe(code)
})

test.each([
  ['expired', { until: new Date(Date.now() - 3600_000) }, 'sign_in_expired'],
  ['not yet valid (clock skew)', { notBefore: new Date(Date.now() + 3600_000) }, 'sign_in_expired'],
  ['wrong audience', { audience: 'urn:gatehouse:sp:other' }, 'provider_untrusted'],
  ['unsigned', { sign: 'none' }, 'provider_untrusted'],
  ['SHA-1', { hash: 'sha1' }, 'provider_untrusted'],
  ['answer to another request', { inResponseTo: '_other' }, 'sign_in_replayed'],
  [
    'a name that does not stay',
    { nameIdFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient' },
    'provider_settings',
  ],
  ['refused there', { status: 'urn:oasis:names:tc:SAML:2.0:status:Responder' }, 'provider_refused'],
])('its own problem: %s', async (_, more, code) => {
  const { cookie, location } = await start()
  const posted = await post(await answerTo(location, more))
  expect(failure(await hop(posted.headers.get('location') ?? '', cookie))).toBe(code)
})

test('10 MB are not read, and other forms neither', async () => {
  expect(failure(await post(`RelayState=x&SAMLResponse=${'A'.repeat(10_000_000)}`))).toBe('input_too_large')
  const json = new Request(place(providerId), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  })
  expect(failure(await app.back(json, providerId))).toBe('unsupported_media_type')
})

test('the POST binding posts our request from a page that may do nothing else', async () => {
  const id = await connect({ signOnBinding: 'post' })
  const { response, cookie } = await start(id)
  expect(response.status).toBe(200)
  expect(cookie).toContain('leaving=')
  const policy = response.headers.get('content-security-policy') ?? ''
  expect(policy).toContain('form-action https://idp.harbour.example;')
  expect(policy).toContain("default-src 'none'")
  const page = await response.text()
  expect(page).toContain(`action="${signOnUrl}"`)
  expect(page).toContain('name="SAMLRequest"')
  expect(page).toContain('name="RelayState"')
})

test('our metadata names the keys that are ours; new ones replace them', async () => {
  const admin = shop.ctx(await shop.member('Admin'))
  const before = await getOwnSamlMetadata({ ctx: admin, input: { identityProviderId: providerId } })
  expect(before.answerUrls[0]).toBe(place(providerId))
  expect(before.xml).toContain(`entityID="urn:gatehouse:sp:${providerId}"`)
  expect(before.certificate).toContain('BEGIN CERTIFICATE')
  await renewSamlKeys({ ctx: admin, input: { identityProviderId: providerId } })
  const after = await getOwnSamlMetadata({ ctx: admin, input: { identityProviderId: providerId } })
  expect(after.certificate).not.toBe(before.certificate)
  expect(JSON.stringify(after)).not.toContain('PRIVATE KEY')
})

test('nothing of what passed is in the log: no assertion, no state', () => {
  const text = JSON.stringify(logged)
  for (const secret of ['SAMLResponse', 'noor-4711', '<saml', 'RelayState']) expect(text).not.toContain(secret)
})
