import { expect } from '@playwright/test'
import { waitUntil } from '../fixtures/wait-until.ts'
import { test } from './acts/journey.ts'
import { confirmAddress, confirmationLink, fillSignUp, newcomer } from './acts/sign-up.ts'
import { visitedPages } from './acts/visited-pages.ts'

test('C1: a visitor comes from the home page to a 2xx at the gateway in at most eight page loads, without a member', async ({
  browser,
  stack,
}, info) => {
  const page = await browser.newPage({ baseURL: stack.urls.portal })
  const loads: string[] = []
  page.on('request', (request) => {
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) loads.push(request.url())
  })
  const visited = visitedPages(page)
  const who = newcomer()
  const startedAt = performance.now()

  await page.goto('/')
  await page.getByRole('link', { name: 'Orders', exact: true }).click()
  await page.getByRole('link', { name: 'Get access' }).first().click()
  await expect(page.getByRole('heading', { level: 1, name: 'First call to Orders' })).toBeVisible()
  const steps = page.getByRole('list', { name: 'First steps' })
  await fillSignUp(page, who)
  await expect(page.getByText('Look into your mail')).toBeVisible()
  await confirmAddress(page, await confirmationLink(stack.urls.mail, who.email), who.password)

  // Back where he was, now signed in: the steps go on by themselves.
  await page.getByRole('button', { name: 'Create application' }).click()
  await page.getByRole('button', { name: 'Get access' }).click()
  await page.getByRole('button', { name: 'Create key for Sandbox' }).click()
  await page.getByRole('button', { name: 'Reveal' }).click()
  const key =
    (await page
      .getByText(/^gh_test_\w+$/)
      .first()
      .textContent()) ?? ''
  await expect(page.getByText('Waiting for your call')).toBeVisible()

  // What the page says is what is run, by whoever can read curl.
  const curl = (await page.locator('pre').filter({ hasText: 'curl' }).first().textContent()) ?? ''
  const url = /'?(https?:\/\/[^\s'"\\]+)/.exec(curl)?.[1] ?? ''
  expect(curl).toContain(key)
  const status = await waitUntil('the gateway answers 2xx', async () => {
    const answer = await fetch(url, { headers: { 'x-api-key': key } })
    return answer.ok ? answer.status : undefined
  })
  const seconds = (performance.now() - startedAt) / 1000

  await expect(steps.getByText(new RegExp(`^${status} in`))).toBeVisible()
  await expect(page.getByText('Your key works. What next?')).toBeVisible()
  info.annotations.push({
    type: 'home page to 2xx',
    description: `${seconds.toFixed(1)} s, ${loads.length} page loads`,
  })
  info.annotations.push({ type: 'pages', description: visited.map((each) => new URL(each).pathname).join(' → ') })
  expect(Math.max(loads.length, visited.length), [...loads, ...visited].join('\n')).toBeLessThanOrEqual(8)

  await page.getByRole('link', { name: 'See what the gateway did with it' }).click()
  await expect(page.getByText(`The API answered ${status} in`)).toBeVisible()
})
