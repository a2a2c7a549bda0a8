import { expect, type Locator, type Page } from '@playwright/test'
import { demoSignIn } from '../fixtures/shared-stack.ts'
import { test } from './acts/journey.ts'
import { makeApi } from './acts/make-api.ts'
import { clientOf, signedIn } from './acts/sign-in.ts'
import { stageCard } from './acts/stage-card.ts'

/** Moves on with Tab until the focus is there, as somebody without a mouse does. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible()
  const focused = () => target.evaluate((element) => element.ownerDocument.activeElement === element)
  for (let presses = 0; presses < 80; presses += 1) {
    if (await focused()) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`eighty presses of Tab do not lead to ${target}`)
}

async function press(page: Page, target: Locator, key: 'Enter' | 'Space' = 'Enter'): Promise<void> {
  await tabTo(page, target)
  await page.keyboard.press(key)
}

async function signInByKeyboard(page: Page, { email, password }: { email: string; password: string }): Promise<void> {
  await tabTo(page, page.getByLabel('E-mail'))
  await page.keyboard.type(email)
  await tabTo(page, page.getByLabel('Password', { exact: true }))
  await page.keyboard.type(password)
  await page.keyboard.press('Enter')
  await page.waitForURL((address) => !address.pathname.startsWith('/sign-in'))
}

test('C20: signing in, finding an API and deploying it need no mouse', async ({ browser, stack }) => {
  const { admin, orders } = stack.urls
  const owner = demoSignIn(stack, /product owner/)
  const api = await makeApi(clientOf(await signedIn(browser, admin, owner), admin), {
    backendUrl: orders,
    until: 'import',
  })
  const page = await browser.newPage({ baseURL: admin })
  await page.goto('/')
  await signInByKeyboard(page, owner)
  const navigation = page.getByRole('navigation', { name: 'Main' })
  await press(page, navigation.getByRole('link', { name: 'APIs', exact: true }))
  await page.waitForURL('**/apis')
  const search = page
    .getByRole('searchbox')
    .or(page.getByPlaceholder(/Search|Name/))
    .first()
  await tabTo(page, search)
  await page.keyboard.type(api.name)
  await press(page, page.getByRole('link', { name: api.name }).first())
  await page.waitForURL(`**/apis/${api.slug}/v1`)
  await press(page, page.getByRole('button', { name: 'Deploy to Development' }).first())
  const dialog = page.getByRole('dialog')
  await expect(dialog).toBeVisible()
  // The focus is inside and stays there; Escape leaves without an act.
  expect(await dialog.evaluate((element) => element.contains(element.ownerDocument.activeElement))).toBe(true)
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await page.keyboard.press('d')
  await press(page, dialog.getByRole('button', { name: 'Deploy to Development' }))
  await expect(dialog).toBeHidden()
  await expect(stageCard(page, 'Development')).toContainText(/1\/1 gateway/)
})

test('C20: getting access and a key in the portal needs no mouse', async ({ browser, stack }) => {
  const { portal } = stack.urls
  const page = await browser.newPage({ baseURL: portal })
  await page.goto('/')
  await press(page, page.getByRole('link', { name: 'Sign in', exact: true }))
  await page.waitForURL('**/sign-in*')
  await signInByKeyboard(page, demoSignIn(stack, /developer/))
  await press(page, page.getByRole('link', { name: 'APIs', exact: true }))
  await page.waitForURL('**/apis')
  await press(page, page.getByRole('link', { name: 'Gatehouse Management API' }))
  await press(page, page.getByRole('link', { name: /^(Get access|Make a call)$/ }).first())
  await expect(page.getByRole('heading', { level: 1, name: /^First call to/ })).toBeVisible()
  const access = page.getByRole('button', { name: 'Get access' })
  const use = page.getByRole('button', { name: 'Use this application' })
  const create = page.getByRole('button', { name: 'Create key for Sandbox' })
  await expect(use.or(access).or(create)).toBeVisible()
  if (await use.isVisible()) await press(page, use)
  await expect(access.or(create)).toBeVisible()
  if (await access.isVisible()) await press(page, access)
  await press(page, create)
  await press(page, page.getByRole('button', { name: 'Reveal' }), 'Space')
  await expect(page.getByText(/^gh_test_\w+$/)).toBeVisible()
  await press(page, page.getByRole('button', { name: 'I stored it' }), 'Space')
  await expect(page.getByText(/^gh_test_\w+$/)).toBeHidden()
  await expect(page.getByText('Waiting for your call')).toBeVisible()
})
