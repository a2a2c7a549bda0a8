import { deploy } from '@gatehouse/contracts/endpoints/deployments'
import { expect, type Page } from '@playwright/test'
import { EchoBackend } from '../fixtures/echo-backend.ts'
import { callGateway } from '../fixtures/gateway-call.ts'
import { demoSignIn } from '../fixtures/shared-stack.ts'
import { waitUntil } from '../fixtures/wait-until.ts'
import { test } from './acts/journey.ts'
import { makeApi } from './acts/make-api.ts'
import { makeKey } from './acts/make-key.ts'
import { promote } from './acts/promote.ts'
import { clientOf, signedIn } from './acts/sign-in.ts'
import { stageCard } from './acts/stage-card.ts'

const backend = new EchoBackend()
const banner = (page: Page) => page.getByRole('status').filter({ hasText: 'Undeployed changes' })

test.beforeAll(() => backend.start())
test.afterAll(() => backend.stop())

/** Saves that an operation may be called without a key: a change that nobody should miss. */
async function openUp(page: Page, base: string): Promise<void> {
  await page.goto(`${base}/contract`)
  await page.getByRole('link', { name: /\/things\/\{id\}/ }).click()
  await page.getByText('Callable without a key').click()
  await page.getByLabel('Reason').fill('The list is public')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(banner(page)).toBeVisible()
}

test('L11 L16: a saved change shows with its diff on every tab and in every browser, until it is discarded or deployed', async ({
  browser,
  stack,
}) => {
  const { admin } = stack.urls
  const owner = demoSignIn(stack, /product owner/)
  const first = await signedIn(browser, admin, owner)
  const call = clientOf(first, admin)
  const api = await makeApi(call, { backendUrl: backend.url, until: 'development' })
  const base = `/apis/${api.slug}/${api.version}`
  const page = await first.newPage()
  const other = await (await signedIn(browser, admin, demoSignIn(stack, /^admin/))).newPage()
  await other.goto(base)
  await expect(stageCard(other, 'Development')).toContainText('r1')
  await expect(banner(other)).toBeHidden()

  await openUp(page, base)
  for (const tab of [
    'Overview',
    'Contract',
    'Backends',
    'Policies',
    'Products',
    'Deployments',
    'Lifecycle',
    'Traffic',
    'Docs',
    'Audit',
  ]) {
    await page.getByRole('navigation', { name: 'Parts of this version' }).getByRole('link', { name: tab }).click()
    await page.waitForURL(
      (address) => address.pathname === (tab === 'Overview' ? base : `${base}/${tab.toLowerCase()}`),
    )
    await expect(banner(page)).toBeVisible()
  }
  // The other browser sees it without a reload.
  await expect(banner(other)).toBeVisible()
  await banner(other).getByRole('button', { name: 'View diff' }).click()
  await expect(other.getByRole('dialog')).toContainText('can be called without a credential')
  await other.getByRole('dialog').getByRole('button', { name: 'Close' }).click()

  await banner(page).getByRole('button', { name: 'Discard' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Discard changes' }).click()
  await expect(banner(page)).toBeHidden()
  await expect(banner(other)).toBeHidden()

  await openUp(page, base)
  await banner(page).getByRole('button', { name: 'Deploy' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Deploy to Development' }).click()
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect(banner(page)).toBeHidden()
  // A deploy in another browser shows without a reload, and so does its receipt.
  await expect(stageCard(other, 'Development')).toContainText(/r2.*1\/1 gateway/)
})

test('L3 L11: a stage behind says so; a rollback brings the contract back and leaves the keys', async ({
  browser,
  stack,
  sandbox,
}) => {
  const { admin } = stack.urls
  const context = await signedIn(browser, admin, demoSignIn(stack, /product owner/))
  const call = clientOf(context, admin)
  const api = await makeApi(call, { backendUrl: backend.url })
  const base = `/apis/${api.slug}/${api.version}`
  const { key } = await makeKey(browser, stack, api)
  const address = `${sandbox}${api.basePath}/things/7`
  await waitUntil('the key is known to the gateway', async () => (await callGateway(address, { key })).status === 200)
  expect((await callGateway(address)).code).toBe('key_missing')

  const page = await context.newPage()
  await openUp(page, base)
  await call(deploy, { api: api.slug, version: api.version, stage: 'development' })
  const behind = page.getByRole('status').filter({ hasText: 'Staging is 1 revision behind Development' })
  await expect(behind).toBeVisible()
  await behind.getByRole('button', { name: 'Review' }).click()
  await promote(page, 'Staging', { begun: true })
  await page.goto(base)
  await expect(stageCard(page, 'Staging')).toContainText('r2')
  await expect(behind).toBeHidden()
  await waitUntil('the new revision serves without a key', async () => (await callGateway(address)).status === 200)

  await page.goto(`${base}/deployments?stage=staging`)
  const history = page.getByRole('table', { name: 'History of deployments' })
  await expect(history.getByRole('row', { name: /^r2/ })).toContainText('Runs')
  await history.getByRole('row', { name: /^r1/ }).getByRole('button', { name: 'Roll back' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('heading', { name: 'Stays as it is' })).toBeVisible()
  await expect(dialog).toContainText(/keys/i)
  await dialog.getByRole('button', { name: 'Roll back Staging' }).click()
  await expect(dialog).toBeHidden()
  await expect(history.getByRole('row', { name: /Rolled back/ })).toContainText('r1')
  await waitUntil('the old contract serves again', async () => (await callGateway(address)).code === 'key_missing')
  expect((await callGateway(address, { key })).status).toBe(200)
})
