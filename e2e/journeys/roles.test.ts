import { getRole } from '@gatehouse/contracts/endpoints/roles'
import { idOf } from '@gatehouse/contracts/ids'
import { expect } from '@playwright/test'
import { demoSignIn } from '../fixtures/shared-stack.ts'
import { test } from './acts/journey.ts'
import { untilLoaded } from './acts/page-soundness.ts'
import { clientOf, signedIn } from './acts/sign-in.ts'
import { unique } from './acts/unique.ts'

test('S15: a role is copied, narrowed, and goes again; two are compared; a person’s page says what each permission comes from', async ({
  browser,
  stack,
}) => {
  const { admin } = stack.urls
  const context = await signedIn(browser, admin, demoSignIn(stack, /^admin/))
  const call = clientOf(context, admin)
  const page = await context.newPage()
  const name = unique('Release captain')

  await page.goto('/access/roles')
  await page.getByLabel('Compare').selectOption({ label: 'Security reviewer' })
  await page.getByLabel('with', { exact: true }).selectOption({ label: 'Viewer' })
  await expect(page.getByText('Viewer allows nothing that Security reviewer does not')).toBeVisible()

  await page
    .getByRole('link', { name: /^Product owner/ })
    .first()
    .click()
  await page.waitForURL(/\/access\/roles\/role_/)
  await page.getByRole('link', { name: 'Copy' }).click()
  await page.waitForURL(/\/access\/roles\/new/)
  await untilLoaded(page)
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Find a permission').fill('portal and change their')
  await page.getByLabel('Show versions in a portal').uncheck()
  await page.getByRole('button', { name: 'Make the role' }).click()
  await page.waitForURL(/\/access\/roles\/role_/)
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible()
  const role = await call(getRole, { roleId: idOf('role').parse(new URL(page.url()).pathname.split('/').at(-1)) })
  expect(role.permissions).toContain('api.deploy')
  expect(role.permissions).not.toContain('api.publish')

  await page.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('button', { name: 'Delete the role' }).click()
  await page.waitForURL(/\/access\/roles$/)

  await page.goto('/access/people')
  await page.getByRole('link', { name: /Alva/ }).first().click()
  await page.getByText(/^\d+ permissions$/).click()
  await expect(page.getByText('Product owner, everywhere').first()).toBeVisible()
})
