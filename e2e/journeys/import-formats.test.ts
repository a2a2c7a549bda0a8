import { expect } from '@playwright/test'
import { contractFormats } from '../fixtures/contract-formats.ts'
import { demoSignIn } from '../fixtures/shared-stack.ts'
import { test } from './acts/journey.ts'
import { signedIn } from './acts/sign-in.ts'
import { unique } from './acts/unique.ts'

for (const { title, upload } of contractFormats) {
  test(`I1 I2 I4: ${title} is imported, corrected, deployed, called, and imported again after a change`, async ({
    browser,
    stack,
  }) => {
    const { admin, gateways } = stack.urls
    const development = gateways.find(({ stage }) => stage === 'development')?.url ?? ''
    const context = await signedIn(browser, admin, demoSignIn(stack, /product owner/))
    const page = await context.newPage()
    const slug = unique('things')
    const base = `/apis/${slug}/v1`

    await test.step('imported: what becomes of it is seen before anything is saved', async () => {
      await page.goto('/apis/new')
      await page.getByLabel('Contract file').setInputFiles(upload(false))
      await expect(page.getByText('Nothing is saved yet')).toBeVisible()
      await expect(page.getByRole('list', { name: 'Operations of the file' })).toContainText('/things')
      await page.getByLabel('Name', { exact: true }).fill(slug)
      await page.getByLabel('Slug').fill(slug)
      await page.getByRole('button', { name: 'Create API' }).click()
      await page.waitForURL(`**${base}`)
    })

    await test.step('corrected: everybody may call it', async () => {
      await page.goto(`${base}/contract`)
      await page
        .getByRole('link', { name: /\/things/ })
        .first()
        .click()
      await page.getByText('Callable without a key').click()
      await page.getByLabel('Reason').fill('Everybody knows them')
      const saved = page.waitForResponse((answer) => answer.request().method() === 'PUT')
      await page.getByRole('button', { name: 'Save', exact: true }).click()
      expect((await saved).status()).toBe(200)
    })

    await test.step('deployed: the mock answers on Development, held to the contract', async () => {
      await page.goto(base)
      await page.getByRole('button', { name: 'Deploy to Development' }).first().click()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('button', { name: 'Deploy to Development' }).click()
      await expect(dialog).toBeHidden()
      const call = (query: string) => page.request.get(`${development}/${slug}/v1/things${query}`)
      await expect.poll(async () => (await call('?limit=2')).status()).toBe(200)
      expect(await (await call('?limit=2')).json()).toEqual(expect.any(Array))
      expect((await call('?limit=many')).status()).toBe(400)
    })

    await test.step('imported again: what would change is said first, then saved', async () => {
      await page.goto(`${base}/contract`)
      await page.getByRole('link', { name: 'New contract file' }).click()
      await page.getByLabel('Contract file').setInputFiles(upload(true))
      const changes = page.getByRole('region', { name: 'What the file changes' })
      await expect(changes).toContainText('/things/{id}')
      await expect(changes).toContainText(/limit/)
      await page.getByRole('button', { name: 'Save as the working copy' }).click()
      await page.waitForURL(`**${base}/contract`)
      await expect(page.getByRole('link', { name: /\/things\/\{id\}/ }).first()).toBeVisible()
    })
    await context.close()
  })
}

test('I1 D31: a file that refers to another host asks first, and reads nothing of it before', async ({
  browser,
  stack,
}) => {
  const { admin } = stack.urls
  const context = await signedIn(browser, admin, demoSignIn(stack, /product owner/))
  const page = await context.newPage()
  await page.goto('/apis/new')
  await page.getByRole('tab', { name: 'Paste' }).click()
  const schema = { $ref: 'http://127.0.0.1:9/money.json' }
  const responses = { 200: { description: 'Prices', content: { 'application/json': { schema } } } }
  const contract = {
    openapi: '3.1.0',
    info: { title: 'Prices', version: '1' },
    paths: { '/prices': { get: { responses } } },
  }
  await page.getByLabel('Contract', { exact: true }).fill(JSON.stringify(contract))
  await page.getByRole('button', { name: 'Read it' }).click()
  await expect(page.getByText('This file refers to 127.0.0.1:9. Allow and read it?')).toBeVisible()
  await page.getByRole('button', { name: 'Allow and read' }).click()
  // Allowed or not: this machine is never read.
  await expect(page.getByRole('alert').filter({ hasText: 'an address that is not public' }).first()).toBeVisible()

  await page.getByRole('tab', { name: 'URL' }).click()
  await page.getByLabel('Address of the file').fill('http://169.254.169.254/latest/meta-data/')
  await page.getByRole('button', { name: 'Read address' }).click()
  await expect(page.getByRole('alert').filter({ hasText: '169.254.169.254 leads to an address' }).first()).toBeVisible()

  await page.getByRole('tab', { name: 'Git' }).click()
  await page.getByLabel('Repository').fill('http://127.0.0.1:9/shop.git')
  await page.getByLabel('Path of the file').fill('openapi.yaml')
  await page.getByRole('button', { name: 'Read repository' }).click()
  await expect(page.getByRole('alert').filter({ hasText: '127.0.0.1:9 leads to an address' }).first()).toBeVisible()
  await context.close()
})
