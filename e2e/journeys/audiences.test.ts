import { getAccount } from '@gatehouse/contracts/endpoints/account'
import { createScimToken, linkDirectoryPerson } from '@gatehouse/contracts/endpoints/directory'
import { createIdentityProvider } from '@gatehouse/contracts/endpoints/identity-providers'
import { listMyTeams } from '@gatehouse/contracts/endpoints/my-applications'
import { addPartner } from '@gatehouse/contracts/endpoints/partners'
import { idOf } from '@gatehouse/contracts/ids'
import { type Browser, type BrowserContext, expect } from '@playwright/test'
import { EchoBackend } from '../fixtures/echo-backend.ts'
import { callGateway } from '../fixtures/gateway-call.ts'
import { demoSignIn, type SharedStack } from '../fixtures/shared-stack.ts'
import { waitUntil } from '../fixtures/wait-until.ts'
import { test } from './acts/journey.ts'
import { makeApi } from './acts/make-api.ts'
import { makeDeveloper } from './acts/make-developer.ts'
import { makeKey } from './acts/make-key.ts'
import { type Credentials, clientOf, signedIn } from './acts/sign-in.ts'
import { unique } from './acts/unique.ts'

const backend = new EchoBackend()
let colleague: Credentials
let readers: BrowserContext
let stranger: BrowserContext

test.beforeAll(async ({ browser, stack }) => {
  await backend.start()
  colleague = await makeDeveloper(browser, stack)
  readers = await signedIn(browser, stack.urls.portal, colleague)
  stranger = await signedIn(browser, stack.urls.portal, await makeDeveloper(browser, stack))
  await knownToDirectory(browser, stack)
})
test.afterAll(() => backend.stop())

/** The company's directory tells of the colleague: that makes him one for whom internal APIs are. */
async function knownToDirectory(browser: Browser, stack: SharedStack): Promise<void> {
  const { admin, portal, control } = stack.urls
  const call = clientOf(await signedIn(browser, admin, demoSignIn(stack, /^admin/)), admin)
  const { id } = await call(createIdentityProvider, { name: unique('Staff'), settings: { kind: 'scim' } })
  const { token } = await call(createScimToken, {
    identityProviderId: idOf('identityProvider').parse(id),
    name: 'Provisioning',
  })
  const answer = await fetch(`${control}/scim/v2/Users`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
    body: JSON.stringify({ userName: colleague.email, displayName: unique('Colleague') }),
  })
  const entry = (await answer.json()) as { id: string }
  const { id: personId } = await clientOf(readers, portal)(getAccount, {})
  await call(linkDirectoryPerson, {
    directoryPersonId: idOf('directoryPerson').parse(entry.id),
    personId: idOf('person').parse(personId),
  })
}

for (const audience of ['public', 'partner', 'internal'] as const) {
  test(`L22 ${audience}: who it is for finds it, gets access and calls on the same screens; for others it does not exist`, async ({
    browser,
    stack,
    sandbox,
  }) => {
    const { admin, portal } = stack.urls
    const owner = clientOf(await signedIn(browser, admin, demoSignIn(stack, /product owner/)), admin)
    const api = await makeApi(owner, { backendUrl: backend.url, audience })
    if (audience === 'partner') {
      const [team] = (await clientOf(readers, portal)(listMyTeams, {})).items
      await owner(addPartner, { api: api.slug, teamId: idOf('team').parse(team?.id) })
    }

    const page = await readers.newPage()
    await page.goto(`/apis?q=${encodeURIComponent(api.name)}`)
    await page.getByRole('link', { name: api.name }).first().click()
    await expect(page.getByRole('heading', { level: 1, name: api.name })).toBeVisible()
    await page.goto(`/apis/${api.slug}/${api.version}/start`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()

    const { key } = await makeKey(browser, stack, api, { who: colleague })
    await waitUntil('the call passes', async () => {
      const answer = await callGateway(`${sandbox}${api.basePath}/things/7`, { key })
      return answer.status === 200
    })
    // The contract judges the same, whoever may find it.
    expect((await callGateway(`${sandbox}${api.basePath}/things/none`, { key })).status).toBe(400)
    expect((await callGateway(`${sandbox}${api.basePath}/things/7`)).status).toBe(401)

    const seen = audience === 'public' ? 200 : 404
    for (const context of [stranger, await browser.newContext({ baseURL: portal })]) {
      const other = await context.newPage()
      expect((await other.goto(`/apis/${api.slug}/${api.version}`))?.status()).toBe(seen)
      await other.goto(`/apis?q=${encodeURIComponent(api.name)}`)
      await expect(other.getByRole('link', { name: api.name })).toHaveCount(audience === 'public' ? 1 : 0)
      await other.close()
    }
  })
}
