import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { assignRole, listRoles } from '@gatehouse/contracts/endpoints/roles'
import { createServiceAccount } from '@gatehouse/contracts/endpoints/service-accounts'
import { createTeam } from '@gatehouse/contracts/endpoints/teams'
import { startJobIssuer } from '@gatehouse/http/fixtures/job-issuer'
import { expect } from '@playwright/test'
import { plainApi } from '../fixtures/offer-api.ts'
import { demoSignIn } from '../fixtures/shared-stack.ts'
import { test } from './acts/journey.ts'
import { clientOf, signedIn } from './acts/sign-in.ts'
import { unique } from './acts/unique.ts'

const command = fileURLToPath(new URL('../../packages/cli/src/main.ts', import.meta.url))

test('S29 a pipeline signs in without a stored secret: the rule is made in the console, the job shows its own token, and the rule’s end ends it', async ({
  browser,
  stack,
}) => {
  const { admin, control } = stack.urls
  const context = await signedIn(browser, admin, demoSignIn(stack, /^admin/))
  const call = clientOf(context, admin)
  const issuer = await startJobIssuer()
  const [folder, home] = [mkdtempSync(join(tmpdir(), 'repository-')), mkdtempSync(join(tmpdir(), 'runner-'))]
  try {
    const team = await call(createTeam, { name: unique('Orders') })
    const account = await call(createServiceAccount, { name: unique('pipeline'), teamId: team.id })
    const role = (await call(listRoles, {})).items.find(({ name }) => name === 'Product owner')
    await call(assignRole, {
      roleId: role?.id ?? ('' as never),
      holder: { kind: 'serviceAccount', serviceAccountId: account.id },
      scope: { kind: 'team', teamId: team.id },
    })

    const page = await context.newPage()
    await page.goto(`/access/service-accounts/${account.id}`)
    await expect(page.getByText('No pipeline signs in yet')).toBeVisible()
    await page.getByRole('button', { name: 'New rule' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('Release')
    await dialog.getByLabel('Pipeline').selectOption('other')
    await dialog.getByLabel('Claims', { exact: true }).fill('repository=acme/orders')
    await dialog.getByLabel('More claims').fill('ref=refs/heads/main')
    await dialog.getByLabel('Issuer').fill(issuer.issuer)
    // Only what pipelines need is chosen beforehand.
    await expect(dialog.getByRole('checkbox', { checked: true })).not.toHaveCount(0)
    await dialog.getByRole('button', { name: 'Create rule' }).click()
    await expect(dialog.getByRole('heading', { name: 'The rule holds' })).toBeVisible()
    await expect(dialog.getByText(/login .*--job/)).toBeVisible()
    await dialog.getByRole('button', { name: 'Done' }).click()
    const rule = page.getByText(/ · for /).filter({ hasText: issuer.issuer })
    await expect(rule).toContainText('never used')

    // The job: nothing in its environment but what says who it is.
    writeFileSync(join(folder, 'openapi.yaml'), plainApi(unique('Orders')))
    const job = (args: readonly string[], claims: Record<string, unknown> = {}) =>
      run(folder, args, {
        HOME: home,
        GATEHOUSE_URL: control,
        GITLAB_CI: 'true',
        GATEHOUSE_ID_TOKEN: issuer.sign({ aud: control, ...claims }),
      })
    const elsewhere = await job(['login', '--job'], { ref: 'refs/heads/feature' })
    expect(elsewhere.code, elsewhere.said).not.toBe(0)
    const login = await job(['login', '--job'])
    expect(login.code, login.said).toBe(0)
    const api = unique('orders').toLowerCase()
    const made = await job(['import', 'openapi.yaml', '--team', team.name, '--slug', api])
    expect(made.code, made.said).toBe(0)
    await page.goto(`/apis/${api}`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await page.goto(`/access/service-accounts/${account.id}`)
    await expect(rule).toContainText('last used')

    // What the job keeps ends by itself, and with the rule at once.
    await page.getByRole('button', { name: 'Remove', exact: true }).click()
    await page.getByRole('button', { name: 'Remove rule' }).click()
    await expect(page.getByText('No pipeline signs in yet')).toBeVisible()
    const after = await job(['import', 'openapi.yaml', '--api', api])
    expect(after.code, after.said).not.toBe(0)
    const again = await job(['login', '--job'])
    expect(again.code, again.said).not.toBe(0)
    // What the job got was kept in the runner's home, never in the repository.
    expect(readdirSync(folder)).toEqual(['openapi.yaml'])
  } finally {
    issuer.end()
    for (const one of [folder, home]) rmSync(one, { recursive: true, force: true })
    await context.close()
  }
})

/** Runs the command as a runner does: in the repository, with this environment and no other. */
function run(
  cwd: string,
  args: readonly string[],
  env: Record<string, string>,
): Promise<{ code: number; said: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [command, ...args], { cwd, env }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), said: out + err })
    })
  })
}
