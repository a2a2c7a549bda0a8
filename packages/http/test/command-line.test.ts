import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Ran, runProgram, serveInstallation } from './served.ts'

const main = fileURLToPath(new URL('../../cli/src/main.ts', import.meta.url))
let served: Awaited<ReturnType<typeof serveInstallation>>
let folder = ''
let env: Record<string, string> = {}
beforeAll(async () => {
  served = await serveInstallation(['team.read', 'api.read', 'api.create', 'api.edit'])
  folder = served.folder
  env = served.env
})
afterAll(() => served.end())

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
const gatehouse = (args: string[], more: Record<string, string> = env): Promise<Ran> =>
  runProgram(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args], { cwd: folder, env: more })

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
