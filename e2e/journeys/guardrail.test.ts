import { proposeAccessChange } from '@gatehouse/contracts/endpoints/access-changes'
import { deploy } from '@gatehouse/contracts/endpoints/deployments'
import { listGuardrails } from '@gatehouse/contracts/endpoints/guardrails'
import { listRequests } from '@gatehouse/contracts/endpoints/usage'
import { expect } from '@playwright/test'
import { EchoBackend } from '../fixtures/echo-backend.ts'
import { callGateway } from '../fixtures/gateway-call.ts'
import { demoSignIn } from '../fixtures/shared-stack.ts'
import { waitUntil } from '../fixtures/wait-until.ts'
import { test } from './acts/journey.ts'
import { makeApi } from './acts/make-api.ts'
import { makeKey } from './acts/make-key.ts'
import { clientOf, signedIn } from './acts/sign-in.ts'
import { unique } from './acts/unique.ts'

const backend = new EchoBackend()
test.beforeAll(() => backend.start())
test.afterAll(() => backend.stop())

/** One operation that reads and one that deletes; only this journey's guardrail names the tag. */
const source = (tag: string) =>
  JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Reports', version: '1.0.0' },
    paths: {
      '/reports/{id}': {
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        get: { operationId: 'getReport', responses: { 200: { description: 'Report' } } },
        delete: { operationId: 'removeReport', tags: [tag], responses: { 200: { description: 'Gone' } } },
      },
    },
  })

test('S22 S11: Security finds a call that should not be allowed, proposes the guardrail, sees who loses what; a second person approves, and every gateway refuses it without a deploy', async ({
  browser,
  stack,
  sandbox,
}) => {
  const { admin } = stack.urls
  const tag = unique('dangerous').toLowerCase()
  const owner = clientOf(await signedIn(browser, admin, demoSignIn(stack, /product owner/)), admin)
  const api = await makeApi(owner, { backendUrl: backend.url, source: source(tag) })
  const shop = await makeKey(browser, stack, api)
  const remove = () => callGateway(`${sandbox}${api.basePath}/reports/7`, { key: shop.key, method: 'DELETE' })
  await waitUntil('the call passes', async () => (await remove()).status === 200)
  await waitUntil(
    'the call is stored',
    async () => (await owner(listRequests, { versionId: api.versionId })).items.length > 0,
  )

  const security = await signedIn(browser, admin, demoSignIn(stack, /Security admin/))
  const page = await security.newPage()
  await test.step('the matrix says that the application may delete, and why', async () => {
    await page.goto(`/access/matrix?stage=staging&api=${api.slug}&q=${encodeURIComponent(shop.application)}`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await expect(page.getByText(shop.application).first()).toBeVisible()
  })

  const name = unique('Nobody deletes reports')
  await test.step('she writes the guardrail and sees who loses what before anybody is asked', async () => {
    await page.goto('/access/guardrails/new')
    await page.getByRole('radio', { name: /Access rules/ }).check()
    await page.getByRole('tab', { name: 'JSON' }).click()
    const rules = { rules: [{ effect: 'deny', when: [{ of: 'method', anyOf: ['DELETE'] }] }], otherwise: 'allow' }
    await page.getByRole('textbox', { name: /JSON|Options/ }).fill(JSON.stringify(rules))
    await page.getByLabel('Stage').selectOption({ label: 'Staging' })
    await page.getByLabel('Operations with the tag').fill(tag)
    await page.getByLabel('Name').fill(name)
    await page.getByLabel('Why it exists').fill('Reports are kept for ten years.')
    await page.getByRole('button', { name: 'See what it would do' }).click()
    await expect(page.getByText('/reports/{id}').first()).toBeVisible()
    await expect(page.getByText(shop.application).first()).toBeVisible()
    expect((await remove()).status).toBe(200)
    await page.getByLabel('Reason').fill('An application deletes reports.')
    await page.getByRole('button', { name: 'Propose', exact: true }).click()
    await page.waitForURL(/\/access\/guardrails\/changes\/acg_/)
    await expect(page.getByText('Waits for a reviewer')).toBeVisible()
    // She asked for it: her word does not count.
    await expect(page.getByRole('button', { name: 'Approve' })).toHaveAttribute('aria-disabled', 'true')
  })

  const review = await (await signedIn(browser, admin, demoSignIn(stack, /Security reviewer/))).newPage()
  await test.step('the reviewer finds it among his tasks and approves; the receipts tick', async () => {
    await review.goto('/tasks')
    await review.getByRole('listitem').filter({ hasText: name }).getByRole('link', { name: 'Look and decide' }).click()
    await expect(review.getByRole('heading', { level: 1, name: new RegExp(name) })).toBeVisible()
    await expect(review.getByText(shop.application).first()).toBeVisible()
    await review.getByRole('button', { name: 'Approve', exact: true }).click()
    await review.getByRole('dialog').getByRole('button', { name: 'Approve', exact: true }).click()
    await expect(review.getByText(/Approved by/)).toBeVisible()
    await waitUntil('the gateway refuses it', async () => (await remove()).status === 403)
    await expect(review.getByText(/Staging: (\d+)\/\1 gateway/)).toBeVisible()
  })

  await test.step('the API’s page shows it, read-only, with why; reading goes on', async () => {
    const read = await callGateway(`${sandbox}${api.basePath}/reports/7`, { key: shop.key })
    expect(read.status).toBe(200)
    await page.goto(`/apis/${api.slug}/${api.version}/policies`)
    await expect(page.getByRole('link', { name })).toBeVisible()
    await expect(page.getByText('Reports are kept for ten years.')).toBeVisible()
    // The API runs what it ran: nothing was deployed.
    const again = await owner(deploy, { api: api.slug, version: api.version, stage: 'development' })
    expect(again.changed).toBe(false)
  })

  await test.step('switched off again the same way, for who comes after', async () => {
    const call = clientOf(security, admin)
    const { items } = await call(listGuardrails, { limit: 200 })
    const guardrail = items.find((one) => one.name === name)
    const change = await call(proposeAccessChange, {
      act: 'guardrail.remove',
      input: { guardrail: guardrail?.id ?? '' },
      reason: 'The journey is over.',
    })
    await review.goto(`/access/guardrails/changes/${change.id}`)
    await review.getByRole('button', { name: 'Approve', exact: true }).click()
    await review.getByRole('dialog').getByRole('button', { name: 'Approve', exact: true }).click()
    await waitUntil('the call passes again', async () => (await remove()).status === 200)
  })
})
