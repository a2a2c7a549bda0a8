import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { inheritedEnvironment } from '@gatehouse/tooling/env'
import { progress } from '../report.ts'

/** The gateway's cost beside nginx + Lua: a benchmark of its own, whose lines are passed on. */
export async function measureCost(): Promise<void> {
  progress('cost beside nginx + Lua')
  const script = fileURLToPath(new URL('../gateway-cost.ts', import.meta.url))
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script], {
    env: inheritedEnvironment(),
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', resolve)
  })
  if (code !== 0) throw new Error(`gateway-cost ended with ${code}`)
}
