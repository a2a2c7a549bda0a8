import { expect } from '@playwright/test'
import { test } from './acts/journey.ts'
import { makeDeveloper } from './acts/make-developer.ts'
import { signInByForm } from './acts/sign-in.ts'

test('S17 a person makes a passkey in his profile, signs in with it alone, and is asked for it after his password', async ({
  browser,
  stack,
}) => {
  const who = await makeDeveloper(browser, stack)
  // Browsers keep passkeys for names, not numbers: the profile says so and links there.
  const portal = new URL(stack.urls.portal)
  portal.hostname = 'localhost'
  const context = await browser.newContext({ baseURL: portal.origin })
  const page = await context.newPage()
  // A device of Chromium's own, with a finger that it always takes for the person's.
  const devices = await context.newCDPSession(page)
  await devices.send('WebAuthn.enable')
  const { authenticatorId } = await devices.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  const signOut = () => context.clearCookies()
  try {
    await page.goto('/sign-in')
    await signInByForm(page, who)
    await page.goto('/profile')
    await page.getByRole('button', { name: 'Add passkey' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Work laptop')
    await page.getByRole('button', { name: 'Go on in the browser' }).click()
    const codes = page.getByRole('dialog', { name: 'Your recovery codes' })
    await expect(codes).toBeVisible()
    await codes.getByRole('button', { name: 'I stored them' }).click()
    await expect(page.getByText('Work laptop')).toBeVisible()
    expect((await devices.send('WebAuthn.getCredentials', { authenticatorId })).credentials).toHaveLength(1)

    // Alone: no address, no password.
    await signOut()
    await page.goto('/sign-in')
    await page.getByRole('button', { name: /passkey/i }).click()
    await page.waitForURL((address) => !address.pathname.startsWith('/sign-in'))
    await page.goto('/profile')
    await expect(page.getByText(who.email).filter({ visible: true }).first()).toBeVisible()

    // After the password, as the second factor.
    await signOut()
    await page.goto('/sign-in')
    await page.getByLabel('E-mail').fill(who.email)
    await page.getByLabel('Password', { exact: true }).fill(who.password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByRole('button', { name: /passkey/i }).click()
    await page.waitForURL((address) => !address.pathname.startsWith('/sign-in'))

    // Without the device the password alone opens nothing.
    await signOut()
    await devices.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId })
    await page.goto('/sign-in')
    await page.getByLabel('E-mail').fill(who.email)
    await page.getByLabel('Password', { exact: true }).fill(who.password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expect(page.getByRole('button', { name: /passkey/i })).toBeVisible()
    await page.goto('/profile')
    await expect(page).toHaveURL(/sign-in/)
  } finally {
    await context.close()
  }
})
