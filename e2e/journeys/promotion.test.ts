import { reimport } from '@gatehouse/contracts/endpoints/contracts'
import { deploy, getStageValues, putStageValues } from '@gatehouse/contracts/endpoints/deployments'
import { createPromotion } from '@gatehouse/contracts/endpoints/promotions'
import { listRequests } from '@gatehouse/contracts/endpoints/usage'
import { expect, type Page, test } from '@playwright/test'
import { EchoBackend } from '../fixtures/echo-backend.ts'
import { callGateway } from '../fixtures/gateway-call.ts'
import { plainApi } from '../fixtures/offer-api.ts'
import { type OwnStack, startOwnStack } from '../fixtures/own-stack.ts'
import { demoSignIn } from '../fixtures/shared-stack.ts'
import { waitUntil } from '../fixtures/wait-until.ts'
import { makeApi } from './acts/make-api.ts'
import { makeKey } from './acts/make-key.ts'
import { clientOf, signedIn } from './acts/sign-in.ts'
import { stageCard } from './acts/stage-card.ts'

const backend = new EchoBackend()
let own: OwnStack

test.beforeAll(async () => {
  await backend.start()
  own = await startOwnStack('promotion')
})
test.afterAll(async () => {
  await own?.stop()
  await backend.stop()
})

/** The state beside the title. */
const state = (page: Page, word: string) =>
  expect(page.locator('header').getByText(word, { exact: true })).toBeVisible()

test('L5 L7 L8 L9 L15: the gate names whom a breaking change would hurt; corrected, another member approves, a canary runs and is taken back', async ({
  browser,
}) => {
  const { admin } = own.urls
  const alva = await signedIn(browser, admin, demoSignIn(own, /product owner/))
  const mira = await signedIn(browser, admin, demoSignIn(own, /^admin/))
  const call = clientOf(alva, admin)
  const api = await makeApi(call, { backendUrl: backend.url })
  const path = { api: api.slug, version: api.version }
  const base = `/apis/${api.slug}/${api.version}`
  const production = own.urls.gateways.find(({ stage }) => stage === 'production')?.url ?? ''
  const there = await call(getStageValues, { ...path, stage: 'production' })
  const backends = Object.fromEntries(there.backends.map(({ name }) => [name, { url: backend.url }]))
  await call(putStageValues, { ...path, stage: 'production', values: { backends } }, { ifMatch: there.etag })
  await call(createPromotion, { ...path, stage: 'production', mode: 'run' })
  const shop = await makeKey(browser, own, api, { stage: 'Live' })
  const callThing = () => callGateway(`${production}${api.basePath}/things/7?limit=5`, { key: shop.key })

  await test.step('an application uses what will change, on Production', async () => {
    await waitUntil('the key is known', async () => (await callThing()).status === 200, { everyMs: 250 })
    await waitUntil(
      'the call is stored',
      async () => (await call(listRequests, { versionId: api.versionId })).items.length > 0,
      { everyMs: 250 },
    )
  })

  await test.step('an administrator sets gate, approval and canary of Production in its rules', async () => {
    const page = await mira.newPage()
    await page.goto('/stages/production')
    await page.getByRole('button', { name: 'Change rules' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Lint', { exact: true }).selectOption('Warn')
    await dialog.getByLabel('Breaking changes', { exact: true }).selectOption('Warn')
    await dialog.getByLabel('Consumer impact', { exact: true }).selectOption('Block')
    await dialog.getByLabel('Other persons who must approve').fill('1')
    await dialog.getByText('Promotions begin with a part of the callers').click()
    await dialog.getByLabel('Share of the callers, %').fill('50')
    await dialog.getByRole('button', { name: 'Save rules' }).click()
    await expect(dialog).toBeHidden()
    await expect(page.getByText('Consumer impact: block')).toBeVisible()
    await page.close()
  })

  const page = await alva.newPage()
  /** Brings a changed file to Staging and asks for its promotion on the API's page. */
  const askForPromotion = async (source: string) => {
    await call(reimport, { ...path, fileName: 'openapi.yaml', source })
    await call(deploy, { ...path, stage: 'development' })
    await call(createPromotion, { ...path, stage: 'staging', mode: 'run' })
    await page.goto(base)
    await page.getByRole('button', { name: 'Promote to Production' }).first().click()
    await page.getByRole('dialog').getByRole('button', { name: 'Check it' }).click()
    await expect(page.getByRole('heading', { level: 1, name: /^Promote .* to Production$/ })).toBeVisible()
  }

  await test.step('a breaking change is blocked, and says which application would feel it', async () => {
    await askForPromotion(
      plainApi(api.name).replace('{ type: integer, minimum: 1, maximum: 100 }', '{ type: boolean }'),
    )
    await state(page, 'Blocked')
    const contract = page.getByRole('region', { name: 'Contract' })
    await contract.locator('summary').filter({ hasText: 'limit' }).first().click()
    await expect(contract.getByRole('link', { name: shop.application })).toBeVisible()
    await expect(page.getByText('Consumer impact', { exact: true })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Promote to Production' })).toHaveAttribute('aria-disabled', 'true')
    expect((await callThing()).status, 'Production goes on as before').toBe(200)
  })

  await test.step('its owners are told what changes, after a look at the mail; nobody is told twice', async () => {
    const contract = page.getByRole('region', { name: 'Contract' })
    await contract.getByRole('button', { name: 'Notify owners' }).first().click()
    const dialog = page.getByRole('dialog')
    await expect(dialog.getByText('1 person gets this mail')).toBeVisible()
    await dialog.locator('summary').click()
    await expect(dialog.getByText(`${shop.application} sent it`)).toBeVisible()
    await dialog.getByRole('button', { name: 'Send' }).click()
    await expect(page.getByText('One mail is on its way.')).toBeVisible()
    await expect(contract.getByText('told')).toBeVisible()
    await expect(contract.getByRole('button', { name: 'Notify owners' }).first()).toHaveAttribute(
      'aria-disabled',
      'true',
    )
  })

  await test.step('corrected, it waits for another member: the requester cannot approve', async () => {
    await askForPromotion(
      plainApi(api.name).replace(
        'responses: { "200": { description: ok } }',
        'summary: One thing\n      responses: { "200": { description: ok } }',
      ),
    )
    await state(page, 'Waiting for approval')
    await expect(page.getByRole('button', { name: 'Approve' })).toHaveAttribute('aria-disabled', 'true')
  })

  await test.step('the other member finds it among the tasks and approves just this', async () => {
    const other = await mira.newPage()
    await other.goto('/tasks')
    const task = other.getByRole('listitem').filter({ hasText: api.name })
    await task.getByRole('link').click()
    await state(other, 'Waiting for approval')
    await other.getByRole('button', { name: 'Approve' }).click()
    await state(other, 'Ready')
    await other.close()
    await state(page, 'Ready')
  })

  await test.step('a canary takes half of the callers, beside what ran before', async () => {
    await page.getByRole('button', { name: 'Promote to Production' }).click()
    await state(page, 'Running')
    await expect(page.getByRole('region', { name: 'Canary' })).toContainText('50 % of the callers')
    await expect(page.getByRole('region', { name: 'Receipts' })).toContainText('1/1 gateway')
    const seen = new Set<string>()
    for (let n = 0; n < 10; n += 1) seen.add(String((await callThing()).status))
    expect([...seen]).toEqual(['200'])
  })

  await test.step('it is taken back, and the history says so', async () => {
    await page.getByRole('button', { name: 'Stop and roll back' }).click()
    const dialog = page.getByRole('alertdialog').or(page.getByRole('dialog'))
    await dialog.getByLabel('Reason').fill('The shop asked for another day')
    await dialog.getByRole('button', { name: 'Stop and roll back' }).click()
    await state(page, 'Rolled back')
    await page.goto(base)
    await expect(stageCard(page, 'Production')).toContainText('r1')
    expect((await callThing()).status).toBe(200)
  })
})
