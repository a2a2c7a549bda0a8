import { type BrowserContext, expect } from '@playwright/test'
import { demoSignIn } from '../fixtures/shared-stack.ts'
import { appPages, showsPage } from '../screenshots/app-pages.ts'
import { filledPath, type PageIds, portalIds } from '../screenshots/page-ids.ts'
import { portalPages } from '../screenshots/pages.ts'
import { test } from './acts/journey.ts'
import { expectSoundPage } from './acts/page-soundness.ts'
import { seeOneRequest } from './acts/see-one-request.ts'
import { clientOf, signedIn } from './acts/sign-in.ts'

const options = { viewport: { width: 1440, height: 900 }, colorScheme: 'light', reducedMotion: 'reduce' } as const
let developer: BrowserContext
let ids: PageIds

test.beforeAll(async ({ browser, stack }) => {
  const { portal } = stack.urls
  developer = await signedIn(browser, portal, demoSignIn(stack, /developer/), options)
  await seeOneRequest(browser, stack)
  ids = await portalIds(clientOf(developer, portal))
})

/** It leads elsewhere; and pages of end users live in a sign-in that an application began (the journey end-user-consent). */
const isElsewhere = (page: string) => page === '/apis/[slug]' || page.startsWith('/oauth/')

test('C20: every page of the portal is looked at', () => {
  const pages = appPages('portal')
  const missing = pages.filter(
    (page) => !isElsewhere(page) && !portalPages.some(({ path }) => showsPage(path, page, pages)),
  )
  expect(missing).toEqual([])
})

for (const { name, path, signedOut, refused } of portalPages) {
  test(`C20 portal ${name}: accessible in both themes, fits 390 px, no error on the console`, async ({
    browser,
    stack,
  }) => {
    const { portal } = stack.urls
    const filled = filledPath(path, ids)
    expect(filled, `the installation has nothing for ${path}`).toBeDefined()
    const context = signedOut ? await browser.newContext({ baseURL: portal, ...options }) : developer
    const page = await context.newPage()
    await expectSoundPage(page, filled ?? path, refused)
    await page.close()
  })
}
