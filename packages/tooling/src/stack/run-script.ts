import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { Interrupted } from '../expected-failure.ts'

export interface ScriptRun {
  readonly command: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  readonly logFile: string
  readonly signal?: AbortSignal | undefined
  readonly timeoutMs?: number
}

export interface ScriptResult {
  readonly code: number | null
  readonly stdout: string
}

/** Runs a program to its end. All of its output goes to the log; standard output is answered as well. */
export async function runScript(run: ScriptRun): Promise<ScriptResult> {
  if (run.signal?.aborted) throw new Interrupted()
  const log = createWriteStream(run.logFile, { flags: 'a', mode: 0o600 })
  const child = spawn(run.command, run.args, {
    cwd: run.cwd,
    env: run.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const endGroup = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    } catch {
      // It ended by itself in the same moment.
    }
  }
  const timer = run.timeoutMs === undefined ? undefined : setTimeout(endGroup, run.timeoutMs)
  run.signal?.addEventListener('abort', endGroup, { once: true })
  const stdout: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => {
    stdout.push(chunk)
    log.write(chunk)
  })
  child.stderr.on('data', (chunk: Buffer) => log.write(chunk))
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', resolve)
    })
    if (run.signal?.aborted) throw new Interrupted()
    return { code, stdout: Buffer.concat(stdout).toString('utf8') }
  } finally {
    clearTimeout(timer)
    run.signal?.removeEventListener('abort', endGroup)
    await new Promise<void>((resolve) => log.end(() => resolve()))
  }
}
