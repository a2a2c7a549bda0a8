import { expect, type Page } from '@playwright/test'
import { EchoBackend } from '../fixtures/echo-backend.ts'
import { callGateway } from '../fixtures/gateway-call.ts'
import { demoSignIn } from '../fixtures/shared-stack.ts'
import { waitUntil } from '../fixtures/wait-until.ts'
import { test } from './acts/journey.ts'
import { makeApi } from './acts/make-api.ts'
import { makeKey } from './acts/make-key.ts'
import { clientOf, signedIn } from './acts/sign-in.ts'

const backend = new EchoBackend()

test.beforeAll(() => backend.start())
test.afterAll(() => backend.stop())

/** Sets how requests are validated on the stage that the page shows, and puts it to work there. */
async function choose(page: Page, mode: string, said: RegExp): Promise<void> {
  await page.getByRole('button', { name: 'Change the validation of requests', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Request validation on Staging' })
  await dialog.getByText(mode, { exact: true }).click()
  await expect(dialog).toContainText(said)
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toBeHidden()
  const banner = page.getByRole('status').filter({ hasText: 'Saved values of Staging do not run yet' })
  await banner.getByRole('button', { name: 'Deploy' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Deploy to Staging' }).click()
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect(banner).toBeHidden()
}

test('I16: findings are reported first, the page says whom block would refuse, and switches to it', async ({
  browser,
  stack,
  sandbox,
}) => {
  const { admin } = stack.urls
  const context = await signedIn(browser, admin, demoSignIn(stack, /product owner/))
  const api = await makeApi(clientOf(context, admin), { backendUrl: backend.url })
  const client = await makeKey(browser, stack, api)
  const things = `${sandbox}${api.basePath}/things`
  const add = (json: object) => callGateway(things, { method: 'POST', key: client.key, json })
  await waitUntil('the key is known to the gateway', async () => (await add({ name: 'a' })).status === 200)

  const page = await context.newPage()
  await page.goto(`/apis/${api.slug}/${api.version}/traffic`)
  await page.getByRole('link', { name: 'Contract findings' }).click()
  await page.getByLabel('Stage').selectOption('Staging')
  const sides = (title: string) =>
    page.locator('section').filter({ has: page.getByRole('heading', { name: title, exact: true }) })
  await expect(sides('Requests').first()).toContainText('Blocks')

  await choose(page, 'Reports only', /Every request passes; what it breaks is counted here/)
  await expect(sides('Requests').first()).toContainText('Reports only')
  await waitUntil('a wrong request passes', async () => (await add({ count: 'many' })).status === 200)

  await test.step('the page says what block would refuse, where and whose it is', async () => {
    await expect(async () => {
      await page.reload()
      await expect(sides('Requests').first()).toContainText(/Block would refuse .*1 application/, { timeout: 3_000 })
    }).toPass()
    const places = page.getByRole('table', { name: 'Places that break the contract' })
    await expect(places.getByRole('row', { name: /body \/count/ })).toContainText('type')
    await expect(places.getByRole('row', { name: /required/ })).toContainText('POST /things')
    await expect(page.getByRole('table', { name: 'Applications with findings' })).toContainText(client.application)
    await places.getByRole('row', { name: /body \/count/ }).click()
    await page.waitForURL(/\/requests\//)
    await expect(page.getByText('/count').first()).toBeVisible()
    await page.goBack()
  })

  await choose(page, 'Blocks', /Block would refuse .*1 application/)
  await waitUntil('a wrong request is refused', async () => (await add({ count: 'many' })).status === 400)
  expect((await add({ name: 'a' })).status).toBe(200)
  await expect(async () => {
    await page.reload()
    const row = page.getByRole('table', { name: 'Operations with their validation' }).getByRole('row', { name: /POST/ })
    await expect(row).toContainText('Blocks', { timeout: 3_000 })
    const place = page.getByRole('table', { name: 'Places that break the contract' })
    // Would refuse, refused.
    await expect(place.getByRole('row', { name: /body \/count/ })).toContainText(/1\s*1/, { timeout: 3_000 })
  }).toPass()
})
