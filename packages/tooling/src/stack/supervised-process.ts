import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { ExpectedFailure, Interrupted } from '../expected-failure.ts'

export interface ProcessSpec {
  readonly name: string
  /** How people call it, at the start of a sentence. */
  readonly label: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  readonly logFile: string
  /** Address that answers below 500 when the process does its work. */
  readonly healthUrl: string
}

export interface StackProcess {
  readonly name: string
  readonly pid: number | undefined
  /** Ends it gracefully (SIGTERM, SIGKILL after ten seconds); it stays down until `restart`. */
  stop(): Promise<void>
  /** SIGKILL, as a crash of the machine would; it stays down until `restart`. */
  kill(): Promise<void>
  /** Ends it gracefully when it runs, starts it and resolves when it answers. */
  restart(): Promise<void>
  /** Resolves when it answers; fails in one sentence when it stops again and again or stays silent. */
  ready(signal?: AbortSignal): Promise<void>
}

const graceMs = 10_000
const readyWithinMs = 120_000
const crashesBeforeGivingUp = 3
const stableAfterMs = 60_000
const backoffMs = { first: 500, highest: 30_000 }
const logRotatedAboveBytes = 20_000_000

/** Starts a Node process in a group of its own and keeps it running: a crash is told in one line and restarted with backoff. */
export function superviseProcess(spec: ProcessSpec, log: (line: string) => void, changed: () => void): StackProcess {
  let child: ChildProcess | undefined
  let wanted = true
  let crashes = 0
  let backoff: NodeJS.Timeout | undefined

  const launch = () => {
    wanted = true
    clearTimeout(backoff)
    const startedAt = Date.now()
    const running = spawnLogged(spec)
    child = running
    changed()
    running.once('exit', (code, signal) => {
      if (child === running) child = undefined
      changed()
      if (!wanted) return
      crashes = Date.now() - startedAt > stableAfterMs ? 1 : crashes + 1
      const wait = Math.min(backoffMs.first * 2 ** (crashes - 1), backoffMs.highest)
      log(
        `${spec.label} stopped (${signal ?? `exit code ${code}`}) and is started again in ${wait / 1000} s; see ${spec.logFile}`,
      )
      backoff = setTimeout(launch, wait)
    })
  }

  const end = async (first: 'SIGTERM' | 'SIGKILL') => {
    wanted = false
    clearTimeout(backoff)
    const running = child
    if (!running) return
    const exited = new Promise<void>((resolve) => running.once('exit', () => resolve()))
    if (running.exitCode !== null || running.signalCode !== null) return
    signalGroup(running, first)
    const killer = setTimeout(() => signalGroup(running, 'SIGKILL'), graceMs)
    await exited
    clearTimeout(killer)
    // Whatever the process itself started and left behind.
    signalGroup(running, 'SIGKILL')
  }

  const ready = async (signal?: AbortSignal) => {
    const deadline = Date.now() + readyWithinMs
    while (!(await answers(spec.healthUrl))) {
      if (signal?.aborted) throw new Interrupted()
      if (crashes >= crashesBeforeGivingUp) {
        throw new ExpectedFailure(`${spec.label} does not start (${lastLogLine(spec.logFile)}): see ${spec.logFile}.`)
      }
      if (Date.now() > deadline) {
        throw new ExpectedFailure(
          `${spec.label} did not answer at ${spec.healthUrl} within ${readyWithinMs / 1000} seconds: see ${spec.logFile}.`,
        )
      }
      await delay(50)
    }
  }

  launch()
  return {
    name: spec.name,
    get pid() {
      return child?.pid
    },
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    ready,
    async restart() {
      await end('SIGTERM')
      crashes = 0
      launch()
      await ready()
    },
  }
}

/** The last line that says something; braces and stack frames do not. */
export function lastLogLine(path: string): string {
  if (!existsSync(path)) return 'no output'
  const lines = readFileSync(path, 'utf8')
    .slice(-20_000)
    .split('\n')
    .map((line) => line.trim())
  const telling = lines.filter((line) => line !== '' && !/^(at |[{}[\]()^~]+[,;]?$|Node\.js v)/.test(line))
  return (
    telling.findLast((line) => /error|cannot|refused|failed|invalid/i.test(line)) ??
    telling.at(-1) ??
    'no output'
  ).slice(0, 300)
}

function spawnLogged({ args, cwd, env, logFile }: ProcessSpec): ChildProcess {
  if (existsSync(logFile) && statSync(logFile).size > logRotatedAboveBytes) renameSync(logFile, `${logFile}.1`)
  const output = openSync(logFile, 'a', 0o600)
  try {
    return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
      cwd,
      env,
      stdio: ['ignore', output, output],
      // Ctrl-C in the terminal must reach only the start command, which ends its children in order.
      detached: true,
    })
  } finally {
    closeSync(output)
  }
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, signal)
  } catch (error) {
    // Gone already; macOS says EPERM for a group of which only zombies are left.
    if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(2000) })
    await response.body?.cancel()
    return response.status < 500
  } catch {
    return false
  }
}
