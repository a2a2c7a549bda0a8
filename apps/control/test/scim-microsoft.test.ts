import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newId } from '@gatehouse/contracts/ids'
import { createScimToken } from '@gatehouse/services/directory/scim-tokens'
import { createTestInstallation, type TestInstallation } from '@gatehouse/services/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { spawnControl } from './spawn-control.ts'

let app: TestInstallation
let control: Awaited<ReturnType<typeof spawnControl>>
let folder: string
let token: string

beforeAll(async () => {
  app = await createTestInstallation()
  const identityProviderId = newId('identityProvider')
  await app.db.prisma.identityProvider.create({
    data: { id: identityProviderId, kind: 'scim', name: 'Entra', settings: { kind: 'scim' } },
  })
  token = (await createScimToken({ ctx: app.ctx(), input: { identityProviderId, name: 'newman' } })).token
  control = await spawnControl(app)
  folder = await mkdtemp(join(tmpdir(), 'gatehouse-scim-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
  await control.close()
  await app.drop()
})

type Execution = { item: { name: string }; assertions?: { assertion: string; error?: { message: string } }[] }
type Report = {
  run: {
    stats: { assertions: { total: number; failed: number }; requests: { total: number; failed: number } }
    failures: unknown[]
    executions: Execution[]
  }
}

test('the collection of Microsoft’s SCIM reference code passes, each of its assertions', async () => {
  const text = await readFile(new URL('vectors/scim-microsoft.postman.json', import.meta.url), 'utf8')
  const collection = JSON.parse(text.replaceAll('serviceConfiguration', 'ServiceProviderConfig')) as {
    item: { name: string }[]
  }
  collection.item = collection.item.filter(({ name }) => name !== 'Get Token')
  const file = join(folder, 'collection.json')
  await writeFile(file, JSON.stringify(collection))
  const { run } = await newman(file, {
    Protocol: 'http',
    Server: '127.0.0.1',
    Port: `:${new URL(control.url).port}`,
    Api: 'scim/v2',
    token,
  })
  const failed = run.executions.flatMap(({ item, assertions = [] }) =>
    assertions.flatMap(({ assertion, error }) => (error ? [`${item.name}: ${assertion}: ${error.message}`] : [])),
  )
  expect(failed).toEqual([])
  expect(run.failures).toEqual([])
  expect(run.stats.requests).toMatchObject({ total: 78, failed: 0 })
  expect(run.stats.assertions.total).toBeGreaterThan(90)
}, 60_000)

async function newman(collection: string, variables: Record<string, string>): Promise<Report> {
  const report = join(folder, 'report.json')
  const bin = createRequire(import.meta.url).resolve('newman/bin/newman.js')
  const given = Object.entries(variables).flatMap(([name, value]) => ['--env-var', `${name}=${value}`])
  const child = spawn(
    process.execPath,
    [bin, 'run', collection, '--reporters', 'json', '--reporter-json-export', report, ...given],
    { stdio: 'ignore' },
  )
  await new Promise((resolve) => child.once('exit', resolve))
  return JSON.parse(await readFile(report, 'utf8')) as Report
}
