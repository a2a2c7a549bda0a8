import { readFile } from 'node:fs/promises'
import { expect, type Page } from '@playwright/test'
import { EchoBackend } from '../fixtures/echo-backend.ts'
import { demoSignIn } from '../fixtures/shared-stack.ts'
import { waitUntil } from '../fixtures/wait-until.ts'
import { test } from './acts/journey.ts'
import { signedIn } from './acts/sign-in.ts'
import { unique } from './acts/unique.ts'

const backend = new EchoBackend()
test.beforeAll(() => backend.start())
test.afterAll(() => backend.stop())

/** Presses the button and waits until it is saved: a page that is left before has its next act refused, as it should be. */
async function save(page: Page, name: string): Promise<void> {
  const saved = page.waitForResponse((answer) => answer.request().method() === 'PUT' && answer.ok())
  await page.getByRole('button', { name, exact: true }).click()
  await saved
}

async function deployToDevelopment(page: Page, base: string): Promise<void> {
  await page.goto(base)
  await page
    .getByRole('button', { name: /^Deploy/ })
    .first()
    .click()
  await page.getByRole('dialog').getByRole('button', { name: 'Deploy to Development' }).click()
  await expect(page.getByRole('dialog')).toBeHidden()
}

test('I1 I6 I12 I13 I14: an API is written by hand, answers from its mock, is mapped to another path, and comes back from its export', async ({
  browser,
  stack,
}) => {
  const { admin } = stack.urls
  const development = stack.urls.gateways.find(({ stage }) => stage === 'development')?.url ?? ''
  const context = await signedIn(browser, admin, demoSignIn(stack, /product owner/))
  const page = await context.newPage()
  const name = unique('Scratch')

  // From nothing to a first operation.
  await page.goto('/apis/new')
  await page.getByRole('button', { name: 'Start from scratch' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill(name)
  await dialog.getByRole('button', { name: 'Create API' }).click()
  await expect(page.getByRole('heading', { name: 'New operation' })).toBeVisible()
  const base = new URL(page.url()).pathname.replace(/\/contract\/new$/, '')
  await page.getByLabel('Path', { exact: true }).fill('/orders/{orderId}')
  // A path parameter that is not described is refused at its place, and nothing is saved.
  await page.getByRole('button', { name: 'Add operation' }).click()
  await expect(page.getByText(/a path parameter “orderId”/).first()).toBeVisible()
  await page.getByRole('button', { name: 'orderId', exact: true }).click()
  await page.getByLabel('Type of orderId').selectOption('integer')
  await page.getByLabel('Summary').fill('One order')
  // The schema of the answer in the form, an example in the source: both are one draft.
  await page.getByRole('button', { name: 'Add a property', exact: true }).click()
  await page.getByLabel('Property', { exact: true }).fill('state')
  await page.getByLabel('Property', { exact: true }).blur()
  const source = page.getByLabel('Operation as source')
  await expect(source).toHaveValue(/"state": \{\s*"type": "string"/)
  await source.fill((await source.inputValue()).replace(/("state": \{\s*"type": "string")/, '$1, "example": "open",'))
  await expect(page.getByText(/^Line \d+:/)).toBeVisible()
  await source.fill((await source.inputValue()).replace('"example": "open",', '"example": "open"'))
  await expect(page.getByText(/^Line \d+:/)).toBeHidden()
  await page.getByRole('button', { name: 'Add operation' }).click()
  await expect(page.getByRole('heading', { name: 'GET /orders/{orderId}' })).toBeVisible()

  // Nobody has a key for Development: the mock shall answer anyone there.
  await page.getByText('Callable without a key').click()
  await page.getByLabel('Reason').fill('To try the mock')
  await save(page, 'Save')
  await deployToDevelopment(page, base)
  const address = `${development}${base.replace('/apis', '')}/orders/7`
  const mocked = await waitUntil('the mock answers', async () => {
    const answer = await fetch(address)
    return answer.ok ? answer : undefined
  })
  expect(mocked.headers.get('gatehouse-mock')).toBe('true')
  expect(await mocked.json()).toEqual({ state: 'open' })
  expect((await fetch(address.replace(/7$/, 'seven'))).status).toBe(400)

  // A real backend, which knows the operation under another path.
  await page.goto(`${base}/backends`)
  const values = page.locator('#development')
  await values.getByText('A backend', { exact: true }).click()
  await values.getByLabel('Address', { exact: true }).fill(backend.url)
  await values.getByRole('button', { name: 'Save values of Development' }).click()
  await expect(page.getByText('Values of Development are saved')).toBeVisible()
  await page.goto(`${base}/contract`)
  await page
    .getByRole('link', { name: /orders/ })
    .first()
    .click()
  await page.getByLabel('Upstream path').fill('/v2/items/{order}')
  await expect(page.getByText(/The path has no \{order\}/)).toBeVisible()
  await page.getByLabel('Upstream path').fill('/v2/items/{orderId}?part={order}')
  await expect(page.getByText(/The path has no \{order\}/)).toBeVisible()
  await page.getByLabel('Upstream path').fill('/v2/items/{orderId}?source=shop&order={orderId}')
  await expect(page.getByText(`GET ${backend.url}/v2/items/41?source=shop&order=41`)).toBeVisible()
  await save(page, 'Save mapping')
  await expect(page.getByText('Another method or path')).toBeVisible()
  await deployToDevelopment(page, base)
  await waitUntil('the backend is called at its own path', async () => {
    const answer = await fetch(address)
    return (await answer.text()).includes('/v2/items/7?source=shop&order=7') ? true : undefined
  })

  // Out and in again: nothing changes.
  await page.goto(`${base}/contract`)
  await page.getByRole('button', { name: 'Export' }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: 'OpenAPI 3.1, YAML' }).first().click()
  const file = await download
  expect(file.suggestedFilename()).toBe(`${name.toLowerCase()}-v1.yaml`)
  const text = await readFile(await file.path(), 'utf8')
  expect(text).toContain('/v2/items/{orderId}?source=shop&order={orderId}')
  await page.goto(`${base}/contract/import`)
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({
      name: file.suggestedFilename(),
      mimeType: 'application/yaml',
      buffer: Buffer.from(text),
    })
  await expect(page.getByText('Nothing: the working copy already says what the file says.')).toBeVisible()
  // All but that it needs no key, and why, which no file may say.
  await expect(page.getByText(/^Dropped\s*2$/)).toBeVisible()
})
