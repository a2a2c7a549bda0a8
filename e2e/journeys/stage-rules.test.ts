import { reimport } from '@gatehouse/contracts/endpoints/contracts'
import { deploy, getStageValues, putStageValues, takeOffStage } from '@gatehouse/contracts/endpoints/deployments'
import { createStage, deleteStage } from '@gatehouse/contracts/endpoints/stages'
import { expect, type Locator } from '@playwright/test'
import { plainApi } from '../fixtures/offer-api.ts'
import { demoSignIn } from '../fixtures/shared-stack.ts'
import { test } from './acts/journey.ts'
import { makeApi } from './acts/make-api.ts'
import { clientOf, signedIn } from './acts/sign-in.ts'
import { unique } from './acts/unique.ts'

test('L4: a freeze window and the gate of a stage say before the click what does not pass', async ({
  browser,
  stack,
}) => {
  const { admin } = stack.urls
  const context = await signedIn(browser, admin, demoSignIn(stack, /^admin/))
  const call = clientOf(context, admin)
  const page = await context.newPage()
  const slug = unique('stage')
  const name = unique('Rehearsal')
  await call(createStage, { slug, name, accepts: 'deploy', gatewayUrl: `http://${slug}.example.com` })
  const api = await makeApi(call, { backendUrl: stack.urls.orders, until: 'import' })
  const there = { api: api.slug, version: api.version, stage: slug }
  const { backends, etag } = await call(getStageValues, there)
  const address = { url: stack.urls.orders, connectTimeoutMs: 2_000, timeoutMs: 30_000, headers: [] }
  const values = { backends: Object.fromEntries(backends.map((backend) => [backend.name, address])) }
  await call(putStageValues, { ...there, values }, { ifMatch: etag })
  await call(deploy, there)

  const rules = async (fill: (dialog: Locator) => Promise<void>) => {
    await page.goto(`/stages/${slug}`)
    await page.getByRole('button', { name: 'Change rules' }).click()
    const dialog = page.getByRole('dialog')
    await fill(dialog)
    await dialog.getByRole('button', { name: 'Save rules' }).click()
    await expect(dialog).toBeHidden()
  }
  const reimported = () =>
    call(reimport, {
      api: api.slug,
      version: api.version,
      fileName: 'openapi.yaml',
      source: plainApi(api.name).replace('/things/{id}', '/things/{id}/details'),
    })
  const startDeploy = async () => {
    await page.goto(`/apis/${api.slug}/${api.version}`)
    await page.getByRole('button', { name: `More for ${name}` }).click()
    return page.getByRole('menuitem', { name: 'Deploy the working copy' })
  }

  await test.step('frozen, it says why and until when, and takes nothing new', async () => {
    await rules(async (dialog) => {
      await dialog.getByRole('button', { name: 'Add a window' }).click()
      await dialog.getByLabel('Name of the window').fill('Peak weekend')
      await dialog.getByLabel('Reason').fill('The shops are full.')
      await dialog.getByLabel('Time zone').fill('UTC')
      await dialog.getByLabel('From', { exact: true }).fill('2026-01-02T03:04')
      await dialog.getByLabel('To', { exact: true }).fill('2099-01-02T03:04')
    })
    await expect(page.getByText('Frozen: Peak weekend')).toBeVisible()
    await reimported()
    await expect(await startDeploy()).toBeDisabled()
    await expect(page.getByText(/is frozen until 2099-01-02 03:04 UTC by “Peak weekend”/).first()).toBeVisible()
    await expect(call(deploy, there)).rejects.toThrow(/frozen/i)
  })

  await test.step('with a gate instead, a breaking change is named before the click and does not pass', async () => {
    await rules(async (dialog) => {
      await dialog.getByRole('button', { name: 'Remove' }).click()
      await dialog.getByLabel('Breaking changes').selectOption('Block')
    })
    await (await startDeploy()).click()
    const dialog = page.getByRole('dialog')
    await expect(dialog.getByRole('region', { name: `Gate of ${name}` })).toContainText('Breaking changes: blocks')
    await expect(dialog.getByRole('region', { name: `Gate of ${name}` })).toContainText('GET /things/{id}')
    await expect(dialog.getByRole('button', { name: `Deploy to ${name}` })).toBeDisabled()
    await expect(call(deploy, there)).rejects.toThrow(/1 change breaks/)
  })

  await test.step('warned of only, it passes', async () => {
    await rules((dialog) =>
      dialog
        .getByLabel('Breaking changes')
        .selectOption('Warn')
        .then(() => undefined),
    )
    await (await startDeploy()).click()
    const dialog = page.getByRole('dialog')
    await expect(dialog.getByRole('region', { name: `Gate of ${name}` })).toContainText('Breaking changes: warning')
    await dialog.getByRole('button', { name: `Deploy to ${name}` }).click()
    await expect(dialog).toBeHidden()
  })

  // The stack is shared, and other journeys count its stages.
  await expect(call(deleteStage, { stage: slug })).rejects.toThrow(/take it off first/)
  await call(takeOffStage, there)
  await call(deleteStage, { stage: slug })
})
