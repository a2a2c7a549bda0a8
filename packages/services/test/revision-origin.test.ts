import { afterAll, beforeAll, expect, test } from 'vitest'
import { importApi } from '../src/contracts/import-api.ts'
import { latestImport } from '../src/contracts/latest-import.ts'
import { listRevisions } from '../src/contracts/list-revisions.ts'
import { deploy } from '../src/deployments/deploy.ts'
import type { Context } from '../src/grammar/context.ts'
import { createTeam } from '../src/teams/create-team.ts'
import { createTestInstallation, type TestInstallation } from '../src/testing.ts'

let app: TestInstallation
let owner: Context
let teamId: string
beforeAll(async () => {
  app = await createTestInstallation()
  owner = app.ctx(await app.member('Admin'))
  teamId = (await createTeam({ ctx: owner, input: { name: 'Commerce' } })).id
})
afterAll(() => app.drop())

const source = JSON.stringify({
  openapi: '3.1.0',
  info: { title: 'Orders', version: '1' },
  paths: { '/orders': { get: { responses: { 200: { description: 'Orders' } } } } },
})
const run = (commit: string) => ({
  system: 'github',
  repository: 'https://git.example.com/acme/orders',
  branch: 'main',
  commit,
  run: 'https://git.example.com/acme/orders/actions/runs/7',
})
const import_ = (more: object) => importApi({ ctx: owner, input: { fileName: 'orders.json', source, teamId, ...more } })
const path = (made: { api: { slug: string } }) => ({ api: made.api.slug, version: 'v1' })

test('a revision that a pipeline deploys names its run, wherever it is shown', async () => {
  const made = await import_({ via: 'cli', ci: run('aaaaaaa') })
  const { deployment } = await deploy({
    ctx: owner,
    input: { ...path(made), stage: 'development', ci: run('bbbbbbb') },
  })
  expect(deployment.origin).toEqual({ kind: 'ci', fileName: 'orders.json', commit: 'bbbbbbb', ci: run('bbbbbbb') })
  const [revision] = (await listRevisions({ ctx: owner, input: path(made) })).items
  expect(revision?.origin).toMatchObject({ commit: 'bbbbbbb', ci: run('bbbbbbb') })
  expect((await latestImport({ ctx: owner, input: path(made) })).origin).toEqual({ kind: 'cli', ci: run('aaaaaaa') })
})

test('a revision that a person deploys keeps the run whose file it has; without one it names the file', async () => {
  const fromRun = await import_({ via: 'cli', ci: run('ccccccc') })
  const first = await deploy({ ctx: owner, input: { ...path(fromRun), stage: 'development' } })
  expect(first.deployment.origin).toMatchObject({ kind: 'ci', ci: { commit: 'ccccccc' } })
  const byHand = await import_({})
  const second = await deploy({ ctx: owner, input: { ...path(byHand), stage: 'development' } })
  expect(second.deployment.origin).toEqual({ kind: 'file', fileName: 'orders.json', commit: null, ci: null })
})

test('links of a run are addresses of the web', async () => {
  const made = await import_({})
  const ci = { ...run('ddddddd'), run: 'javascript:alert(1)' }
  const refused = async () => deploy({ ctx: owner, input: { ...path(made), stage: 'development', ci } })
  await expect(refused()).rejects.toMatchObject({
    code: 'invalid_input',
  })
})
