import { expect } from '@playwright/test'
import { demoSignIn } from '../fixtures/shared-stack.ts'
import { test } from './acts/journey.ts'
import { signedIn } from './acts/sign-in.ts'
import { unique } from './acts/unique.ts'

test('S23: Security changes a lifetime and adds a scope; what it does is said before, and an older state is refused', async ({
  browser,
  stack,
}) => {
  const context = await signedIn(browser, stack.urls.admin, demoSignIn(stack, /^admin/))
  const [page, other] = [await context.newPage(), await context.newPage()]
  await page.goto('/access/oauth')
  await other.goto('/access/oauth')
  const change = async (where: typeof page, minutes: string) => {
    await where.getByLabel('Access tokens', { exact: true }).fill(minutes)
    await expect(where.getByText(`Access tokens live ${minutes} minutes`)).toBeVisible()
    await where.getByRole('button', { name: 'Save policy' }).click()
  }
  await change(page, '7')
  await expect(page.getByText('Policy saved')).toBeVisible()
  await other.route('**/api/v1/issuer', (route) => route.abort())
  await change(other, '9')
  await expect(other.getByRole('alert')).toBeVisible()
  await page.getByLabel('Access tokens', { exact: true }).fill('10')
  await page.getByRole('button', { name: 'Save policy' }).click()

  const name = unique('journey.scope').replaceAll(' ', '-').toLowerCase()
  await page.getByRole('link', { name: 'Scopes', exact: true }).click()
  await page.getByRole('button', { name: 'New scope' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill(name)
  await dialog.getByLabel('What it lets an application do').fill('Read what journeys write')
  await dialog.getByLabel('The question').fill('See your journeys')
  await dialog.getByRole('button', { name: 'Add scope' }).click()
  await expect(page.getByText('Asked: “See your journeys”').first()).toBeVisible()
})

test('S20: an end user is invited, deactivated with receipts and activated again; a viewer sees him and changes nothing', async ({
  browser,
  stack,
}) => {
  const context = await signedIn(browser, stack.urls.admin, demoSignIn(stack, /^admin/))
  const page = await context.newPage()
  await page.goto('/access/oauth/end-users')
  const name = unique('Ada')
  await page.getByRole('button', { name: 'Invite end user' }).click()
  const invitation = page.getByRole('dialog')
  await invitation.getByLabel('E-mail address').fill(`${name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')}@example.com`)
  await invitation.getByLabel('Name').fill(name)
  await invitation.getByRole('button', { name: 'Invite', exact: true }).click()
  await page.getByRole('link', { name }).click()
  await page.getByRole('button', { name: 'Deactivate' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Deactivate' }).click()
  await expect(page.getByText(/refused: \d+\/\d+ gateways/)).toBeVisible()
  await page.getByRole('button', { name: 'Activate' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Activate' }).click()
  await expect(page.getByRole('button', { name: 'Deactivate' })).toBeVisible()

  const viewer = await (await signedIn(browser, stack.urls.admin, demoSignIn(stack, /^viewer/))).newPage()
  await viewer.goto('/access/oauth')
  await expect(viewer.getByRole('button', { name: 'Save policy' })).toBeHidden()
  await expect(viewer.getByText(/You can’t see|can give you/).first()).toBeVisible()
})
