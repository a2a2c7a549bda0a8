import { readFileSync } from 'node:fs'
import { runScript, type ScriptRun } from '../stack/run-script.ts'

export interface SuiteResult {
  readonly passed: number
  readonly failed: number
  /** One text a failed test, where the suite's program tells. */
  readonly failures?: readonly string[]
  /** Seconds of each file, where the suite's program tells. */
  readonly files?: readonly FileTime[]
  /** Shown when something failed that `failures` does not tell. */
  readonly output: string
}

export interface FileTime {
  readonly file: string
  readonly seconds: number
}

export interface SuiteContext {
  /** A folder of this run, removed at its end. */
  readonly scratch: string
  readonly env: NodeJS.ProcessEnv
  readonly signal: AbortSignal
}

export interface Suite {
  readonly name: string
  /** Suites of one phase run two at a time; the next phase begins when all have ended. */
  readonly phase: 'static' | 'unit' | 'build' | 'journey'
  readonly needsDatabase?: boolean
  readonly needsBrowser?: boolean
  /** Starts LDAP servers of its own. */
  readonly needsLdapServer?: boolean
  readonly run: (context: SuiteContext) => Promise<SuiteResult>
}

export const phases = ['static', 'unit', 'build', 'journey'] as const

/** No suite of a healthy repository takes this long; a hanging one must not hold everything. */
export const suiteLimitMs = 20 * 60_000

/** How a suite's program is run: its output in a file of its own. */
export function programRun(
  context: SuiteContext,
  name: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
): ScriptRun {
  return {
    command: process.execPath,
    args: ['--disable-warning=ExperimentalWarning', ...args],
    cwd,
    env: { ...context.env, ...env },
    logFile: `${context.scratch}/${name.replaceAll('/', '-')}.log`,
    signal: context.signal,
    timeoutMs: suiteLimitMs,
  }
}

/** Runs a program that counts as one test: passed when it ends well. */
export async function succeeds(run: ScriptRun): Promise<SuiteResult> {
  const { code } = await runScript(run)
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, output: readFileSync(run.logFile, 'utf8') }
}
