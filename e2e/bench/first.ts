import { inspect } from 'node:util'
import { type BenchWorld, startBenchWorld } from './bench-world.ts'
import { measureCost } from './figures/cost.ts'
import { measureDeploy } from './figures/deploy.ts'
import { measureGatewayMemory } from './figures/gateway-memory.ts'
import { measureIngest } from './figures/ingest.ts'
import { measureLogFreshness } from './figures/log-freshness.ts'
import { measureRevoke } from './figures/revoke.ts'
import { measureStart } from './figures/start.ts'
import { measureSwap } from './figures/swap.ts'
import { progress } from './report.ts'

/**
 * The figures of the first real request, one JSON line each: `npm run bench -- first`, or some of them by name
 * (`npm run bench -- first revoke deploy`). Standard error tells what goes on.
 */
const onWorld: Record<string, (bench: BenchWorld) => Promise<void>> = {
  memory: measureGatewayMemory,
  revoke: measureRevoke,
  deploy: measureDeploy,
  swap: measureSwap,
  log: measureLogFreshness,
  ingest: measureIngest,
}
const alone: Record<string, () => Promise<void>> = { cost: measureCost, start: measureStart }

const asked = process.argv.slice(2)
const names = [...Object.keys(onWorld), ...Object.keys(alone)]
const unknown = asked.find((name) => !names.includes(name))
if (unknown !== undefined) {
  progress(`There is no figure ${unknown}; there are: ${names.join(', ')}.`)
  process.exit(2)
}
const wanted = asked.length === 0 ? names : asked
let failed = 0

/** Ctrl-C: the stack that was started goes first. */
const interruption = new AbortController()
let bench: BenchWorld | undefined
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    progress('Ending …')
    interruption.abort()
    // What was being measured fails now, wherever it stands; only the end counts.
    process.on('uncaughtException', () => {})
    // While it starts, the start itself fails and takes down what it had.
    if (bench === undefined) return
    await bench.close()
    process.exit(130)
  })
}

const worldly = wanted.filter((name) => name in onWorld)
if (worldly.length > 0) {
  const started = await startBenchWorld(interruption.signal).catch((error: unknown) => {
    if (interruption.signal.aborted) process.exit(130)
    throw error
  })
  bench = started
  try {
    for (const name of worldly) await attempt(name, () => onWorld[name]?.(started))
  } finally {
    await started.close()
  }
}
for (const name of wanted.filter((one) => one in alone)) await attempt(name, () => alone[name]?.())
process.exit(interruption.signal.aborted ? 130 : failed > 0 ? 1 : 0)

/** A figure that cannot be taken must not keep the others from being taken. */
async function attempt(name: string, measure: () => Promise<void> | undefined): Promise<void> {
  if (interruption.signal.aborted) return
  progress(`— ${name}`)
  try {
    await measure()
  } catch (error) {
    if (interruption.signal.aborted) return
    failed += 1
    progress(`${name} failed: ${inspect(error)}`)
  }
}
