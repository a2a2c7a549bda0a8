import { expect } from '@playwright/test'
import { callGateway } from '../fixtures/gateway-call.ts'
import { demoSignIn } from '../fixtures/shared-stack.ts'
import { waitUntil } from '../fixtures/wait-until.ts'
import { test } from './acts/journey.ts'
import { makeDeveloper } from './acts/make-developer.ts'
import { makeKey } from './acts/make-key.ts'
import { signedIn, signInByForm } from './acts/sign-in.ts'

test('a viewer sees each act with who can allow it, and pages that are not his say so', async ({ browser, stack }) => {
  const { admin } = stack.urls
  const context = await signedIn(browser, admin, demoSignIn(stack, /^viewer/))
  const page = await context.newPage()
  await page.goto('/apis')
  const add = page.getByRole('button', { name: 'Import an API' }).first()
  await expect(add).toHaveAttribute('aria-disabled', 'true')
  await expect(add).toHaveAccessibleDescription(/can give you the role/)
  await add.focus()
  await expect(page.getByRole('tooltip')).toContainText('can give you the role')

  await page.goto('/apis/orders/v1/lifecycle')
  const publish = page.getByRole('button', { name: 'Publish', exact: true })
  await expect(publish).toHaveAttribute('aria-disabled', 'true')
  await expect(publish).toHaveAccessibleDescription(/can give you|can grant it/)

  await page.goto('/audit')
  await expect(page.getByText(/You can’t see/)).toBeVisible()
  await page.goto('/apis/no-such-api/v1')
  await expect(page.getByText('There is no API here')).toBeVisible()
  const refused = await page.request.get('/api/v1/audit')
  expect([refused.status(), ((await refused.json()) as { code: string }).code]).toEqual([403, 'forbidden'])
  const nowhere = await page.request.get('/no-such-page')
  expect(nowhere.status()).toBe(404)
})

test('signing out ends the session on the server: its cookie opens nothing any more', async ({ browser, stack }) => {
  const { admin } = stack.urls
  const page = await browser.newPage({ baseURL: admin })
  await page.goto('/apis/orders/v1/contract')
  await signInByForm(page, demoSignIn(stack, /^viewer/))
  // After signing in one is where one wanted to be.
  await expect(page).toHaveURL(/\/apis\/orders\/v1\/contract$/)
  const cookies = await page.context().cookies()
  await page.getByRole('button', { name: /^Signed in as/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.waitForURL('**/sign-in')
  await page.goto('/apis')
  await page.waitForURL('**/sign-in?*')

  const thief = await browser.newContext({ baseURL: admin })
  await thief.addCookies(cookies)
  expect((await thief.request.get('/api/v1/apis')).status()).toBe(401)
  const stolen = await thief.newPage()
  await stolen.goto('/apis')
  await stolen.waitForURL('**/sign-in?*')
})

test('the two apps’ sessions do not mix, although cookies ignore ports', async ({ browser, stack }) => {
  const { admin, portal } = stack.urls
  const member = await signedIn(browser, admin, demoSignIn(stack, /product owner/))
  const memberPage = await member.newPage()
  await memberPage.goto(`${portal}/apis`)
  await expect(memberPage.getByRole('link', { name: 'Sign in', exact: true })).toBeVisible()
  expect((await member.request.get(`${portal}/api/v1/my/applications`)).status()).toBe(401)

  const developer = await signedIn(browser, portal, demoSignIn(stack, /developer/))
  const developerPage = await developer.newPage()
  await developerPage.goto(`${admin}/apis`)
  await developerPage.waitForURL(/\/sign-in/)
  expect((await developer.request.get(`${admin}/api/v1/apis`)).status()).toBe(401)

  // Nor does a session's value open the other app under that app's name.
  const swapped = await browser.newContext()
  const named = (cookies: { name: string; value: string }[], app: string) =>
    cookies.find(({ name }) => name.endsWith(`gatehouse-${app}.session`))?.value ?? ''
  await swapped.addCookies([
    { name: 'gatehouse-admin.session', value: named(await developer.cookies(), 'portal'), url: admin },
    { name: 'gatehouse-portal.session', value: named(await member.cookies(), 'admin'), url: portal },
  ])
  expect((await swapped.request.get(`${admin}/api/v1/apis`)).status()).toBe(401)
  expect((await swapped.request.get(`${portal}/api/v1/my/applications`)).status()).toBe(401)
})

test('a request of another team reads like one that never was', async ({ browser, stack, sandbox }) => {
  const { portal } = stack.urls
  const client = await makeKey(browser, stack, { slug: 'orders', version: 'v1' })
  const answer = await waitUntil('the key is known to the gateway', async () => {
    const tried = await callGateway(`${sandbox}/orders/v1/orders`, { key: client.key })
    return tried.status === 200 ? tried : undefined
  })
  const own = await client.context.newPage()
  await own.goto(`/requests/${answer.requestId}`)
  await expect(own.getByText(client.application).first()).toBeVisible()

  const stranger = await signedIn(browser, portal, await makeDeveloper(browser, stack))
  const page = await stranger.newPage()
  const never = answer.requestId.replace(/.{6}$/, 'abcdef')
  const texts: string[] = []
  for (const id of [answer.requestId, never]) {
    await page.goto(`/requests/${id}`)
    await expect(page.getByText(/This request is not in your log|Its record is arriving/)).toBeVisible()
    await expect(page.getByText('This request is not in your log')).toBeVisible({ timeout: 20_000 })
    const text = (await page.getByRole('main').textContent()) ?? ''
    texts.push(text.replaceAll(id, 'ID').replace(/just now|\d+\s(s|min)\sago/, 'AGO'))
  }
  expect(texts[0]).toBe(texts[1])
  expect(texts[0]).not.toContain(client.application)
  const [theirs, nobodys] = await Promise.all(
    [answer.requestId, never].map((id) => page.request.get(`/api/v1/my/requests/${id}`)),
  )
  expect(theirs?.status()).toBe(404)
  const body = async (one: typeof theirs, id: string) =>
    ((await one?.text()) ?? '').replaceAll(id, 'ID').replace(/"requestId":"[^"]*"/, '')
  expect(await body(theirs, answer.requestId)).toBe(await body(nobodys, never))
})
