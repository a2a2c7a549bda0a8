import type { Page } from '@playwright/test'
import { waitUntil } from '../../fixtures/wait-until.ts'
import type { Credentials } from './sign-in.ts'
import { unique } from './unique.ts'

type Mail = { subject: string; text: string; html: string }

/** A developer nobody knows yet. */
export function newcomer(): Credentials & { name: string } {
  return { name: 'Noor Haddad', email: `${unique('noor')}@example.com`, password: 'amber-lighthouse-52' }
}

/** Fills in the sign-up form that the page shows. */
export async function fillSignUp(page: Page, who: ReturnType<typeof newcomer>): Promise<void> {
  await page.getByLabel('Name', { exact: true }).fill(who.name)
  await page.getByLabel('E-mail').fill(who.email)
  await page.getByLabel('Password', { exact: true }).fill(who.password)
  await page.getByRole('button', { name: 'Create account' }).click()
}

/** The link of the confirmation mail, from the catcher. */
export async function confirmationLink(mailUrl: string, email: string): Promise<string> {
  return await waitUntil(`the confirmation mail for ${email}`, async () => {
    const answer = await fetch(`${mailUrl}/api/mails?to=${encodeURIComponent(email)}`)
    const { mails } = (await answer.json()) as { mails: Mail[] }
    return mails.flatMap(({ text }) => /https?:\/\/\S+\/verify-email\?token=[\w.-]+/.exec(text) ?? [])[0]
  })
}

/** Behind the link: the password once more, and in. */
export async function confirmAddress(page: Page, link: string, password: string): Promise<void> {
  await page.goto(link)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Confirm and sign in' }).click()
  await page.waitForURL((address) => !address.pathname.startsWith('/verify-email'))
}
