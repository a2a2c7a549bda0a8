import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { ExpectedFailure } from './expected-failure.ts'
import { repositoryRoot } from './repository.ts'

export interface CommandEnvironment {
  readonly dataDir: string
  readonly portBase: number
  readonly databaseUrl: string | undefined
}

/** What `npm start` and `npm run reset` read from the environment. Defaults are those of a developer's machine. */
export function commandEnvironment(source: NodeJS.ProcessEnv = process.env): CommandEnvironment {
  return {
    dataDir: resolve(source.GATEHOUSE_DATA || defaultDataDir()),
    portBase: portBaseFrom(source.GATEHOUSE_PORT_BASE),
    databaseUrl: source.DATABASE_URL || undefined,
  }
}

/** The environment that children inherit; telemetry stays off even when nobody came through the bootstrap. */
export function inheritedEnvironment(): NodeJS.ProcessEnv {
  return {
    ...process.env,
    TURBO_TELEMETRY_DISABLED: '1',
    DO_NOT_TRACK: '1',
    NEXT_TELEMETRY_DISABLED: '1',
    CHECKPOINT_DISABLE: '1',
  }
}

/** A browser named by the operator, before any search. */
export function chosenBrowser(): string | undefined {
  return process.env.GATEHOUSE_CHROMIUM || undefined
}

export function executablePaths(): string[] {
  return (process.env.PATH ?? '').split(':').filter(Boolean)
}

/**
 * Beside the code. Only when root works in a folder that is closed to everybody else (say /root), the embedded
 * PostgreSQL, which never runs as root, could not reach it: then where services keep their data.
 */
function defaultDataDir(): string {
  if (process.getuid?.() !== 0 || isOpenToOthers(repositoryRoot)) return join(repositoryRoot, '.gatehouse')
  const name = createHash('sha256').update(repositoryRoot).digest('hex').slice(0, 8)
  return join('/var/lib', `gatehouse-${name}`)
}

function isOpenToOthers(folder: string): boolean {
  const parent = dirname(folder)
  return (statSync(folder).mode & 0o001) !== 0 && (parent === folder || isOpenToOthers(parent))
}

function portBaseFrom(text: string | undefined): number {
  if (!text) return 4000
  const base = Number(text)
  // The highest port lies a little above base + 200; ports below 1024 need rights that nobody should start this with.
  if (!Number.isInteger(base) || base < 1024 || base > 65_000) {
    throw new ExpectedFailure(
      `GATEHOUSE_PORT_BASE is "${text}": set it to a whole number from 1024 to 65000, for example 5000.`,
    )
  }
  return base
}

/** Where Playwright keeps browsers when it is not its usual place. */
export function browserCache(): string | undefined {
  return process.env.PLAYWRIGHT_BROWSERS_PATH || undefined
}
