import { type BrowserContext, expect } from '@playwright/test'
import { demoSignIn } from '../fixtures/shared-stack.ts'
import { appPages, showsPage } from '../screenshots/app-pages.ts'
import { consoleIds, filledPath, type PageIds } from '../screenshots/page-ids.ts'
import { consolePages } from '../screenshots/pages.ts'
import { test } from './acts/journey.ts'
import { expectSoundPage } from './acts/page-soundness.ts'
import { seeOneRequest } from './acts/see-one-request.ts'
import { clientOf, signedIn } from './acts/sign-in.ts'

const options = { viewport: { width: 1440, height: 900 }, colorScheme: 'light', reducedMotion: 'reduce' } as const
let member: BrowserContext
let ids: PageIds

test.beforeAll(async ({ browser, stack }) => {
  const { admin } = stack.urls
  member = await signedIn(browser, admin, demoSignIn(stack, /^admin/), options)
  await seeOneRequest(browser, stack)
  ids = await consoleIds(clientOf(member, admin))
})

/** They lead elsewhere, or show what only developers of Gatehouse see. */
const withoutPicture = new Set(['/access', '/apis/[slug]', '/development/gallery', '/settings', '/traffic'])

test('C20: every page of the console is looked at', () => {
  const pages = appPages('admin')
  const missing = pages.filter(
    (page) => !withoutPicture.has(page) && !consolePages.some(({ path }) => showsPage(path, page, pages)),
  )
  expect(missing).toEqual([])
})

for (const { name, path, signedOut, refused } of consolePages) {
  test(`C20 console ${name}: accessible in both themes, fits 390 px, no error on the console`, async ({
    browser,
    stack,
  }) => {
    const { admin } = stack.urls
    const filled = filledPath(path, ids)
    expect(filled, `the installation has nothing for ${path}`).toBeDefined()
    const context = signedOut ? await browser.newContext({ baseURL: admin, ...options }) : member
    const page = await context.newPage()
    await expectSoundPage(page, filled ?? path, refused)
    await page.close()
  })
}
