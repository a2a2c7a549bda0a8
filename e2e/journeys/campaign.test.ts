import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { getAccount } from '@gatehouse/contracts/endpoints/account'
import { closeCampaign, getCampaign, listCampaigns } from '@gatehouse/contracts/endpoints/campaigns'
import { createMyApplication, createMyCredential, listMyStages } from '@gatehouse/contracts/endpoints/my-applications'
import { addTeamMember, createTeam } from '@gatehouse/contracts/endpoints/teams'
import { expect } from '@playwright/test'
import { demoSignIn } from '../fixtures/shared-stack.ts'
import { test } from './acts/journey.ts'
import { makeDeveloper } from './acts/make-developer.ts'
import { clientOf, signedIn } from './acts/sign-in.ts'
import { unique } from './acts/unique.ts'

const run = promisify(execFile)
const command = fileURLToPath(new URL('../../packages/cli/src/main.ts', import.meta.url))

test('a campaign runs to its signed result: made with a preview, answered by keyboard, silence suspends, one click gives back, the CLI verifies', async ({
  browser,
  stack,
}) => {
  const { admin, portal, control } = stack.urls
  const context = await signedIn(browser, admin, demoSignIn(stack, /^admin/), { acceptDownloads: true })
  const call = clientOf(context, admin)
  const me = await call(getAccount, {})

  // A developer's team with two keys: one that is needed, and one that nobody remembers.
  const who = await makeDeveloper(browser, stack)
  const theirs = await signedIn(browser, portal, who)
  const developer = clientOf(theirs, portal)
  const account = await developer(getAccount, {})
  const teamName = unique('Team')
  const team = await call(createTeam, { name: teamName })
  await call(addTeamMember, { teamId: team.id, personId: account.id, role: 'owner' })
  const application = await developer(createMyApplication, { name: unique('Shop'), teamId: team.id })
  const [stage] = (await developer(listMyStages, {})).items
  for (const name of ['needed', 'forgotten'])
    await developer(createMyCredential, {
      applicationId: application.id,
      stageId: stage?.id ?? ('' as never),
      name,
    })

  // Made: what, who is asked, when; the preview says what it would ask.
  const page = await context.newPage()
  await page.goto('/access/campaigns/new')
  for (const kind of ['Subscriptions', 'OAuth clients']) await page.getByLabel(kind, { exact: true }).uncheck()
  await page.getByRole('combobox', { name: 'Teams that hold it' }).click()
  await page
    .getByRole('combobox', { name: /search/i })
    .or(page.getByPlaceholder(/search/i))
    .last()
    .fill(teamName)
  await page.getByRole('option', { name: teamName }).click()
  await page.getByRole('radio', { name: 'One person' }).check()
  await page.getByRole('combobox', { name: 'Person' }).click()
  await page
    .getByRole('option', { name: new RegExp(me.name) })
    .first()
    .click()
  await expect(page.getByText(/items for 1 reviewer/)).toBeVisible()
  await expect(page.getByText(/Key “forgotten”/)).toBeVisible()
  const name = unique('Review')
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByRole('button', { name: 'Open the review' }).click()
  await expect(page.getByRole('heading', { name })).toBeVisible()
  await page.getByRole('link', { name: 'Answer 2 items' }).click()

  // Answered by keyboard: one is kept, nobody answers the other.
  const needed = page.getByRole('listitem').filter({ hasText: 'Key “needed”' })
  const forgotten = page.getByRole('listitem').filter({ hasText: 'Key “forgotten”' })
  await expect(needed).toBeVisible()
  await expect(forgotten).toBeVisible()
  await page.keyboard.press('k')
  if ((await forgotten.getAttribute('aria-current')) === 'true') await page.keyboard.press('j')
  await expect(needed).toHaveAttribute('aria-current', 'true')
  await page.keyboard.press('e')
  await expect(needed.getByText('If it is revoked')).toBeVisible()
  await page.keyboard.press('Shift+K')
  await expect(needed).toHaveCount(0)
  await expect(page.getByText('1 of 2')).toBeVisible()

  // The developer sees until when it is reviewed.
  const theirPage = await theirs.newPage()
  await theirPage.goto(`/applications/${application.id}`)
  // Another review may ask about the same at the same time.
  await expect(theirPage.getByText(/Under review until/).first()).toBeVisible()

  // It ends: silence suspends.
  const { items } = await call(listCampaigns, { state: 'open' })
  const campaign = items.find((one) => one.name === name)
  if (!campaign) throw new Error('the campaign is not in the list')
  const { etag } = await call(getCampaign, { campaignId: campaign.id })
  await call(closeCampaign, { campaignId: campaign.id }, { ifMatch: etag })
  await theirPage.reload()
  await expect(theirPage.getByText(/Suspended by an access review: forgotten/)).toBeVisible()

  // The signed result, as the CLI judges it.
  await page.goto(`/access/campaigns/${campaign.id}`)
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'JSON', exact: true }).click(),
  ])
  const file = await download.path()
  const verify = async (path: string) => {
    const env = { GATEHOUSE_URL: control }
    return run(process.execPath, [command, 'verify-document', path], { env }).then(
      () => 0,
      (error: { code: number }) => error.code,
    )
  }
  expect(await verify(file)).toBe(0)
  const said = JSON.parse(await readFile(file, 'utf8')) as { items: { what: string; outcome: string }[] }
  expect(said.items.map(({ outcome }) => outcome).sort()).toEqual(['kept', 'suspended'])

  // One click back, with who did it.
  await page.getByRole('button', { name: /Give back Key “forgotten”/ }).click()
  await expect(page.getByText('Given back', { exact: true })).toBeVisible()
  await theirPage.reload()
  await expect(theirPage.getByText(/Suspended by an access review/)).toHaveCount(0)
})
