import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { inheritedEnvironment } from '@gatehouse/tooling/env'

/** Runs gateway-cost.ts in a process of its own and passes on the figures whose names begin so. */
export async function runGatewayCost(more: readonly string[], begins: string): Promise<void> {
  const script = fileURLToPath(new URL('../gateway-cost.ts', import.meta.url))
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...more], {
    env: inheritedEnvironment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', resolve)
  })
  for await (const line of createInterface({ input: child.stdout }))
    if (line.startsWith(`{"figure":"${begins}`)) process.stdout.write(`${line}\n`)
  const code = await exited
  if (code !== 0) throw new Error(`gateway-cost ended with ${code}`)
}
