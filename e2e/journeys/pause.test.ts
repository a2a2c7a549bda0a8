import { expect, test } from '@playwright/test'
import { EchoBackend } from '../fixtures/echo-backend.ts'
import { callGateway } from '../fixtures/gateway-call.ts'
import { demoSignIn, sharedStack } from '../fixtures/shared-stack.ts'
import { waitUntil } from '../fixtures/wait-until.ts'
import { makeApi } from './acts/make-api.ts'
import { makeKey } from './acts/make-key.ts'
import { clientOf, signedIn } from './acts/sign-in.ts'
import { stageCard } from './acts/stage-card.ts'

const backend = new EchoBackend()
test.beforeAll(() => backend.start())
test.afterAll(() => backend.stop())

test('L25: an API is paused on a stage with a reason, callers get 503 with it and a Retry-After, and resumed as fast', async ({
  browser,
}) => {
  const stack = sharedStack()
  const alva = await signedIn(browser, stack.urls.admin, demoSignIn(stack, /product owner/))
  const api = await makeApi(clientOf(alva, stack.urls.admin), { backendUrl: backend.url })
  const { key } = await makeKey(browser, stack, api)
  const gateway = stack.urls.gateways.find(({ stage }) => stage === 'staging')?.url ?? ''
  const call = () => callGateway(`${gateway}${api.basePath}/things/7`, { key })
  const answers = (status: number) =>
    waitUntil(`the gateway answers ${status}`, async () => (await call()).status === status, { everyMs: 100 })
  await answers(200)

  const page = await alva.newPage()
  await page.goto(`/apis/${api.slug}/${api.version}`)
  const staging = stageCard(page, 'Staging')

  await test.step('paused from the card of the stage', async () => {
    await staging.getByRole('button', { name: 'More for Staging' }).click()
    await page.getByRole('menuitem', { name: 'Pause on Staging' }).click()
    const dialog = page.getByRole('alertdialog').or(page.getByRole('dialog'))
    await dialog.getByRole('button', { name: 'Pause' }).click()
    await expect(dialog.getByText('Say why: callers read it.')).toBeVisible()
    await dialog.getByLabel('Reason').fill('The warehouse moves')
    await dialog.getByRole('button', { name: 'Pause' }).click()
    await expect(staging.getByText('The warehouse moves')).toBeVisible()
  })

  await test.step('callers read why, and when to come back', async () => {
    await answers(503)
    const refused = await call()
    expect(refused.code).toBe('paused')
    expect(refused.text).toContain('The warehouse moves')
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
  })

  await test.step('developers read it in the portal', async () => {
    const portal = await browser.newPage()
    await portal.goto(`${stack.urls.portal}/apis/${api.slug}/${api.version}`)
    await expect(portal.getByText('The warehouse moves').first()).toBeVisible()
    await portal.close()
  })

  await test.step('resumed, calls pass again', async () => {
    await staging.getByRole('button', { name: 'Resume The whole version on Staging' }).click()
    await expect(staging.getByText('The warehouse moves')).toBeHidden()
    await answers(200)
  })
})
