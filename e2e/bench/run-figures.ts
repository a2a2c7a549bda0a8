import { inspect } from 'node:util'
import { type BenchWorld, startBenchWorld } from './bench-world.ts'
import { progress } from './report.ts'

export type Figures = {
  /** Measured on one world of a control plane and three gateways, in this order. */
  onWorld: Readonly<Record<string, (bench: BenchWorld) => Promise<void>>>
  /** Measured one by one afterwards, each on what it starts itself. */
  alone: Readonly<Record<string, () => Promise<void>>>
}

/** Takes all figures, or those whose names the command line says, and ends the process: 0, or 1 when one of them could not be taken. */
export async function runFigures({ onWorld, alone }: Figures): Promise<never> {
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

  /** A figure that cannot be taken must not keep the others from being taken. */
  const attempt = async (name: string, measure: () => Promise<void> | undefined): Promise<void> => {
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
}
