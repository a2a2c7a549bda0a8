import { group, groups, people, person, readerPassword, start } from '@gatehouse/auth/directory/testing/harbour'
import { startSlapd } from '@gatehouse/auth/directory/testing/slapd'
import { addMapping, listDirectoryGroups } from '@gatehouse/contracts/endpoints/directory'
import { listRoles } from '@gatehouse/contracts/endpoints/roles'
import type { Id } from '@gatehouse/contracts/ids'
import { expect } from '@playwright/test'
import { demoSignIn } from '../fixtures/shared-stack.ts'
import { waitUntil } from '../fixtures/wait-until.ts'
import { test } from './acts/journey.ts'
import { clientOf, signedIn } from './acts/sign-in.ts'
import { unique } from './acts/unique.ts'

test('S25 a company’s LDAP directory is connected, a group is mapped, and a person signs in to the console with his own password there', async ({
  browser,
  stack,
}) => {
  const uid = unique('noor').toLowerCase()
  const crew = unique('crew')
  const dn = `uid=${uid},${people}`
  const server = await startSlapd(
    [start, person(uid, { name: 'Noor Haddad', password: 'tide-and-lantern-8' }), group(crew, [dn])].join(''),
  )
  const { admin } = stack.urls
  const context = await signedIn(browser, admin, demoSignIn(stack, /^admin/))
  const stranger = await browser.newContext({ baseURL: admin })
  try {
    const page = await context.newPage()
    await page.goto('/access/identity-providers/new')
    await page.getByRole('radio', { name: /^OpenLDAP/ }).check()
    const name = unique('Directory')
    const fill = (label: string, value: string) => page.getByLabel(label, { exact: true }).fill(value)
    await page.getByRole('textbox', { name: 'Name', exact: true }).first().fill(name)
    await fill('Server', server.ldapsUrl)
    await page.getByLabel(/Certificate of your own authority/).fill(server.authority)
    await fill('Account that reads', `cn=reader,dc=harbour,dc=example`)
    await fill('Its password', 'not-the-password')
    await fill('Persons below', people)
    await page.getByLabel(/^Groups below/).fill(groups)
    await page.getByRole('button', { name: 'Test connection' }).click()
    await expect(page.getByText(/its name or its password is wrong/)).toBeVisible()
    await fill('Its password', readerPassword)
    await page.getByRole('button', { name: 'Test connection' }).click()
    await expect(page.getByText(/It answers, and the settings fit/)).toBeVisible()
    await page.getByLabel('Try a user name').fill(uid)
    await page.getByRole('button', { name: 'Find', exact: true }).click()
    await expect(page.getByText(dn)).toBeVisible()
    await page.getByRole('button', { name: 'Connect', exact: true }).click()
    await page.waitForURL(/\/identity-providers\/idp_/)
    const identityProviderId = page.url().split('/').at(-1) as Id<'identityProvider'>

    // Read for the first time, its groups are known and can be mapped.
    const call = clientOf(context, admin)
    const told = await waitUntil('the directory was read', async () => {
      const { items } = await call(listDirectoryGroups, { identityProviderId })
      return items.find(({ name: known }) => known === crew)
    })
    const role = (await call(listRoles, {})).items.find(({ name: known }) => known === 'Analyst')
    await call(addMapping, {
      directoryGroupId: told.id as Id<'directoryGroup'>,
      gives: { kind: 'role', roleId: role?.id ?? '', scope: { on: 'organization' } },
    })

    const visitor = await stranger.newPage()
    const signIn = async (password: string) => {
      await visitor.goto('/sign-in')
      await visitor.getByLabel('E-mail or user name').fill(uid)
      await visitor.getByLabel('Password', { exact: true }).fill(password)
      await visitor.getByRole('button', { name: 'Sign in', exact: true }).click()
    }
    await signIn('not-his-password')
    await expect(visitor.getByRole('alert').first()).toBeVisible()
    await signIn('tide-and-lantern-8')
    await visitor.waitForURL((address) => !address.pathname.startsWith('/sign-in'))
    await visitor.goto('/settings/profile')
    await expect(visitor.getByText('Noor Haddad').filter({ visible: true }).first()).toBeVisible()
    await expect(visitor.getByText(name).first()).toBeVisible()

    // Disabled there: the next read ends his session here.
    await server.set(dn, 'pwdAccountLockedTime', ['000001010000Z'])
    await page.reload()
    await page.getByRole('button', { name: 'Read now' }).click()
    await waitUntil('his session is over', async () => {
      await visitor.goto('/settings/profile')
      return new URL(visitor.url()).pathname.startsWith('/sign-in')
    })
    await signIn('tide-and-lantern-8')
    await expect(visitor.getByRole('alert').first()).toBeVisible()
  } finally {
    await server.dispose()
    await stranger.close()
    await context.close()
  }
})
