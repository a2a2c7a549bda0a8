import { type Call, createClient } from '@gatehouse/contracts/client'
import type { SignIn } from '@gatehouse/tooling/stack/seed'
import { type Browser, type BrowserContext, type BrowserContextOptions, expect, type Page } from '@playwright/test'

export type Credentials = Pick<SignIn, 'email' | 'password'>

/** Fills in the sign-in form that the page shows. */
export async function signInByForm(page: Page, { email, password }: Credentials): Promise<void> {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL((address) => !address.pathname.startsWith('/sign-in'))
}

/** A browser of its own in which the person is signed in to the app: for journeys that are not about signing in. */
export async function signedIn(
  browser: Browser,
  appUrl: string,
  { email, password }: Credentials,
  options: BrowserContextOptions = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({ baseURL: appUrl, ...options })
  const said = await context.request.post('/api/v1/sign-in', {
    data: { email, password },
    headers: { origin: new URL(appUrl).origin },
  })
  const { ticket } = (await said.json()) as { ticket: string }
  const { csrfToken } = (await (await context.request.get('/api/auth/csrf')).json()) as { csrfToken: string }
  const answer = await context.request.post('/api/auth/callback/credentials', {
    form: { ticket, csrfToken, callbackUrl: '/', json: 'true' },
  })
  const { url } = (await answer.json()) as { url: string }
  expect(url, `${email} is signed in`).not.toContain('error=')
  return context
}

/** The management API as the pages of this browser call it. */
export function clientOf(context: BrowserContext, appUrl: string): Call {
  return createClient({
    base: appUrl,
    headers: { origin: appUrl },
    fetch: (async (target: string, init: RequestInit) => {
      const cookie = (await context.cookies(appUrl)).map(({ name, value }) => `${name}=${value}`).join('; ')
      return fetch(target, { ...init, headers: { ...(init.headers as Record<string, string>), cookie } })
    }) as typeof fetch,
  })
}
