import { spawn } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { inheritedEnvironment } from '../src/env.ts'
import { repositoryRoot } from '../src/repository.ts'
import { dataFolder, loadOrCreateSecrets, prepareDataFolder } from '../src/stack/data-folder.ts'
import { acquireLock } from '../src/stack/instance-lock.ts'
import { claimPortBase } from '../src/stack/ports.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-commands-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

async function run(command: string, env: Record<string, string>, args: string[] = []) {
  const script = join(repositoryRoot, 'packages', 'tooling', 'src', 'commands', `${command}.ts`)
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...args], {
    env: { ...inheritedEnvironment(), DATABASE_URL: '', GATEHOUSE_DATA: join(folder, 'data'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve) => child.once('exit', resolve)),
  ])
  return { stdout, stderr, code }
}

/** Exactly one sentence, that says what to do, and no stack. */
function expectSentence({ stderr, code }: { stderr: string; code: number | null }, pattern: RegExp) {
  expect(code).toBe(1)
  expect(stderr.trim().split('\n')).toHaveLength(1)
  expect(stderr).toMatch(pattern)
}

describe('O1: start ends in one sentence', () => {
  test('when a port is taken', async () => {
    const base = await claimPortBase()
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(base + 1, '127.0.0.1', () => resolve()))
    expectSentence(
      await run('start', { GATEHOUSE_PORT_BASE: String(base) }),
      new RegExp(`^Port ${base + 1} \\(developer portal\\) is already taken: .*GATEHOUSE_PORT_BASE`),
    )
    await new Promise((resolve) => server.close(resolve))
  })

  test('when the port base is no number', async () =>
    expectSentence(
      await run('start', { GATEHOUSE_PORT_BASE: 'many' }),
      /^GATEHOUSE_PORT_BASE is "many": set it to a whole number/,
    ))

  test('when the data folder cannot be one', async () => {
    writeFileSync(join(folder, 'file'), '')
    expectSentence(
      await run('start', { GATEHOUSE_DATA: join(folder, 'file', 'data') }),
      /is not a folder: set GATEHOUSE_DATA/,
    )
  })

  test('when the secrets are damaged', async () => {
    const data = dataFolder(join(folder, 'data'))
    prepareDataFolder(data, [])
    writeFileSync(join(data.path, 'secrets.json'), '{')
    expectSentence(
      await run('start', { GATEHOUSE_PORT_BASE: String(await claimPortBase()) }),
      /secrets\.json is damaged: restore it from a backup/,
    )
  })

  test('when DATABASE_URL is no address', async () =>
    expectSentence(
      await run('start', { GATEHOUSE_PORT_BASE: String(await claimPortBase()), DATABASE_URL: 'mysql://x' }),
      /^DATABASE_URL is not the address of a PostgreSQL: set it to/,
    ))

  test('when the database does not answer, without its password', async () => {
    const result = await run('start', {
      GATEHOUSE_PORT_BASE: String(await claimPortBase()),
      DATABASE_URL: 'postgresql://me:secret@127.0.0.1:1/gatehouse',
    })
    expectSentence(result, /127\.0\.0\.1:1\b.*correct DATABASE_URL\.$/m)
    expect(result.stdout + result.stderr).not.toContain('secret')
  })

  test('when another one runs on the same data', async () => {
    const data = dataFolder(join(folder, 'data'))
    const lock = acquireLock(data.lockFile)
    expectSentence(
      await run('start', {}),
      new RegExp(`already runs on ${data.path} \\(process ${process.pid}\\): end it first`),
    )
    if ('release' in lock) lock.release()
  })
})

test('a data folder that may not be written ends in one sentence', () => {
  const isRoot = process.getuid?.() === 0
  if (isRoot) process.seteuid?.(65_534)
  else chmodSync(folder, 0o500)
  try {
    expect(() => prepareDataFolder(dataFolder(join(folder, 'data')), [])).toThrow(
      /data cannot be written: give your user the right to write there or set GATEHOUSE_DATA to a folder of your own\.$/,
    )
  } finally {
    if (isRoot) process.seteuid?.(0)
    else chmodSync(folder, 0o700)
  }
})

describe('reset', () => {
  test('empties the data folder', async () => {
    const data = dataFolder(join(folder, 'data'))
    prepareDataFolder(data, ['development'])
    loadOrCreateSecrets(data)
    expect(await run('reset', {})).toMatchObject({ code: 0, stderr: '' })
    expect(readdirSync(data.path)).toEqual([])
  })

  test('refuses while it runs', async () => {
    const data = dataFolder(join(folder, 'data'))
    prepareDataFolder(data, [])
    const lock = acquireLock(data.lockFile)
    expectSentence(await run('reset', {}), /runs on .*: end it first/)
    if ('release' in lock) lock.release()
    expect(existsSync(data.logs)).toBe(true)
  })

  test('removes nothing from a folder that is not ours', async () => {
    mkdirSync(join(folder, 'data'))
    writeFileSync(join(folder, 'data', 'thesis.txt'), 'years of work')
    expectSentence(await run('reset', {}), /is not a data folder of Gatehouse: correct GATEHOUSE_DATA/)
    expect(readdirSync(join(folder, 'data'))).toEqual(['thesis.txt'])
  })
})

test('secrets are made once, and only their owner reads them', () => {
  const data = dataFolder(join(folder, 'data'))
  prepareDataFolder(data, [])
  const secrets = loadOrCreateSecrets(data)
  expect(Buffer.from(secrets.secretKey, 'base64')).toHaveLength(32)
  expect(loadOrCreateSecrets(data)).toEqual(secrets)
  expect(statSync(join(data.path, 'secrets.json')).mode & 0o777).toBe(0o600)
  expect(readFileSync(join(data.path, 'secrets.json'), 'utf8')).toContain(secrets.sessionSecret)
})

test('an unknown benchmark and an unknown suite name the ones that exist', async () => {
  expectSentence(
    await run('bench', {}, ['../x']),
    /^Name a benchmark, for example "npm run bench -- first"; there are: /,
  )
  expectSentence(
    await run('test', {}, ['nonsense']),
    /^No suite is called like "nonsense": choose from lint, types\/node, /,
  )
})
