import { importApi } from '@gatehouse/contracts/endpoints/contracts'
import { listTeams } from '@gatehouse/contracts/endpoints/teams'
import { expect, type Page } from '@playwright/test'
import { demoSignIn } from '../fixtures/shared-stack.ts'
import { test } from './acts/journey.ts'
import { clientOf, signedIn } from './acts/sign-in.ts'
import { unique } from './acts/unique.ts'

const contract = JSON.stringify(
  {
    openapi: '3.1.0',
    info: { title: 'Parcels', version: '1.0.0', description: 'Where parcels are and when they come.' },
    paths: {
      '/parcels/{id}': {
        get: {
          summary: 'Get a parcel',
          parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
          responses: { 200: { description: 'The parcel' } },
        },
      },
    },
  },
  null,
  2,
)

const score = async (page: Page) =>
  Number(await page.getByRole('progressbar', { name: 'Lint score' }).getAttribute('aria-valuenow'))
const rule = (page: Page, title: string) =>
  page.locator('li > details').filter({ has: page.locator('summary', { hasText: title }) })

test('I10: a member sees what a contract lacks, mends one thing, waives another with a reason, and the score follows', async ({
  browser,
  stack,
}) => {
  const { admin } = stack.urls
  const context = await signedIn(browser, admin, demoSignIn(stack, /product owner/))
  const call = clientOf(context, admin)
  const { items } = await call(listTeams, {})
  const team = items[0]
  if (!team) throw new Error('the installation has no team')
  const slug = unique('parcels')
  await call(importApi, { fileName: 'parcels.json', source: contract, teamId: team.id, slug, name: slug })
  const page = await context.newPage()
  await page.goto(`/apis/${slug}/v1/contract`)
  await page.getByRole('link', { name: /^Lint/ }).click()
  await expect(page.getByRole('heading', { name: 'Lint', exact: true })).toBeVisible()
  const before = await score(page)

  await page.getByText('How the score is computed').click()
  await expect(page.getByText(/score = 100 − Σ over rules/)).toBeVisible()

  const id = rule(page, 'Operations have an operationId')
  await id.locator('summary').click()
  await expect(id.getByRole('link', { name: 'GET /parcels/{id}' })).toBeVisible()
  await expect(id.getByText(/line \d+/)).toBeVisible()
  await id.getByRole('button', { name: 'Mend it' }).click()
  await expect(id).toHaveCount(0)
  await expect.poll(() => score(page)).toBeGreaterThan(before)
  const mended = await score(page)

  const open = rule(page, 'Operations say who may call')
  await open.locator('summary').click()
  await open.getByRole('button', { name: /^Waive: GET/ }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Reason').fill('Anybody may see where a parcel is')
  await dialog.getByRole('button', { name: 'Waive', exact: true }).click()
  await expect(dialog).toBeHidden()
  await expect.poll(() => score(page)).toBeGreaterThan(mended)
  const waivers = page.getByRole('region', { name: 'Waivers' })
  await expect(waivers).toContainText('Anybody may see where a parcel is')

  await waivers.getByRole('button', { name: 'End' }).click()
  await page.getByRole('button', { name: 'End waiver' }).click()
  await expect(waivers).toContainText('Ended')
  await expect.poll(() => score(page)).toBe(mended)

  await page.goto(`/apis/${slug}/v1/contract`)
  await expect(page.getByRole('link', { name: `Lint ${mended} of 100` })).toBeVisible()
})

test('I10: an admin tries a rule of one’s own before saving it, and every API is held to it afterwards', async ({
  browser,
  stack,
}) => {
  const { admin } = stack.urls
  const context = await signedIn(browser, admin, demoSignIn(stack, /^admin/))
  const page = await context.newPage()
  await page.goto('/settings/lint')
  const title = `Paths begin with a version ${unique('rule')}`
  await page.getByRole('button', { name: 'New rule' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Id', { exact: true }).fill(unique('own'))
  await dialog.getByLabel('What must hold').fill(title)
  await expect(dialog.getByLabel('The same as source')).toHaveValue(new RegExp(title))
  await dialog.getByRole('button', { name: 'Try rule' }).click()
  await expect(dialog.getByRole('status')).toContainText(/It looks at/)
  await dialog.getByRole('button', { name: 'Keep rule' }).click()
  await page.getByRole('button', { name: 'Save rules' }).click()
  await expect(page.getByText('The rules are saved')).toBeVisible()
  await page.goto('/apis/orders/v1/contract/lint')
  await expect(rule(page, title)).toBeVisible()

  await page.goto('/settings/lint')
  await page.getByRole('button', { name: `Remove ${title}` }).click()
  await page.getByRole('button', { name: 'Save rules' }).click()
  await expect(page.getByText(title)).toHaveCount(0)
})
