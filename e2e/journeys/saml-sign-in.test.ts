import { addMapping, listDirectoryGroups } from '@gatehouse/contracts/endpoints/directory'
import { listRoles } from '@gatehouse/contracts/endpoints/roles'
import type { Id } from '@gatehouse/contracts/ids'
import { expect } from '@playwright/test'
import { startSamlSite } from '../fixtures/saml-site.ts'
import { demoSignIn } from '../fixtures/shared-stack.ts'
import { test } from './acts/journey.ts'
import { clientOf, signedIn } from './acts/sign-in.ts'
import { unique } from './acts/unique.ts'

test('S28 a SAML provider is connected by its metadata, a group is mapped, and a person signs in to the console with it', async ({
  browser,
  stack,
}) => {
  const { admin } = stack.urls
  const context = await signedIn(browser, admin, demoSignIn(stack, /^admin/))
  const page = await context.newPage()
  const group = unique('harbour-analysts')
  const person = unique('noor')
  const idp = await startSamlSite({
    nameId: person,
    attributes: { name: ['Noor Idris'], email: [`${person}@harbour.example`], groups: [group] },
  })
  const stranger = await browser.newContext({ baseURL: admin })
  try {
    await page.goto('/access/identity-providers/new')
    await page.getByRole('radio', { name: /^Another SAML provider/ }).check()
    const name = unique('Harbour')
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name)
    await page.getByRole('textbox', { name: 'Metadata of the provider' }).fill(idp.metadataUrl)
    await page.getByRole('button', { name: 'Fill in from it' }).click()
    await expect(page.getByRole('textbox', { name: 'Sign-on address' })).toHaveValue(idp.signOnUrl)
    await page.getByRole('textbox', { name: 'Attribute with groups' }).fill('groups')
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
      // The provider's own page: who is asked there is the provider's business.
      await visitor.getByRole('button', { name: 'Go on as Noor' }).click()
    }
    await signIn()
    await expect(visitor.getByRole('heading', { name: 'No account here' })).toBeVisible()

    const call = clientOf(context, admin)
    const { items } = await call(listDirectoryGroups, { identityProviderId })
    const told = items.find(({ name: known }) => known === group)
    expect(told, 'a sign-in that was refused has told of the group').toBeDefined()
    const role = (await call(listRoles, {})).items.find(({ name: known }) => known === 'Analyst')
    await call(addMapping, {
      directoryGroupId: told?.id as Id<'directoryGroup'>,
      gives: { kind: 'role', roleId: role?.id ?? '', scope: { on: 'organization' } },
    })
    await signIn()
    await visitor.waitForURL((address) => !address.pathname.startsWith('/sign-in'))
    await visitor.goto('/settings/profile')
    await expect(visitor.getByText(name)).toBeVisible()
    await expect(visitor.getByText('Noor Idris').filter({ visible: true }).first()).toBeVisible()

    // The same answer once more, in another browser: nobody.
    const thief = await browser.newContext({ baseURL: admin })
    const stolen = await thief.newPage()
    await stolen.setContent(idp.lastForm())
    await stolen.getByRole('button', { name: 'Go on as Noor' }).click()
    await expect(stolen.getByRole('heading', { level: 1 })).toBeVisible()
    expect(new URL(stolen.url()).pathname).toMatch(/^\/sign-in/)
    await thief.close()
  } finally {
    await idp.stop()
    await stranger.close()
    await context.close()
  }
})
