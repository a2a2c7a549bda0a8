import { getDeprecation, putDeprecation } from '@gatehouse/contracts/endpoints/deprecations'
import { expect, type Locator } from '@playwright/test'
import { callGateway } from '../fixtures/gateway-call.ts'
import { demoSignIn } from '../fixtures/shared-stack.ts'
import { waitUntil } from '../fixtures/wait-until.ts'
import { test } from './acts/journey.ts'
import { makeApi } from './acts/make-api.ts'
import { makeDeveloper } from './acts/make-developer.ts'
import { makeKey } from './acts/make-key.ts'
import { clientOf, signedIn } from './acts/sign-in.ts'

/** An instant so many seconds from now as a field takes it: UTC, without the zone. */
const field = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString().slice(0, 19)
const instant = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString()
const day = 86_400

type Mail = { subject: string; text: string }

test('L12, L13: a version ends in the open: planned, mailed, headers, brown-out, an extension for one application, sunset', async ({
  browser,
  stack,
  sandbox,
}) => {
  test.setTimeout(180_000)
  const { admin, portal, mail } = stack.urls
  const context = await signedIn(browser, admin, demoSignIn(stack, /^admin/))
  const call = clientOf(context, admin)
  const page = await context.newPage()
  const api = await makeApi(call, { backendUrl: stack.urls.orders })
  const successor = await makeApi(call, { backendUrl: stack.urls.orders })
  const path = { api: api.slug, version: api.version }
  const who = await makeDeveloper(browser, stack)
  const kept = await makeKey(browser, stack, api, { who })
  const other = await makeKey(browser, stack, api)
  const ask = (key: string) => callGateway(`${sandbox}${api.basePath}/things/1`, { key })
  const answers = (key: string, code: string) =>
    waitUntil(code, async () => (await ask(key)).code === code, { withinMs: 30_000, everyMs: 200 })
  /** What the backend says is no matter here: it was asked. */
  const passes = (key: string) =>
    waitUntil('a call that reaches the backend', async () => ![401, 403, 410].includes((await ask(key)).status), {
      withinMs: 30_000,
      everyMs: 200,
    })
  const lifecycle = `/apis/${api.slug}/${api.version}/lifecycle`
  const deprecation = () => call(getDeprecation, path)

  await test.step('who calls it is counted before anything is planned', async () => {
    await passes(kept.key)
    await passes(other.key)
    await waitUntil('both callers', async () => (await deprecation()).callers.length === 2, { withinMs: 30_000 })
  })

  await test.step('the plan shows what callers will read and who is told before it is saved', async () => {
    await page.goto(lifecycle)
    await page.getByRole('button', { name: 'Plan the end' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Deprecated from (UTC)').fill(field(-60))
    await dialog.getByLabel('Sunset (UTC)').fill(field(-120))
    await dialog.getByLabel('What callers should know').fill('Totals become decimal strings.')
    await dialog.getByRole('button', { name: 'See what callers read' }).click()
    await expect(dialog.getByText('After the deprecation.').first()).toBeVisible()
    await dialog.getByLabel('Sunset (UTC)').fill(field(day))
    await dialog.getByRole('button', { name: 'Add a brown-out' }).click()
    await dialog.getByLabel('From (UTC)', { exact: true }).fill(field(25))
    await dialog.getByLabel('To (UTC)', { exact: true }).fill(field(3_600))
    await dialog.getByRole('button', { name: 'See what callers read' }).click()
    await expect(dialog.getByText(/Deprecation: @\d+/)).toBeVisible()
    await expect(dialog.getByRole('listitem').filter({ hasText: kept.application })).toBeVisible()
    await expect(dialog.getByText('Totals become decimal strings.').first()).toBeVisible()
    await dialog.getByRole('button', { name: 'Plan it' }).click()
    await expect(dialog).toBeHidden()
    await expect(page.getByText(/2 applications still call/)).toBeVisible()
  })

  await test.step('owners get a mail, callers read it in headers, readers in the portal', async () => {
    const told = await waitUntil(
      'the mail',
      async () => {
        const answer = await fetch(`${mail}/api/mails?to=${encodeURIComponent(who.email)}`)
        const { mails } = (await answer.json()) as { mails: Mail[] }
        return mails.find(({ subject }) => subject.startsWith(`${api.name} ${api.version} is deprecated`))
      },
      { withinMs: 30_000, everyMs: 200 },
    )
    expect(told.text).toContain(kept.application)
    const answer = await waitUntil('the header', async () => {
      const got = await ask(kept.key)
      return got.headers.deprecation === undefined ? null : got
    })
    expect(answer.headers.deprecation).toMatch(/^@\d{10}$/)
    expect(Date.parse(answer.headers.sunset ?? '')).toBeGreaterThan(Date.now())
    expect(answer.headers.link).toContain('rel="deprecation"')
    const reader = await browser.newPage()
    await reader.goto(`${portal}/apis/${api.slug}/${api.version}`)
    await expect(reader.getByText(`${api.version} is deprecated and ends on`)).toBeVisible()
    await reader.close()
    const own = await kept.context.newPage()
    await own.goto(`${portal}/applications/${kept.applicationId}`)
    await expect(own.getByText(`${api.name} ${api.version} ends on`)).toBeVisible()
    await own.close()
  })

  await test.step('a brown-out answers 410; an extension lets the named application pass', async () => {
    await answers(kept.key, 'brown_out')
    await page.reload()
    await expect(page.getByText('Brown-out now')).toBeVisible()
    const row: Locator = page.getByRole('row').filter({ hasText: kept.application })
    await row.getByRole('button', { name: 'Extend' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Reason').fill('Their release is next week.')
    await dialog.getByRole('button', { name: 'Extend' }).click()
    await expect(dialog).toBeHidden()
    await passes(kept.key)
    expect(await ask(other.key)).toMatchObject({ status: 410, code: 'brown_out' })
  })

  await test.step('after the sunset it answers 410 with the successor, but for the extended application', async () => {
    const { program, etag } = await deprecation()
    await call(
      putDeprecation,
      {
        ...path,
        deprecatedAt: program?.deprecatedAt ?? '',
        sunsetAt: instant(3),
        successor: successor.versionId,
        reason: 'It is over sooner.',
      },
      { ifMatch: etag },
    )
    await answers(other.key, 'sunset')
    const { text, headers } = await ask(other.key)
    expect(text).toContain(successor.basePath)
    expect(headers.link).toContain('rel="successor-version"')
    await passes(kept.key)
    await page.reload()
    await expect(page.getByRole('row').filter({ hasText: 'Their release is next week.' })).toContainText('holds')
  })

  await test.step('when the extension ends, nobody passes and the version is Retired', async () => {
    await page.getByRole('button', { name: 'End', exact: true }).click()
    await page.getByRole('alertdialog').or(page.getByRole('dialog')).getByRole('button', { name: 'End it' }).click()
    await answers(kept.key, 'sunset')
    await waitUntil('Retired', async () => (await deprecation()).version.state === 'retired', { withinMs: 30_000 })
  })
})

test('L14: subscribers move to the successor with the keys that they have, after a dry run, and back', async ({
  browser,
  stack,
  sandbox,
}) => {
  const { admin } = stack.urls
  const context = await signedIn(browser, admin, demoSignIn(stack, /^admin/))
  const call = clientOf(context, admin)
  const page = await context.newPage()
  const api = await makeApi(call, { backendUrl: stack.urls.orders })
  const next = await makeApi(call, { backendUrl: stack.urls.orders })
  const path = { api: api.slug, version: api.version }
  const client = await makeKey(browser, stack, api)
  const statusOn = async ({ basePath }: { basePath: string }) =>
    (await callGateway(`${sandbox}${basePath}/things/1`, { key: client.key })).status
  const comesTo = (version: { basePath: string }, refused: boolean) =>
    waitUntil(refused ? 'a refusal' : 'a call that passes', async () => ((await statusOn(version)) === 403) === refused)
  await comesTo(api, false)
  await comesTo(next, true)
  await call(
    putDeprecation,
    { ...path, deprecatedAt: instant(day), sunsetAt: instant(30 * day), successor: next.versionId },
    { ifMatch: 1 },
  )

  await test.step('the dry run says what would happen, and changes nothing', async () => {
    await page.goto(`/apis/${api.slug}/${api.version}/lifecycle`)
    await page.getByRole('button', { name: 'Move subscribers' }).click()
    const dialog = page.getByRole('dialog')
    await expect(dialog.getByRole('listitem').filter({ hasText: client.application })).toContainText('gets access')
    await expect(dialog.getByText(/1 application gets access to .* with the keys that it has/)).toBeVisible()
    expect(await statusOn(next)).toBe(403)
  })

  await test.step('the same key calls the new version, and still the old one', async () => {
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Move 1 application' }).click()
    await expect(dialog).toBeHidden()
    await comesTo(next, false)
    await comesTo(api, false)
  })

  await test.step('undone, it calls the old one only', async () => {
    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Undo the move' }).click()
    await comesTo(next, true)
    await comesTo(api, false)
    await expect(page.getByText('taken back')).toBeVisible()
  })
})
