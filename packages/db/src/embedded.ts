import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { type Account, accountFor } from './embedded-account.ts'
import { type Binaries, findBinaries } from './embedded-binaries.ts'
import { EmbeddedDatabaseError } from './embedded-error.ts'
import { clearLeftovers, databaseUser, prepareFolder, recordOwner } from './embedded-folder.ts'
import { databaseProcessEnvironment } from './env.ts'

export { EmbeddedDatabaseError }

export interface EmbeddedOptions {
  /** The database's folder; its password, log and owner files are put beside it (`postgres` → `postgres.password` …). */
  dataDir: string
  /** On 127.0.0.1; 0 takes a free one. */
  port: number
  /** Settings of PostgreSQL that differ from ours, e.g. `{ fsync: 'off' }`. */
  settings?: Record<string, string>
}

export interface EmbeddedDatabase {
  /** With the superuser's password: for our own processes only. */
  url: string
  port: number
  pid: number
  /** Settles when the server has ended, whoever ended it. */
  ended: Promise<void>
  /** Fast shutdown: open transactions are rolled back, everything is on disk afterwards. */
  stop(): Promise<void>
  /** Sends a signal and waits for the end; `SIGKILL` is a crash, for tests of recovery. */
  kill(signal: NodeJS.Signals): Promise<void>
}

/** For two shared cores and a small memory; durability stays as PostgreSQL has it. */
const ownSettings: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '128MB',
  effective_cache_size: '512MB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  wal_compression: 'pglz',
  max_wal_size: '1GB',
  checkpoint_timeout: '15min',
  random_page_cost: '1.1',
  jit: 'off',
  huge_pages: 'off',
  max_parallel_workers_per_gather: '1',
  max_worker_processes: '4',
  max_logical_replication_workers: '0',
  autovacuum_max_workers: '2',
  // Three fewer processes; the operating system's cache serves reads at this size.
  io_method: 'sync',
  tcp_keepalives_idle: '60',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
}

const logLimit = 10 * 1024 * 1024
const startLimit = 60_000

async function freePort(port: number): Promise<number> {
  const probe = createServer()
  return await new Promise((done, fail) => {
    probe.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'is taken by another program' : `cannot be used (${error.code})`
      fail(
        new EmbeddedDatabaseError(
          `Port ${port} on 127.0.0.1, where the database shall listen, ${why}: stop that program, move all ports with GATEHOUSE_PORT_BASE, or set DATABASE_URL to a PostgreSQL of your own.`,
        ),
      )
    })
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => done(typeof address === 'object' && address ? address.port : port))
    })
  })
}

function spawnServer(
  dataDir: string,
  port: number,
  settings: Record<string, string>,
  binaries: Binaries,
  account: Account | undefined,
): ChildProcess {
  const logFile = `${dataDir}.log`
  const log = openSync(logFile, existsSync(logFile) && statSync(logFile).size > logLimit ? 'w' : 'a', 0o600)
  try {
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    return spawn(binaries.postgres, ['-D', dataDir, '-p', String(port), ...flags], {
      ...account,
      cwd: dataDir,
      env: databaseProcessEnvironment(),
      stdio: ['ignore', log, log],
      // A process group of its own: Ctrl-C in the terminal reaches only us, and we end the database last.
      detached: true,
    })
  } finally {
    closeSync(log)
  }
}

/** The server says in its pid file when it takes connections (the 8th line, as pg_ctl reads it). */
function isReady(dataDir: string, pid: number | undefined): boolean {
  const file = join(dataDir, 'postmaster.pid')
  if (!existsSync(file)) return false
  const lines = readFileSync(file, 'utf8').split('\n')
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready'
}

/** Waits for the server; returns what it said when it ended instead. */
async function waitUntilReady(child: ChildProcess, ended: Promise<void>, dataDir: string): Promise<string | undefined> {
  const state = { ended: false }
  void ended.then(() => {
    state.ended = true
  })
  for (const begin = Date.now(); Date.now() - begin < startLimit; await delay(15)) {
    if (state.ended) {
      const lines = readFileSync(`${dataDir}.log`, 'utf8').trim().split('\n').slice(-20)
      const fatal = lines.findLast((line) => line.includes('FATAL:')) ?? lines.at(-1) ?? ''
      return fatal.replace(/^.*FATAL: +/, '')
    }
    if (isReady(dataDir, child.pid)) return undefined
  }
  child.kill('SIGQUIT')
  return `not ready within ${startLimit / 1000} seconds`
}

async function createOwnDatabase(url: URL): Promise<void> {
  const client = new pg.Client({ connectionString: new URL('/postgres', url).href })
  await client.connect()
  try {
    const found = await client.query('SELECT FROM pg_database WHERE datname = $1', [databaseUser])
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${databaseUser}`)
  } finally {
    await client.end()
  }
}

interface Prepared {
  account: Account | undefined
  binaries: Binaries
  password: string
}

function prepare(dataDir: string): Prepared {
  try {
    const account = accountFor(dataDir)
    const binaries = findBinaries(account)
    return { account, binaries, password: prepareFolder(dataDir, binaries, account) }
  } catch (error) {
    if (error instanceof EmbeddedDatabaseError || !(error instanceof Error && 'code' in error)) throw error
    throw new EmbeddedDatabaseError(
      `The database folder ${dataDir} cannot be used (${error.message}): allow your user to write there, or choose another folder with GATEHOUSE_DATA.`,
    )
  }
}

/**
 * Starts the PostgreSQL that came with the installation, on 127.0.0.1 only, and makes its folder on the first start.
 * Survives `kill -9` of the server and of its owner. Throws EmbeddedDatabaseError.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const dataDir = resolve(options.dataDir)
  const { account, binaries, password } = prepare(dataDir)
  await clearLeftovers(dataDir)
  const port = await freePort(options.port)
  const settings = { ...ownSettings, ...options.settings }
  for (const begin = Date.now(); ; await delay(200)) {
    recordOwner(dataDir)
    const child = spawnServer(dataDir, port, settings, binaries, account)
    const ended = new Promise<void>((done) => {
      child.once('exit', () => done())
      child.once('error', () => done())
    })
    const failure = await waitUntilReady(child, ended, dataDir)
    if (failure === undefined) return await finishStart(child, ended, dataDir, port, password)
    // After kill -9 of a server its backends take a moment to notice and let go of the shared memory.
    if (!failure.includes('shared memory block') || Date.now() - begin > 15_000) {
      throw new EmbeddedDatabaseError(
        `The database did not start (${failure}): see ${dataDir}.log, or set DATABASE_URL to a PostgreSQL of your own.`,
      )
    }
  }
}

async function finishStart(
  child: ChildProcess,
  ended: Promise<void>,
  dataDir: string,
  port: number,
  password: string,
): Promise<EmbeddedDatabase> {
  const kill = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    await ended
  }
  // SIGINT is PostgreSQL's fast shutdown. A process that ends without stop() takes its database with it.
  const endWithUs = () => child.kill('SIGINT')
  process.once('exit', endWithUs)
  void ended.then(() => process.off('exit', endWithUs))
  const stop = async () => {
    const impatient = setTimeout(() => child.kill('SIGQUIT'), 20_000)
    await kill('SIGINT')
    clearTimeout(impatient)
  }
  const url = new URL(`postgresql://${databaseUser}:${password}@127.0.0.1:${port}/${databaseUser}`)
  try {
    await createOwnDatabase(url)
  } catch (error) {
    await stop()
    throw new EmbeddedDatabaseError(
      `The database started but refused us (${error instanceof Error ? error.message : error}): check that ${dataDir}.password belongs to this folder.`,
    )
  }
  return { url: url.href, port, pid: child.pid ?? 0, ended, stop, kill }
}
