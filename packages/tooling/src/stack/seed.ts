import { join } from 'node:path'
import { ExpectedFailure } from '../expected-failure.ts'
import { repositoryRoot } from '../repository.ts'
import { runScript } from './run-script.ts'
import { lastLogLine } from './supervised-process.ts'

export interface SignIn {
  readonly where: string
  readonly email: string
  readonly password: string
  readonly who: string
}

export interface SeedReport {
  readonly signIns: readonly SignIn[]
  readonly notes: readonly string[]
}

/** Fills the installation with the demonstration through the services; what is there already stays as it is. */
export async function runSeed(options: {
  env: NodeJS.ProcessEnv
  logFile: string
  signal?: AbortSignal | undefined
}): Promise<SeedReport> {
  const { code, stdout } = await runScript({
    command: process.execPath,
    args: ['--disable-warning=ExperimentalWarning', 'seed.ts'],
    cwd: join(repositoryRoot, 'prisma'),
    env: options.env,
    logFile: options.logFile,
    signal: options.signal,
    timeoutMs: 180_000,
  })
  if (code !== 0) {
    throw new ExpectedFailure(
      `The demonstration data could not be written (${lastLogLine(options.logFile)}): see ${options.logFile}.`,
    )
  }
  return parseReport(stdout)
}

function parseReport(stdout: string): SeedReport {
  const line = stdout.trim().split('\n').at(-1) ?? ''
  try {
    const { signIns = [], notes = [] } = JSON.parse(line) as Partial<SeedReport>
    return { signIns, notes }
  } catch {
    throw new Error(`the seed's last line must be JSON, but it is: ${line.slice(0, 200)}`)
  }
}
