import { deploy, getStageValues, putStageValues } from '@gatehouse/contracts/endpoints/deployments'
import { listStages } from '@gatehouse/contracts/endpoints/stages'
import { expect, type Page } from '@playwright/test'
import { demoSignIn } from '../fixtures/shared-stack.ts'
import { test } from './acts/journey.ts'
import { makeApi } from './acts/make-api.ts'
import { makeKey } from './acts/make-key.ts'
import { clientOf, signedIn } from './acts/sign-in.ts'
import { unique } from './acts/unique.ts'

/** Everything of a stage that a developer must not come across while it is closed. */
type Traces = { publicName: string; address: string }

/** Where the stages of an API show in the portal; each says whether a trace is there. */
async function portalPlaces(page: Page, slug: string, applicationId: string, traces: Traces): Promise<string[]> {
  const found: string[] = []
  const look = (place: string, text: string) => {
    if (text.includes(traces.publicName) || text.includes(traces.address)) found.push(place)
  }
  for (const path of [
    `/apis/${slug}/v1`,
    `/apis/${slug}/v1/get-thing`,
    `/apis/${slug}/v1/start`,
    '/llms.txt',
    '/sitemap.xml',
  ]) {
    const answer = await page.request.get(path)
    expect(answer.status(), path).toBe(200)
    look(path, await answer.text())
  }
  await page.goto(`/applications/${applicationId}`)
  await page.getByRole('button', { name: 'New key' }).first().click()
  await expect(page.getByRole('dialog').getByRole('radio').first()).toBeVisible()
  look('key form', (await page.getByRole('dialog').textContent()) ?? '')
  return found
}

test('L4 C22: a stage is added, renamed, moved, opened and closed again; closed, it shows nowhere in the portal', async ({
  browser,
  stack,
}) => {
  const { admin } = stack.urls
  const context = await signedIn(browser, admin, demoSignIn(stack, /^admin/))
  const call = clientOf(context, admin)
  const page = await context.newPage()
  const slug = unique('stage')
  const traces: Traces = { publicName: unique('Playground'), address: `http://${slug}.example.com` }
  const name = unique('Acceptance')
  const order = async () => (await call(listStages, {})).items.map((stage) => stage.slug)

  await test.step('added closed, it becomes the last', async () => {
    await page.goto('/stages')
    await page.getByRole('button', { name: 'New stage' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name', { exact: true }).fill('Not its last name')
    await dialog.getByLabel('Slug').fill(slug)
    await dialog.getByLabel('Address of its gateways').fill(traces.address)
    await dialog.getByRole('radio', { name: /^Deploys too/ }).check()
    await dialog.getByRole('button', { name: 'Create stage' }).click()
    await expect(dialog).toBeHidden()
    await expect(page.getByRole('heading', { level: 3, name: 'Not its last name' })).toBeVisible()
    expect((await order()).at(-1)).toBe(slug)
  })

  await test.step('renamed and moved', async () => {
    await page.goto(`/stages/${slug}`)
    await page.getByRole('button', { name: 'Edit' }).click()
    await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill(name)
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
    await page.goto('/stages')
    for (const [act, place] of [
      ['Move earlier', -2],
      ['Move later', -1],
    ] as const) {
      await page.getByRole('button', { name: `More for ${name}` }).click()
      await page.getByRole('menuitem', { name: act }).click()
      await expect.poll(async () => (await order()).at(place)).toBe(slug)
    }
  })

  const api = await makeApi(call, { backendUrl: stack.urls.orders })
  const there = { api: api.slug, version: api.version, stage: slug }
  const values = await call(getStageValues, there)
  const [backend] = values.backends
  if (!backend) throw new Error('the API names no backend')
  await call(
    putStageValues,
    {
      ...there,
      values: {
        backends: {
          [backend.name]: { url: stack.urls.orders, connectTimeoutMs: 2_000, timeoutMs: 30_000, headers: [] },
        },
      },
    },
    { ifMatch: values.etag },
  )
  await call(deploy, there)
  const client = await makeKey(browser, stack, api)
  const portalPage = await client.context.newPage()

  await test.step('closed, it shows nowhere in the portal, though the API runs on it', async () => {
    expect(await portalPlaces(portalPage, api.slug, client.applicationId, traces)).toEqual([])
  })

  await test.step('opened as a Sandbox, it shows under its public name', async () => {
    await page.goto(`/stages/${slug}`)
    await page.getByRole('button', { name: 'Edit' }).click()
    await page
      .getByRole('dialog')
      .getByRole('radio', { name: /^Sandbox/ })
      .check()
    await page.getByRole('dialog').getByLabel('Name in the portal').fill(traces.publicName)
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await expect(page.getByText(`Sandbox, shown as ${traces.publicName}`)).toBeVisible()
    expect(await portalPlaces(portalPage, api.slug, client.applicationId, traces)).toEqual([
      `/apis/${api.slug}/v1`,
      `/apis/${api.slug}/v1/get-thing`,
      `/apis/${api.slug}/v1/start`,
      '/llms.txt',
      'key form',
    ])
    await expect(portalPage.getByRole('dialog')).not.toContainText(name)
  })

  await test.step('closed again, all traces are gone', async () => {
    await page.getByRole('button', { name: 'Edit' }).click()
    await page
      .getByRole('dialog')
      .getByRole('radio', { name: /^Closed to developers/ })
      .check()
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await expect(page.getByRole('dialog')).toBeHidden()
    expect(await portalPlaces(portalPage, api.slug, client.applicationId, traces)).toEqual([])
  })
})
