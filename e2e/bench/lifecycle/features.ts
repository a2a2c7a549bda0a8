import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { inheritedEnvironment } from '@gatehouse/tooling/env'
import { progress, report } from '../report.ts'

const rounds = 5

/**
 * What it costs the gateway to note what calls use and to sample their shapes: its cost beside nginx + Lua with recording, over that
 * without. Both are taken beside the same peer, so that what else the machine does falls out.
 */
export async function measureFeatures(): Promise<void> {
  const without = await costs([])
  const recording = await costs(['--recording'])
  for (const name of ['key', 'body'] as const) {
    const [before, after] = [without.get(`gateway.cost.${name}`), recording.get(`gateway.cost.${name}`)]
    if (before === undefined || after === undefined) throw new Error(`the cost of ${name} was not printed`)
    report(`features.cost.${name}`, after / before, 'x without recording', rounds, {
      without: before,
      recording: after,
    })
  }
}

/** The figures that gateway-cost.ts prints, by name. */
async function costs(more: readonly string[]): Promise<Map<string, number>> {
  progress(`cost beside nginx + Lua ${more.join(' ')}`)
  const script = fileURLToPath(new URL('../gateway-cost.ts', import.meta.url))
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', script, `--rounds=${rounds}`, ...more],
    {
      env: inheritedEnvironment(),
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString('utf8')
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', resolve)
  })
  if (code !== 0) throw new Error(`gateway-cost ended with ${code}`)
  const lines = output.split('\n').filter((line) => line.startsWith('{'))
  return new Map(
    lines.map((line) => JSON.parse(line) as { figure: string; value: number }).map((one) => [one.figure, one.value]),
  )
}
