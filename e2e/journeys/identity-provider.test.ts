import { startExternalProvider } from '@gatehouse/auth/directory/testing/external-provider'
import { addMapping, listDirectoryGroups } from '@gatehouse/contracts/endpoints/directory'
import { disableIdentityProvider } from '@gatehouse/contracts/endpoints/identity-providers'
import { listRoles } from '@gatehouse/contracts/endpoints/roles'
import type { Id } from '@gatehouse/contracts/ids'
import { expect } from '@playwright/test'
import { demoSignIn } from '../fixtures/shared-stack.ts'
import { test } from './acts/journey.ts'
import { clientOf, signedIn } from './acts/sign-in.ts'

test('an identity provider is connected, a group is mapped, a person signs in with it, and its end ends his session', async ({
  browser,
  stack,
}) => {
  const { admin } = stack.urls
  const context = await signedIn(browser, admin, demoSignIn(stack, /^admin/))
  const page = await context.newPage()
  await page.goto('/access/identity-providers/new')
  await page.getByRole('radio', { name: /^Keycloak/ }).check()
  const returnUrl = (await page.getByText(`${admin}/sign-in/return/`).textContent()) ?? ''
  const idp = await startExternalProvider({
    redirectUris: [returnUrl.trim()],
    person: {
      sub: 'journey-noor',
      name: 'Noor Idris',
      email: `noor-${Date.now()}@corp.example`,
      email_verified: true,
      groups: ['journey-analysts'],
    },
  })
  const stranger = await browser.newContext({ baseURL: admin })
  try {
    const name = `Corporate ${Date.now() % 100_000}`
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name)
    await page.getByRole('textbox', { name: 'Issuer' }).fill(`${idp.issuer}/`)
    await page.getByRole('textbox', { name: 'Client id' }).fill(idp.clientId)
    await page.getByLabel('Client secret').fill(idp.clientSecret)
    await page.getByRole('button', { name: 'Test connection' }).click()
    await expect(page.getByText(/slash at the end/)).toBeVisible()
    await page.getByRole('textbox', { name: 'Issuer' }).fill(idp.issuer)
    await page.getByRole('button', { name: 'Test connection' }).click()
    await expect(page.getByText(/It answers, and the settings fit/)).toBeVisible()
    await page.getByRole('button', { name: 'Connect', exact: true }).click()
    await page.waitForURL(/\/identity-providers\/idp_/)
    await expect(page.getByRole('heading', { name })).toBeVisible()
    const identityProviderId = page.url().split('/').at(-1) as Id<'identityProvider'>

    const visitor = await stranger.newPage()
    const signIn = async () => {
      await visitor.goto('/sign-in')
      await visitor.getByRole('link', { name: `Continue with ${name}` }).click()
    }
    await signIn()
    await expect(visitor.getByRole('heading', { name: 'No account here' })).toBeVisible()
    await expect(visitor.getByText(/name this request/)).toBeVisible()

    const call = clientOf(context, admin)
    const { items: groups } = await call(listDirectoryGroups, { identityProviderId })
    const group = groups.find(({ name: known }) => known === 'journey-analysts')
    expect(group, 'a sign-in that was refused has told of the group').toBeDefined()
    const role = (await call(listRoles, {})).items.find(({ name: known }) => known === 'Analyst')
    await call(addMapping, {
      directoryGroupId: group?.id as Id<'directoryGroup'>,
      gives: { kind: 'role', roleId: role?.id ?? '', scope: { on: 'organization' } },
    })
    await signIn()
    await visitor.waitForURL((address) => !address.pathname.startsWith('/sign-in'))
    await visitor.goto('/settings/profile')
    await expect(visitor.getByText(name)).toBeVisible()

    await idp.rotate()
    await stranger.clearCookies()
    await signIn()
    await visitor.waitForURL((address) => !address.pathname.startsWith('/sign-in'))

    await call(disableIdentityProvider, { identityProviderId })
    await visitor.goto('/settings/profile')
    await expect(visitor.getByRole('heading', { name: 'Sign in to the console' })).toBeVisible()
    await expect(visitor.getByRole('link', { name: `Continue with ${name}` })).toHaveCount(0)
  } finally {
    await idp.stop()
    await stranger.close()
    await context.close()
  }
})
