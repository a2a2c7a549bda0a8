import { readFileSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { changeLimitLastMonth } from '../fixtures/changed-last-month.ts'
import { demoSignIn, sharedStack } from '../fixtures/shared-stack.ts'
import { signedIn } from './acts/sign-in.ts'
import { unique } from './acts/unique.ts'

test('S16: an auditor verifies the chain and finds who changed a limit last month', async ({ browser }) => {
  const stack = sharedStack()
  const owner = demoSignIn(stack, /product owner/)
  const plan = unique('Harbour plan')
  await changeLimitLastMonth(stack, { email: owner.email, plan, from: 117, to: 11_700 })
  const context = await signedIn(browser, stack.urls.admin, demoSignIn(stack, /admin/))
  const page = await context.newPage()
  await page.goto('/audit')

  await test.step('the chain is verified, and its head can be kept', async () => {
    await page.getByRole('button', { name: 'Verify the chain' }).click()
    await expect(page.getByText(/^Intact: [\d\s\u2009,]+ entries, every hash and link recomputed$/)).toBeVisible()
    await expect(page.getByRole('button', { name: 'Copy the head' })).toBeVisible()
  })

  await test.step('who changed a limit last month', async () => {
    await page.getByRole('searchbox').fill('limit 11700')
    await page.getByRole('button', { name: 'Time' }).click()
    await page.getByRole('button', { name: 'Last month' }).click()
    await page.keyboard.press('Escape')
    await expect(page).toHaveURL(/text=limit/)
    const log = page.getByRole('list', { name: 'Audit log, newest first' })
    const entry = log.locator('summary').filter({ hasText: plan }).first()
    await expect(entry).toContainText('Alva')
    await expect(entry).toContainText('changed')
    await entry.click()
    const change = log.locator('dl > div').filter({ hasText: '11700' }).first()
    await expect(change).toContainText('limit')
    await expect(change).toContainText('117')
  })

  await test.step('what else was done to that plan', async () => {
    await page
      .getByRole('link', { name: /and its neighbours/ })
      .first()
      .click()
    await expect(page.getByRole('heading', { name: new RegExp(`changed ${plan}`) })).toBeVisible()
    await expect(page.getByRole('heading', { name: `More about ${plan}` })).toBeVisible()
    await page.goBack()
  })

  await test.step('what was found is taken along as evidence', async () => {
    const downloading = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export' }).click()
    await page.getByRole('menuitem', { name: /NDJSON/ }).click()
    const download = await downloading
    const lines = readFileSync(await download.path(), 'utf8')
      .trim()
      .split('\n')
    expect(lines.some((line) => JSON.parse(line).action === 'plan.revise')).toBe(true)
  })
  await context.close()
})
