import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createManagementKey } from '@gatehouse/services/service-accounts/create-management-key'
import { createServiceAccount } from '@gatehouse/services/service-accounts/create-service-account'
import { createKeyResolver } from '@gatehouse/services/service-accounts/key-resolver'
import { createTeam } from '@gatehouse/services/teams/create-team'
import { createTestInstallation, type TestInstallation } from '@gatehouse/services/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseTrustedProxies } from '../src/client-address.ts'
import { mountKey } from '../src/mount-key.ts'
import { routes } from '../src/routes.ts'

const main = fileURLToPath(new URL('../../cli/src/main.ts', import.meta.url))
let app: TestInstallation
let server: Server
let closeKeys = async () => undefined as unknown
let folder = ''
let env: Record<string, string> = {}

beforeAll(async () => {
  app = await createTestInstallation()
  const keys = createKeyResolver({ db: app.db })
  closeKeys = () => keys.close()
  const handler = mountKey({
    routes,
    ...app,
    log: () => undefined,
    trustedProxies: parseTrustedProxies(''),
    resolveKey: keys.resolve,
  })
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const answer = await handler(
      new Request(`http://${request.headers.host}${request.url}`, {
        method: request.method ?? 'GET',
        headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
        ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
      }),
      '127.0.0.1',
    )
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(Buffer.from(await answer.arrayBuffer()))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const ctx = app.ctx()
  const team = await createTeam({ ctx, input: { name: 'Commerce' } })
  const account = await createServiceAccount({ ctx, input: { name: 'ci', teamId: team.id } })
  const role = await app.db.prisma.role.findUniqueOrThrow({ where: { name: 'Admin' } })
  await app.db.prisma.roleAssignment.create({
    data: { id: 'ra_cli', roleId: role.id, serviceAccountId: account.id, scope: 'organization' },
  })
  const scopes = ['team.read', 'api.read', 'api.create', 'api.edit'] as const
  const { key } = await createManagementKey({
    ctx,
    input: { serviceAccountId: account.id, name: 'ci', scopes: [...scopes] },
  })
  env = {
    GATEHOUSE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    GATEHOUSE_KEY: key,
  }
  folder = mkdtempSync(join(tmpdir(), 'gh-cli-'))
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await closeKeys()
  await app.drop()
  rmSync(folder, { recursive: true, force: true })
})

const schema = { type: 'integer' }
const contract = (more: object = {}, property: object = schema) =>
  JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Orders', version: '1.0.0' },
    paths: {
      '/orders': {
        get: {
          parameters: [{ name: 'limit', in: 'query', schema: property }],
          responses: { 200: { description: 'Fine' } },
        },
      },
      ...more,
    },
  })
function write(name: string, text: string): string {
  mkdirSync(join(folder, name, '..'), { recursive: true })
  writeFileSync(join(folder, name), text)
  return name
}

/** The real command in a process of its own. */
function gatehouse(
  args: string[],
  more: Record<string, string> = env,
): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args], {
      cwd: folder,
      env: more,
    })
    let out = ''
    let err = ''
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    child.on('close', (code) => resolve({ code: code ?? -1, out, err }))
  })
}

describe('the command line', () => {
  test('explains itself, and says what is wrong with what it was given', async () => {
    const [help, more, none, option, file, unset] = await Promise.all([
      gatehouse(['--help']),
      gatehouse(['import', '--help']),
      gatehouse(['delete']),
      gatehouse(['lint', 'a.json', '--strict']),
      gatehouse(['lint', 'nowhere.json']),
      gatehouse(['export', '--api', 'orders'], {}),
    ])
    expect(help).toMatchObject({ code: 0, out: expect.stringContaining('GATEHOUSE_KEY') })
    expect(more).toMatchObject({ code: 0, out: expect.stringContaining('--allow-host') })
    expect(none).toMatchObject({ code: 2, err: expect.stringContaining('no command "delete"') })
    expect(option).toMatchObject({ code: 2, err: expect.stringContaining('--strict') })
    expect(file).toMatchObject({ code: 2, err: expect.stringContaining('nowhere.json') })
    expect(unset).toMatchObject({ code: 2, err: expect.stringContaining('GATEHOUSE_URL is not set') })
  })

  test('diffs two files and fails on what breaks', async () => {
    const old = write('old.json', contract())
    const next = write('next.json', contract({}, { ...schema, maximum: 50 }))
    const [text, json, same] = await Promise.all([
      gatehouse(['diff', old, next, '--fail-on', 'breaking']),
      gatehouse(['diff', old, next, '--format', 'json']),
      gatehouse(['diff', old, old, '--fail-on', 'risky']),
    ])
    expect(text).toMatchObject({ code: 1, out: expect.stringContaining('Breaking: 1') })
    expect(json.code).toBe(0)
    expect(JSON.parse(json.out).summary.breaking).toBe(1)
    expect(same).toMatchObject({ code: 0, out: expect.stringContaining('Nothing differs') })
  })

  test('lints a file: findings, score and exit code', async () => {
    const file = write('lint.json', contract())
    const [text, json] = await Promise.all([
      gatehouse(['lint', file, '--fail-on', 'info']),
      gatehouse(['lint', file, '--format', 'json', '--fail-on', 'never', '--min-score', '0']),
    ])
    expect(text.code).toBe(1)
    expect(text.out).toMatch(/lint\.json.*(warn|info|error)/)
    expect(JSON.parse(json.out)).toMatchObject({ score: expect.any(Number) })
    expect(json.code).toBe(0)
  })

  test('imports a folder as a new API, merges a changed file, compares and exports', async () => {
    write('spec/openapi.json', contract({}, { $ref: 'limit.json' }))
    write('spec/limit.json', JSON.stringify(schema))
    const made = await gatehouse(['import', 'spec', '--team', 'commerce', '--slug', 'orders'])
    expect(made).toMatchObject({ code: 0, err: '', out: expect.stringContaining('1 operations') })
    const changed = write(
      'changed.json',
      contract({ '/carts': { get: { responses: { 200: { description: 'Fine' } } } } }),
    )
    const dry = await gatehouse(['import', changed, '--api', 'orders', '--dry-run'])
    expect(dry).toMatchObject({ code: 0, out: expect.stringContaining('Nothing is saved') })
    const against = await gatehouse(['diff', changed, '--api', 'orders', '--fail-on', 'breaking'])
    expect(against).toMatchObject({ code: 0, out: expect.stringContaining('/carts') })
    expect((await gatehouse(['import', changed, '--api', 'orders'])).out).toContain('Saved')
    const exported = await gatehouse(['export', '--api', 'orders', '--without-extensions'])
    expect(Object.keys(JSON.parse(exported.out).paths)).toEqual(['/orders', '/carts'])
  })

  test('names the option that answers a refusal', async () => {
    const file = write('remote.json', contract({}, { $ref: 'https://schemas.example.com/limit.json' }))
    expect(await gatehouse(['import', file, '--team', 'Commerce'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('--allow-host schemas.example.com'),
    })
    expect((await gatehouse(['import', file, '--team', 'Nobody'])).err).toContain('no team "Nobody"')
    expect((await gatehouse(['export', '--api', 'orders'], { ...env, GATEHOUSE_KEY: 'gh_mgmt_wrong' })).code).toBe(2)
  })
})
