import { expect } from '@playwright/test'
import { callGateway } from '../fixtures/gateway-call.ts'
import { waitUntil } from '../fixtures/wait-until.ts'
import { test } from './acts/journey.ts'
import { makeKey } from './acts/make-key.ts'

test('S1h S1f: a developer rotates a key with an overlap, binds the new one to an address, and revokes the earlier one', async ({
  browser,
  stack,
  sandbox,
}) => {
  const { key, applicationId, context } = await makeKey(browser, stack, { slug: 'orders', version: 'v1' })
  const status = async (with_: string) =>
    (await callGateway(`${sandbox}/orders/v1/orders`, { headers: { 'x-api-key': with_ } })).status
  await waitUntil('the first key is known', async () => (await status(key)) !== 401)

  const page = await context.newPage()
  await page.goto(`/applications/${applicationId}`)
  await page.getByRole('button', { name: 'Rotate', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('The earlier key').selectOption('24')
  await dialog.getByRole('button', { name: 'Rotate key' }).click()
  await dialog.getByRole('button', { name: 'Reveal' }).click()
  const fresh = (await dialog.locator('code').first().textContent()) ?? ''
  expect(fresh).toMatch(/^gh_test_/)
  await dialog.getByRole('button', { name: 'I stored it' }).click()
  await expect(page.getByText(/^Replaced by …/)).toBeVisible()
  await waitUntil('the new key is known', async () => (await status(fresh)) !== 401)
  expect(await status(key)).not.toBe(401)

  await page
    .getByRole('listitem')
    .filter({ hasText: fresh.slice(0, 12) })
    .getByRole('button', { name: 'Change' })
    .click()
  await dialog.getByText('Only from certain addresses').click()
  await dialog.getByLabel('Addresses').fill('203.0.113.0/24')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('only from 203.0.113.0/24')).toBeVisible()
  await waitUntil('the new key is refused from here', async () => (await status(fresh)) === 403)

  await page
    .getByRole('listitem')
    .filter({ hasText: key.slice(0, 12) })
    .getByRole('button', { name: 'Revoke' })
    .click()
  await page.getByRole('button', { name: 'Revoke key' }).click()
  await expect(page.getByText(/Revoked · \d+\/\d+ gateways/)).toBeVisible()
  await waitUntil('the earlier key is refused', async () => (await status(key)) === 401)
})
