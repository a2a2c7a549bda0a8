import { hashPassword } from '@gatehouse/auth/passwords'
import { type BrowserContext, expect, type Page } from '@playwright/test'
import { demoSignIn } from '../fixtures/shared-stack.ts'
import { test } from './acts/journey.ts'
import { signedIn } from './acts/sign-in.ts'

const redirectUri = 'https://shop.example/cb'
const password = 'a long enough passphrase'

type Answer = { status: number; etag: string | null; body: Record<string, unknown> }

/** A call of the management API from a signed-in page, as its screens make it. */
function call(page: Page, method: string, path: string, body?: unknown, etag?: string): Promise<Answer> {
  return page.evaluate(
    async ({ method, path, body, etag }) => {
      const headers = new Headers({ 'content-type': 'application/json' })
      if (etag) headers.set('if-match', etag)
      const sent = await fetch(`/api/v1${path}`, { method, headers, ...(body ? { body } : {}) })
      return {
        status: sent.status,
        etag: sent.headers.get('etag'),
        body: (await sent.json()) as Record<string, unknown>,
      }
    },
    { method, path, body: body === undefined ? '' : JSON.stringify(body), etag: etag ?? '' },
  )
}

async function openPage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage()
  await page.goto('/')
  return page
}

test('an application signs an end user in with consent, without any script; the consent is withdrawn', async ({
  browser,
  stack,
}) => {
  const { admin, portal, control } = stack.urls
  const console = await openPage(await signedIn(browser, admin, demoSignIn(stack, /^admin/)))
  const email = `ada-${Date.now()}@example.com`
  const { etag, body: issuer } = await call(console, 'GET', '/issuer')
  const known = (issuer.scopes as { name: string }[]).filter(({ name }) => name !== 'journey.read')
  const scopes = [...known, { name: 'journey.read', description: 'Read', consent: 'See your journeys' }]
  expect((await call(console, 'PUT', '/issuer/scopes', { scopes }, etag ?? '')).status).toBe(200)
  const endUsers = [{ email, name: 'Ada', emailVerified: true, passwordHash: await hashPassword(password) }]
  expect((await call(console, 'POST', '/end-users/import', { endUsers })).body).toMatchObject({ created: 1 })

  const developer = await openPage(await signedIn(browser, portal, demoSignIn(stack, /^developer/)))
  const first = async (path: string) =>
    ((await call(developer, 'GET', path)).body.items as { id: string; name: string }[])[0]
  const application = await first('/my/applications')
  const made = await call(developer, 'POST', `/my/applications/${application?.id}/clients`, {
    stageId: (await first('/my/stages'))?.id,
    name: 'Journey',
    scopes: ['journey.read'],
    client: { authMethod: 'client_secret_basic', grants: ['authorization_code'], redirectUris: [redirectUri] },
  })
  expect(made.status).toBe(201)

  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  const query = new URLSearchParams({
    client_id: (made.body.credential as { id: string }).id,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: 'openid journey.read',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  })
  const shown = await page.goto(`${control}/oauth/authorize?${query}`)
  expect(shown?.headers()['content-security-policy']).toContain("frame-ancestors 'none'")
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill('not this one at all')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('alert')).toContainText('wrong')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByLabel('See your journeys')).toBeChecked()
  // The shop is nobody here; that the browser goes there, and with what, is the point.
  const back = page.waitForRequest(/^https:\/\/shop\.example\/cb\?code=.*iss=/)
  await page.getByRole('button', { name: 'Allow', exact: true }).click()
  await back

  // A page of its own: the first one is still on its way to the shop's error page.
  const consents = await context.newPage()
  await consents.goto(`${portal}/oauth/consents`)
  await expect(consents.getByText('See your journeys')).toBeVisible()
  await consents.getByRole('button', { name: 'Withdraw' }).click()
  await expect(consents.getByText('See your journeys')).toBeHidden()
})
