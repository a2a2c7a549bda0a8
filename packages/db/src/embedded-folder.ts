import { spawnSync } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Account, closedFolder } from './embedded-account.ts'
import type { Binaries } from './embedded-binaries.ts'
import { EmbeddedDatabaseError } from './embedded-error.ts'
import { findProcess } from './embedded-processes.ts'
import { databaseProcessEnvironment } from './env.ts'

/** The database's own superuser, and the database that is made for us. */
export const databaseUser = 'gatehouse'

const passwordFile = (dataDir: string) => `${dataDir}.password`
const ownerFile = (dataDir: string) => `${dataDir}.owner`

function checkReachable(dataDir: string, account: Account | undefined): void {
  const closed = account && closedFolder(dirname(dataDir), account)
  if (!closed) return
  throw new EmbeddedDatabaseError(
    `PostgreSQL cannot run as root, and the user with id ${account.uid} that it runs as may not enter ${closed}: keep the data in another folder with GATEHOUSE_DATA=/var/lib/gatehouse, or allow it with chmod o+x ${closed}.`,
  )
}

function createPassword(dataDir: string): string {
  const password = randomBytes(24).toString('base64url')
  writeFileSync(passwordFile(dataDir), password, { mode: 0o600, flush: true })
  return password
}

function initialise(target: string, password: string, binaries: Binaries, account: Account | undefined): void {
  mkdirSync(target, { recursive: true, mode: 0o700 })
  // initdb reads the password as the account, which our own password file is closed to.
  const handover = `${target}.init`
  writeFileSync(handover, password, { mode: 0o600 })
  if (account) for (const path of [target, handover]) chownSync(path, account.uid, account.gid)
  try {
    const result = spawnSync(
      binaries.initdb,
      [
        ['--pgdata', target],
        ['--username', databaseUser],
        ['--pwfile', handover],
        ['--auth', 'scram-sha-256'],
        ['--encoding', 'UTF8'],
        // Code point order and Unicode case rules, the same on every machine and in every version of its C library.
        ['--locale', 'C'],
        ['--locale-provider', 'builtin'],
        ['--builtin-locale', 'C.UTF-8'],
      ].flat(),
      { ...account, cwd: dirname(target), env: databaseProcessEnvironment(), encoding: 'utf8' },
    )
    if (result.status !== 0) {
      rmSync(target, { recursive: true, force: true })
      const why = (result.error?.message ?? result.stderr).trim().split('\n').at(-1)
      throw new EmbeddedDatabaseError(
        `The database folder ${target} could not be made (${why}): free some disk space or choose another folder with GATEHOUSE_DATA.`,
      )
    }
  } finally {
    rmSync(handover, { force: true })
  }
}

function checkVersion(dataDir: string, binaries: Binaries): void {
  const file = join(dataDir, 'PG_VERSION')
  if (!existsSync(file)) {
    throw new EmbeddedDatabaseError(
      `${dataDir} holds files but no database: choose an empty folder with GATEHOUSE_DATA, or remove it.`,
    )
  }
  const major = Number.parseInt(readFileSync(file, 'utf8'), 10)
  if (major === binaries.major) return
  throw new EmbeddedDatabaseError(
    `The database in ${dataDir} was made by PostgreSQL ${major} but this Gatehouse brings PostgreSQL ${binaries.major}: restore your backup into a new folder, or start the Gatehouse that made it.`,
  )
}

/** Makes sure that there is a database folder of our version, owned by the account; returns its superuser's password. */
export function prepareFolder(dataDir: string, binaries: Binaries, account: Account | undefined): string {
  checkReachable(dataDir, account)
  mkdirSync(dirname(dataDir), { recursive: true })
  const isNew = !existsSync(dataDir)
  if (isNew || readdirSync(dataDir).length === 0) {
    const password = createPassword(dataDir)
    // An interrupted initialisation leaves only a `.new-…` folder behind, never half a database; an empty folder that is
    // there may be a mount point, which cannot be renamed onto.
    const target = isNew ? `${dataDir}.new-${randomUUID()}` : dataDir
    initialise(target, password, binaries, account)
    if (isNew) renameSync(target, dataDir)
    return password
  }
  checkVersion(dataDir, binaries)
  if (!existsSync(passwordFile(dataDir))) {
    throw new EmbeddedDatabaseError(
      `The file ${passwordFile(dataDir)} with the database's password is missing: restore it from your backup.`,
    )
  }
  return readFileSync(passwordFile(dataDir), 'utf8').trim()
}

/** Remembers that this process runs the folder's server, so that a later start can tell a live owner from a dead one. */
export function recordOwner(dataDir: string): void {
  writeFileSync(ownerFile(dataDir), String(process.pid), { mode: 0o600 })
}

function readNumber(file: string): number | undefined {
  if (!existsSync(file)) return undefined
  const value = Number.parseInt(readFileSync(file, 'utf8'), 10)
  return Number.isInteger(value) && value > 0 ? value : undefined
}

/**
 * Clears what a killed predecessor left: a pid file whose process is gone, a zombie or another program, which PostgreSQL
 * would take for a running server; and a server whose owner is dead, which is shut down. A server with a live owner is an error.
 */
export async function clearLeftovers(dataDir: string): Promise<void> {
  const pidFile = join(dataDir, 'postmaster.pid')
  const pid = readNumber(pidFile)
  const server = pid === undefined ? undefined : findProcess(pid, dataDir)
  if (pid === undefined || !server?.servesFolder) {
    rmSync(pidFile, { force: true })
    return
  }
  const owner = readNumber(ownerFile(dataDir))
  if (server.parent === owner) {
    throw new EmbeddedDatabaseError(
      `The database in ${dataDir} is already in use by the process ${owner}: stop that one first, or choose another folder with GATEHOUSE_DATA.`,
    )
  }
  process.kill(pid, 'SIGINT')
  for (let waited = 0; findProcess(pid, dataDir)?.servesFolder; waited += 50) {
    if (waited >= 20_000) {
      throw new EmbeddedDatabaseError(
        `A database server left over from before still runs in ${dataDir}: end it with kill ${pid}.`,
      )
    }
    await delay(50)
  }
  rmSync(pidFile, { force: true })
}
