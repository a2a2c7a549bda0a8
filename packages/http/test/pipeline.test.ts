import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { decidePromotion } from '@gatehouse/services/promotions/decide-promotion'
import { getPromotion } from '@gatehouse/services/promotions/get-promotion'
import { updateStage } from '@gatehouse/services/stages/update-stage'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runProgram, serveInstallation } from './served.ts'

/** Dozens of processes one after the other, also on a busy machine. */
const patienceMs = 300_000
const bundler = fileURLToPath(new URL('../../cli/bundle.ts', import.meta.url))
let served: Awaited<ReturnType<typeof serveInstallation>>
let file = ''
beforeAll(async () => {
  served = await serveInstallation([
    'organization.manage',
    'team.read',
    'team.manage',
    'api.read',
    'api.create',
    'api.edit',
    'api.deploy',
    'api.promote',
    'api.publish',
    'stage.read',
    'stage.manage',
    'product.read',
    'product.manage',
    'lint.manage',
    'request.read',
    'application.read',
  ])
  file = join(served.folder, 'gatehouse.mjs')
  const bundled = await runProgram(process.execPath, [bundler, file], { cwd: served.folder, env: {} })
  if (bundled.code !== 0) throw new Error(bundled.err)
  const ctx = served.app.ctx()
  const stages = await served.app.db.prisma.stage.findMany({ orderBy: { position: 'asc' } })
  for (const { slug, etag } of stages) {
    await updateStage({
      ctx,
      ifMatch: etag,
      input: {
        stage: slug,
        gate: slug === 'staging' ? [{ check: 'breaking-change', required: true }] : [],
        approval: { needed: slug === 'production' ? 1 : 0, when: 'always' },
      },
    })
  }
})
afterAll(() => served.end())

/** The one file, in a process of its own. */
const gatehouse = (...args: string[]) =>
  runProgram(process.execPath, [file, ...args], { cwd: served.folder, env: served.env })

function writeContract(limit: object, more: object = {}): string {
  const path = 'orders.json'
  const operation = {
    parameters: [{ name: 'limit', in: 'query', schema: limit }],
    responses: { 200: { description: 'Fine' } },
  }
  const document = {
    openapi: '3.1.0',
    info: { title: 'Orders', version: '1' },
    paths: { '/orders': { get: operation }, ...more },
  }
  writeFileSync(join(served.folder, path), JSON.stringify(document))
  return path
}
const read = (path: string) => readFileSync(join(served.folder, path), 'utf8')

const addressElsewhere = {
  backends: { default: { url: 'http://127.0.0.1:9', connectTimeoutMs: 2_000, timeoutMs: 30_000, headers: [] } },
}

test('one call brings a contract from a file to a prepared promotion; another person approves it, and the ID runs it', {
  timeout: patienceMs,
}, async () => {
  const shipped = await gatehouse('ship', writeContract({ type: 'integer' }), '--api', 'orders', '--team', 'Commerce')
  // The other stages have no address yet: the check that fails says so by name.
  expect(shipped.code, shipped.err).toBe(1)
  expect(shipped.out).toContain('failed')
  expect(shipped.out).toContain('Staging')
  mkdirSync(join(served.folder, 'values/apis/orders'), { recursive: true })
  const stages = { staging: addressElsewhere, production: addressElsewhere }
  writeFileSync(join(served.folder, 'values/apis/orders/v1.yaml'), JSON.stringify({ stages }))
  expect(await gatehouse('apply', 'values')).toMatchObject({ code: 0 })

  const again = await gatehouse(
    'ship',
    'orders.json',
    '--api',
    'orders',
    '--markdown',
    'r.md',
    '--junit',
    'r.xml',
    '--json',
  )
  expect(again.code, again.out + again.err).toBe(0)
  const report = JSON.parse(again.out) as { outcome: string; checks: { group: string; name: string; state: string }[] }
  const id = /prm_[0-9a-f]{32}/.exec(report.outcome)?.[0] ?? ''
  expect(report.outcome).toContain('waits for approval before Production')
  expect(report.checks.map(({ group, name, state }) => `${group}/${name}/${state}`)).toEqual(
    expect.arrayContaining(['Contract/Import/passed', 'Development/Deploy/passed', 'Production/Approval/waits']),
  )
  expect(read('r.md')).toContain('Promote Orders v1 r1 to Production')
  expect(read('r.xml')).toContain('<testcase classname="Production" name="Approval" time="0"><skipped')

  const early = await gatehouse('promote', id)
  expect(early.code).not.toBe(0)
  const approver = served.app.ctx(await served.app.member('Operator'))
  const { boundHash } = await getPromotion({ ctx: approver, input: { promotion: id } })
  await decidePromotion({ ctx: approver, input: { promotion: id, decision: 'approved', boundHash } })
  const ran = await gatehouse('promote', id, '--wait')
  expect(ran.code, ran.out + ran.err).toBe(0)
  expect(ran.out).toContain('r1 runs on Production.')
  const status = await gatehouse('status')
  expect(status).toMatchObject({ code: 0, err: '' })
  expect(status.out).toMatch(/orders\s+v1\s+draft\s+r1 .*r1 .*r1 /)
})

test('a gate that fails is named by exit code, text, Markdown and JUnit, and what ran goes on', {
  timeout: patienceMs,
}, async () => {
  const contract = writeContract({ type: 'integer', maximum: 10 })
  const shipped = await gatehouse('ship', contract, '--api', 'orders', '--markdown', 'out/r.md', '--junit', 'out/r.xml')
  expect(shipped.code, shipped.err).toBe(1)
  expect(shipped.out).toMatch(/failed {2}Staging: Breaking change/i)
  expect(read('out/r.md')).toMatch(/Failed: Staging: Breaking change/i)
  expect(read('out/r.xml')).toMatch(
    /<testcase classname="Staging" name="Breaking change[^"]*" time="0"><failure message="/i,
  )
  expect(read('out/r.xml')).toContain('failures="1"')
  const early = await gatehouse('ship', contract, '--api', 'orders', '--fail-on', 'breaking')
  expect(early.out).toMatch(/failed {2}Contract: Changes against Production — 1 breaking/)
  expect(early.out).not.toContain('Deploy')
  const status = JSON.parse((await gatehouse('status', '--api', 'orders', '--json')).out)
  const revisions = status.items[0].versions[0].stages.map(({ revision }: { revision: number }) => revision)
  expect(revisions).toEqual([2, 1, 1])
})

test('deploys, promotes and rolls back one step at a time', { timeout: patienceMs }, async () => {
  const contract = writeContract(
    { type: 'integer' },
    { '/carts': { get: { responses: { 200: { description: 'Fine' } } } } },
  )
  expect(await gatehouse('import', contract, '--api', 'orders', '--conflicts', 'file')).toMatchObject({ code: 0 })
  const deployed = await gatehouse('deploy', '--api', 'orders', '--note', 'by hand')
  expect(deployed).toMatchObject({ code: 0, out: expect.stringContaining('r3 is on Development.') })
  const promoted = await gatehouse(
    'promote',
    '--api',
    'orders',
    '--stage',
    'staging',
    '--mode',
    'run',
    '--revision',
    '3',
  )
  expect(promoted).toMatchObject({ code: 0, out: expect.stringContaining('r3 runs on Staging.') })
  const waits = await gatehouse('promote', '--api', 'orders', '--stage', 'production', '--mode', 'run')
  expect(waits).toMatchObject({ code: 3, out: expect.stringContaining('waits for approval') })
  const back = await gatehouse(
    'rollback',
    '--api',
    'orders',
    '--stage',
    'staging',
    '--revision',
    '1',
    '--note',
    'too early',
  )
  expect(back).toMatchObject({ code: 0, out: expect.stringContaining('r1 is on Staging') })
  expect(await gatehouse('rollback', '--api', 'orders', '--stage', 'staging', '--revision', '99')).toMatchObject({
    code: 2,
    err: expect.stringContaining('r99'),
  })
  const there = ['--api', 'orders', '--stage', 'staging']
  const asked = await gatehouse('take-off', ...there)
  expect(asked).toMatchObject({ code: 1, out: expect.stringContaining('are answered 404') })
  const gone = await gatehouse('take-off', ...there, '--yes', '--note', 'no longer needed')
  expect(gone).toMatchObject({ code: 0, out: expect.stringContaining('r1 is taken off Staging') })
  expect(await gatehouse('take-off', ...there, '--yes')).toMatchObject({
    code: 2,
    err: expect.stringContaining('does not run on Staging'),
  })
  expect(await gatehouse('rollback', ...there)).toMatchObject({
    code: 0,
    out: expect.stringContaining('r1 is on Staging'),
  })
})

test('writes the installation into files, plans and applies them, and then there is no difference', {
  timeout: patienceMs,
}, async () => {
  expect(await gatehouse('export', 'config')).toMatchObject({ code: 0, out: '' })
  expect(await gatehouse('plan', 'config', '--prune', '--exit-code')).toMatchObject({
    code: 0,
    out: 'No difference.\n',
  })
  const api = read('config/apis/orders/api.yaml')
  writeFileSync(
    join(served.folder, 'config/apis/orders/api.yaml'),
    api.replace("summary: ''", 'summary: ""').replace(/^summary: .*$/m, 'summary: What customers order'),
  )
  const planned = await gatehouse('plan', 'config', '--exit-code')
  expect(planned).toMatchObject({ code: 1, out: expect.stringContaining('~ The API orders changes: summary') })
  const hash = /Plan ([0-9a-f]{64})/.exec(planned.out)?.[1] ?? ''
  expect(await gatehouse('apply', 'config', '--plan', hash)).toMatchObject({
    code: 0,
    out: expect.stringContaining('1 changes made'),
  })
  expect(await gatehouse('apply', 'config', '--plan', hash)).toMatchObject({
    code: 2,
    err: expect.stringContaining('plan again'),
  })
  expect(await gatehouse('apply', 'config')).toMatchObject({ code: 0, out: '0 changes made.\n' })
  expect((await gatehouse('export', 'config')).err).toMatch(/^0 files written/)
  writeFileSync(join(served.folder, 'config/apis/orders/v1.yaml'), 'operations:\n  GET /nothing: {}\n')
  expect(await gatehouse('plan', 'config')).toMatchObject({
    code: 2,
    err: expect.stringContaining(
      'apis/orders/v1.yaml /operations: expected operations of orders v1; it has no GET /nothing',
    ),
  })
})

test('a login is tried, kept for its person alone, and used where the environment says nothing', {
  timeout: patienceMs,
}, async () => {
  const { GATEHOUSE_URL = '', GATEHOUSE_KEY = '', ...rest } = served.env
  const run = (args: string[], input = '') =>
    runProgram(process.execPath, [file, ...args], { cwd: served.folder, env: rest, input })
  expect(await run(['login', GATEHOUSE_URL], 'gh_mgmt_wrong\n')).toMatchObject({
    code: 2,
    err: expect.stringContaining('key'),
  })
  expect(await run(['status'])).toMatchObject({ code: 2, err: expect.stringContaining('gatehouse login') })
  expect(await run(['login', GATEHOUSE_URL], `${GATEHOUSE_KEY}\n`)).toMatchObject({
    code: 0,
    out: expect.stringContaining('Acme'),
  })
  const kept = join(served.folder, '.config/gatehouse/login.json')
  expect(statSync(kept).mode & 0o777).toBe(0o600)
  expect(await run(['status'])).toMatchObject({ code: 0, out: expect.stringContaining('orders') })
  // A kept key never goes to another address.
  const other = await runProgram(process.execPath, [file, 'status'], {
    cwd: served.folder,
    env: { ...rest, GATEHOUSE_URL: 'http://127.0.0.1:9' },
  })
  expect(other).toMatchObject({ code: 2, err: expect.stringContaining('GATEHOUSE_KEY is not set') })
  expect(await run(['login', '--logout'])).toMatchObject({ code: 0 })
  expect(await run(['status'])).toMatchObject({ code: 2 })
})

test('shows the log of requests, and ends where it is told', { timeout: patienceMs }, async () => {
  expect(await gatehouse('tail', '--once', '--api', 'orders', '--status', '5xx')).toMatchObject({
    code: 0,
    out: '',
    err: '',
  })
  expect(await gatehouse('tail', '--once', '--stage', 'staging')).toMatchObject({ code: 2 })
  expect(await gatehouse('tail', '--once', '--app', 'nobody')).toMatchObject({
    code: 2,
    err: expect.stringContaining('nobody'),
  })
})

test('the completion of each shell knows every command; bash takes its script', { timeout: patienceMs }, async () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { code, out } = await gatehouse('completion', shell)
    expect(code).toBe(0)
    for (const name of ['ship', 'promote', 'apply']) expect(out).toContain(name)
  }
  const script = (await gatehouse('completion', 'bash')).out
  const asked = `${script}\nCOMP_WORDS=(gatehouse pro); COMP_CWORD=1; _gatehouse; echo "\${COMPREPLY[@]}"`
  expect(await runProgram('bash', ['-c', asked], { cwd: served.folder, env: {} })).toMatchObject({ out: 'promote\n' })
})
