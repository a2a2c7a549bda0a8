import { getAccount } from '@gatehouse/contracts/endpoints/account'
import { createIdentityProvider } from '@gatehouse/contracts/endpoints/identity-providers'
import { createMyApplication, createMyCredential, listMyStages } from '@gatehouse/contracts/endpoints/my-applications'
import { addTeamMember, createTeam } from '@gatehouse/contracts/endpoints/teams'
import { expect } from '@playwright/test'
import { demoSignIn } from '../fixtures/shared-stack.ts'
import { test } from './acts/journey.ts'
import { makeDeveloper } from './acts/make-developer.ts'
import { clientOf, signedIn } from './acts/sign-in.ts'
import { unique } from './acts/unique.ts'

test('a directory is connected, a group mapped, and whom the directory switches off is off at the gateways, with receipts and a rotation task', async ({
  browser,
  stack,
}) => {
  const { admin, portal, control } = stack.urls
  const context = await signedIn(browser, admin, demoSignIn(stack, /^admin/))
  const call = clientOf(context, admin)
  const name = unique('Directory')
  const { id } = await call(createIdentityProvider, { name, settings: { kind: 'scim' } })
  const team = await call(createTeam, { name: unique('Team') })

  // A developer of a team, who has made its key and so has seen it.
  const who = await makeDeveloper(browser, stack)
  const theirs = await signedIn(browser, portal, who)
  const developer = clientOf(theirs, portal)
  const account = await developer(getAccount, {})
  await call(addTeamMember, { teamId: team.id, personId: account.id, role: 'owner' })
  const application = await developer(createMyApplication, { name: unique('App'), teamId: team.id })
  const [stage] = (await developer(listMyStages, {})).items
  const keyName = unique('Key')
  await developer(createMyCredential, {
    applicationId: application.id,
    stageId: stage?.id ?? ('' as never),
    name: keyName,
  })

  // The directory gets a token, and tells of him and of a group.
  const page = await context.newPage()
  await page.goto(`/access/directories/${id}?tab=tokens`)
  await page.getByRole('button', { name: 'New token' }).click()
  await page.getByLabel('Name').fill('Provisioning')
  await page.getByRole('button', { name: 'Make token' }).click()
  await page.getByRole('button', { name: 'Reveal' }).click()
  const token = await page.getByRole('dialog').locator('code').first().textContent()
  const say = async (method: string, path: string, body: unknown) => {
    const answer = await fetch(`${control}/scim/v2${path}`, {
      method,
      headers: { authorization: `Bearer ${(token ?? '').trim()}`, 'content-type': 'application/scim+json' },
      body: JSON.stringify(body),
    })
    expect(answer.ok, `${method} ${path}: ${answer.status}`).toBe(true)
    return answer.status === 204 ? { id: '' } : ((await answer.json()) as { id: string })
  }
  const displayName = unique('Ines')
  const user = await say('POST', '/Users', { userName: who.email, displayName, emails: [{ value: who.email }] })
  const groupName = unique('Group')
  await say('POST', '/Groups', { displayName: groupName, members: [{ value: user.id }] })

  // An address alone links nobody: the admin says that it is he.
  await page.goto(`/access/directories/${id}`)
  const row = page.getByRole('row', { name: displayName })
  await expect(row).toContainText('Same address')
  await row.getByRole('button', { name: 'Link' }).click()
  await page.getByRole('button', { name: 'It is the same person' }).click()

  // The group is mapped; what that changes is shown before it is saved.
  await page.getByRole('tab', { name: /^Groups/ }).click()
  await page.getByRole('button', { name: `Map ${groupName}` }).click()
  await page.getByRole('radio', { name: /^The portal/ }).click()
  await page.getByRole('button', { name: 'See what it changes' }).click()
  await expect(page.getByRole('dialog')).toContainText('1 person gets the portal, as a developer')
  await page.getByRole('button', { name: 'Map the group' }).click()
  await expect(page.getByRole('row', { name: groupName })).toContainText('the portal, as a developer')

  // The directory switches him off: receipts tick in, his session is over.
  await say('PATCH', `/Users/${user.id}`, { Operations: [{ op: 'Replace', path: 'active', value: 'False' }] })
  await page.getByRole('tab', { name: 'Messages' }).click()
  const message = page.getByRole('row', { name: /is switched off/ })
  await expect(message).toContainText(/(\d+)\/\1 gateways/)
  await expect(developer(getAccount, {})).rejects.toMatchObject({ problem: { status: 401 } })

  // The key that he has seen goes on until somebody decides.
  await page.goto('/tasks')
  await expect(page.getByText(new RegExp(`has seen the key ${keyName}`))).toBeVisible()
  await page.goto('/tasks/rotation')
  await page.getByRole('button', { name: `Stop ${keyName} now` }).click()
  await page.getByRole('button', { name: 'Stop it now' }).click()
  await expect(page.getByText(keyName)).toHaveCount(0)
})
