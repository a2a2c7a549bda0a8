import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type EmbeddedDatabase, EmbeddedDatabaseError, startEmbedded } from '../src/embedded.ts'
import { accountFor, closedFolder } from '../src/embedded-account.ts'
import { testDataFolder } from '../src/test-server.ts'

let folder = ''
let dataDir = ''
const running: EmbeddedDatabase[] = []

async function start(): Promise<EmbeddedDatabase> {
  const database = await startEmbedded({ dataDir, port: 0 })
  running.push(database)
  return database
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const result = await client.query<Record<string, unknown>>(sql)
    return result.rows
  } finally {
    await client.end()
  }
}

beforeEach(() => {
  folder = mkdtempSync(join(dirname(testDataFolder()), 'gatehouse-embedded-'))
  chmodSync(folder, 0o755)
  dataDir = join(folder, 'postgres')
})

afterEach(async () => {
  await Promise.all(running.splice(0).map((database) => database.stop()))
  rmSync(folder, { recursive: true, force: true })
})

describe('the embedded database', () => {
  it('keeps what was committed through kill -9 and starts again', async () => {
    const first = await start()
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer')
    await first.kill('SIGKILL')
    const second = await start()
    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
  })

  it('takes the place of a server whose owner was killed', async () => {
    const script = `
      import { startEmbedded } from ${JSON.stringify(new URL('../src/embedded.ts', import.meta.url).href)}
      const database = await startEmbedded({ dataDir: ${JSON.stringify(dataDir)}, port: 0 })
      console.log(database.pid)
      setInterval(() => undefined, 1000)`
    const owner = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [said] = await once(owner.stdout, 'data')
    const orphan = Number(String(said))
    owner.kill('SIGKILL')
    await once(owner, 'exit')
    expect(process.kill(orphan, 0)).toBe(true)
    const database = await start()
    expect(await query(database.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    expect(database.pid).not.toBe(orphan)
  })

  it.each([
    ['a process that is gone', () => 2 ** 22 - 3],
    ['another program', () => process.pid],
  ])('ignores a pid file of %s', async (_name, pid) => {
    const first = await start()
    await first.stop()
    writeFileSync(join(dataDir, 'postmaster.pid'), `${pid()}\n${dataDir}\n1\n1\n`)
    const second = await start()
    expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  })

  it('never runs as root, is open to this machine alone and hides its password', async () => {
    const { url, port } = await start()
    const own = process.getuid?.()
    expect(statSync(dataDir).uid).toBe(own === 0 ? accountFor(dataDir)?.uid : own)
    expect(statSync(dataDir).uid).not.toBe(0)
    expect(statSync(`${dataDir}.password`).mode & 0o777).toBe(0o600)
    const settings = await query(url, "SELECT current_setting('listen_addresses') AS a, inet_server_port() AS p")
    expect(settings).toEqual([{ a: '127.0.0.1', p: port }])
    const wrong = new URL(url)
    wrong.password = 'guess'
    await expect(query(wrong.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/)
  })

  it('sorts by code point and knows Unicode letters, whatever the machine speaks', async () => {
    const { url } = await start()
    const rows = await query(url, "SELECT 'Z' < 'a' AND 'z' < 'ä' AS sorted, upper('ä') AS upper")
    expect(rows).toEqual([{ sorted: true, upper: 'Ä' }])
  })

  it('says what to do when its port is taken', async () => {
    const squatter = createServer().listen(0, '127.0.0.1')
    await once(squatter, 'listening')
    const address = squatter.address()
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0
    const attempt = startEmbedded({ dataDir, port })
    await expect(attempt).rejects.toThrow(EmbeddedDatabaseError)
    await expect(attempt).rejects.toThrow(new RegExp(`Port ${port} .* is taken .*GATEHOUSE_PORT_BASE`))
    squatter.close()
  })

  it('leaves a folder alone that a living process uses', async () => {
    const first = await start()
    await expect(start()).rejects.toThrow(`already in use by the process ${process.pid}`)
    expect(await query(first.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  })

  it('refuses a folder of another version, and one that is no database', async () => {
    const first = await start()
    await first.stop()
    writeFileSync(join(dataDir, 'PG_VERSION'), '15\n')
    await expect(start()).rejects.toThrow(/made by PostgreSQL 15 .* restore your backup/)
    rmSync(join(dataDir, 'PG_VERSION'))
    await expect(start()).rejects.toThrow(/holds files but no database/)
  })

  it('names the folder that the database account cannot enter', () => {
    const closed = join(folder, 'closed')
    const account = { uid: 54321, gid: 54321 }
    mkdtempSync(closed)
    chmodSync(folder, 0o700)
    expect(closedFolder(join(closed, 'not', 'there', 'yet'), account)).toBe(folder)
    chmodSync(folder, 0o711)
    expect(closedFolder(folder, account)).toBeUndefined()
  })

  it('leaves no password where initdb read it', async () => {
    await start()
    expect(readdirSync(folder).sort()).toEqual(['postgres', 'postgres.log', 'postgres.owner', 'postgres.password'])
    expect(readFileSync(`${dataDir}.log`, 'utf8')).not.toContain(readFileSync(`${dataDir}.password`, 'utf8'))
  })
})
