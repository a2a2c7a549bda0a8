import { putOperationDefinition } from '@gatehouse/contracts/endpoints/contract-editing'
import { getOperation, getWorkingCopy, listOperations } from '@gatehouse/contracts/endpoints/contracts'
import { expect, type Page } from '@playwright/test'
import { EchoBackend } from '../fixtures/echo-backend.ts'
import { demoSignIn } from '../fixtures/shared-stack.ts'
import { test } from './acts/journey.ts'
import { type MadeApi, makeApi } from './acts/make-api.ts'
import { clientOf, signedIn } from './acts/sign-in.ts'
import { stageCard } from './acts/stage-card.ts'

const backend = new EchoBackend()
test.beforeAll(() => backend.start())
test.afterAll(() => backend.stop())

const things = (change: { summary: string; maximum?: number; withOld: boolean }) =>
  JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Things', version: '1.0.0' },
    paths: {
      '/things': {
        get: {
          operationId: 'listThings',
          summary: change.summary,
          parameters: [
            {
              name: 'limit',
              in: 'query',
              schema: { type: 'integer', ...(change.maximum === undefined ? {} : { maximum: change.maximum }) },
            },
          ],
          responses: { 200: { description: 'Things' } },
        },
      },
      ...(change.withOld ? { '/old-things': { get: { responses: { 200: { description: 'Old things' } } } } } : {}),
    },
  })

/** What people did since the last import: another summary and description of one operation, a setting on the other. */
async function editByHand(page: Page, call: ReturnType<typeof clientOf>, api: MadeApi): Promise<void> {
  const path = { api: api.slug, version: api.version }
  const { items } = await call(listOperations, path)
  const list = items.find(({ key }) => key === 'GET /things')
  const old = items.find(({ key }) => key === 'GET /old-things')
  if (!list || !old) throw new Error('the file has two operations')
  const { definition } = await call(getOperation, { ...path, operation: list.id })
  const { etag } = await call(getWorkingCopy, path)
  await call(
    putOperationDefinition,
    { ...path, operation: list.id, definition: { ...definition, summary: 'Ours', description: 'Written by hand' } },
    { ifMatch: etag },
  )
  await page.goto(`/apis/${api.slug}/${api.version}/contract/${old.id}`)
  await page.getByText('Callable without a key').click()
  await page.getByLabel('Reason').fill('Everybody knows them')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByRole('status').filter({ hasText: 'Undeployed changes' })).toBeVisible()
}

test('I4 I11: a changed file is merged with what people did, each disagreement is decided, and the result is deployed', async ({
  browser,
  stack,
}) => {
  const { admin } = stack.urls
  const context = await signedIn(browser, admin, demoSignIn(stack, /product owner/))
  const call = clientOf(context, admin)
  const api = await makeApi(call, {
    backendUrl: backend.url,
    source: things({ summary: 'List things', withOld: true }),
    until: 'development',
  })
  const base = `/apis/${api.slug}/${api.version}`
  const page = await context.newPage()
  await editByHand(page, call, api)

  await page.goto(`${base}/contract`)
  await page.getByRole('link', { name: 'New contract file' }).click()
  await page.getByRole('tab', { name: 'Paste' }).click()
  await page.getByLabel('Contract', { exact: true }).fill(things({ summary: 'Theirs', maximum: 50, withOld: false }))
  await page.getByRole('button', { name: 'Read it' }).click()

  // What it would do, before anything is saved.
  const changes = page.getByRole('region', { name: 'What the file changes' })
  await expect(changes).toContainText('now takes only numbers up to 50 for query parameter limit')
  await expect(page.getByRole('region', { name: 'What stays yours' })).toContainText('the description of GET /things')
  const decide = page.getByRole('region', { name: 'What you decide' })
  await expect(decide).toContainText('2 open')
  const save = page.getByRole('button', { name: 'Save as the working copy' })
  await expect(save).toHaveAccessibleDescription(/2 choices are left/)

  await decide.getByRole('group', { name: 'Both changed the summary of GET /things' }).getByText('Keep mine').click()
  await expect(decide).toContainText('1 open')
  const gone = decide.getByRole('group', { name: 'The file no longer has GET /old-things' })
  await expect(decide).toContainText('settings of its own')
  await gone.getByText('Remove it').click()
  await expect(page.getByText(/keeps \d edits? of yours and removes GET \/old-things/)).toBeVisible()
  await save.click()
  await page.waitForURL((address) => address.pathname === `${base}/contract`)
  await expect(page.getByRole('link', { name: /\/old-things/ })).toBeHidden()
  const copy = await call(getWorkingCopy, { api: api.slug, version: api.version })
  expect(copy.content.contract.operations).toMatchObject([
    { summary: 'Ours', description: 'Written by hand', parameters: [{ schema: { maximum: 50 } }] },
  ])

  // The same changes on a page of their own, to hand on.
  const banner = page.getByRole('status').filter({ hasText: 'Undeployed changes' })
  await banner.getByRole('button', { name: 'View diff' }).click()
  await page.getByRole('link', { name: 'Compare, copy or download' }).click()
  await expect(page.getByRole('heading', { name: 'Differences' })).toBeVisible()
  await expect(page.getByText('is gone; calls get 404 or 405')).toBeVisible()
  await page.getByRole('button', { name: 'Download' }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: /Markdown/ }).click()
  expect((await download).suggestedFilename()).toBe(`${api.slug}-${api.version}-changes.md`)

  await banner.getByRole('button', { name: 'Deploy' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Deploy to Development' }).click()
  await expect(page.getByRole('dialog')).toBeHidden()
  await page.goto(base)
  await expect(stageCard(page, 'Development')).toContainText('r2')
})
