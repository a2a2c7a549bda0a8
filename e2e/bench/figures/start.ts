import { type ChildProcess, spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { inheritedEnvironment } from '@gatehouse/tooling/env'
import { repositoryRoot } from '@gatehouse/tooling/repository'
import { claimPortBase } from '@gatehouse/tooling/stack/ports'
import { temporaryDataFolder } from '../../fixtures/temporary-data-folder.ts'
import { processTree, pssMb } from '../process-figures.ts'
import { progress, report } from '../report.ts'

const warmStarts = 3
const settleMs = 20_000

/** Seconds of a second `npm start` until its table, and the memory of all its processes when they have come to rest. */
export async function measureStart(): Promise<void> {
  const dataDir = temporaryDataFolder('start')
  const base = await claimPortBase()
  try {
    progress('first start: installs, builds, migrates, seeds')
    await stop((await start(dataDir, base)).child)
    const took: number[] = []
    for (let n = 1; n <= warmStarts; n += 1) {
      const { child, seconds } = await start(dataDir, base)
      took.push(seconds)
      progress(`warm start ${n}: ${seconds.toFixed(1)} s`)
      if (n === warmStarts) {
        report('start.warm_s', Math.max(...took), 's', took.length, {
          all: took.map((one) => Math.round(one * 10) / 10),
        })
        await delay(settleMs)
        reportMemory(child)
      }
      await stop(child)
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}

function reportMemory(child: ChildProcess): void {
  const processes = processTree(child.pid ?? 0).map((one) => ({ ...one, mb: pssMb(one.pid) }))
  for (const { command, mb } of processes.sort((a, b) => b.mb - a.mb).slice(0, 20)) {
    progress(`${mb.toFixed(0).padStart(6)} MB  ${command.slice(0, 120)}`)
  }
  const total = processes.reduce((sum, { mb }) => sum + mb, 0)
  report('start.rss_mb', total, 'MB', processes.length)
}

function start(dataDir: string, base: number): Promise<{ child: ChildProcess; seconds: number }> {
  const startedAt = performance.now()
  const child = spawn('npm', ['start'], {
    cwd: repositoryRoot,
    env: { ...inheritedEnvironment(), GATEHOUSE_DATA: dataDir, GATEHOUSE_PORT_BASE: String(base) },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  return new Promise((resolve, reject) => {
    let output = ''
    const read = (chunk: Buffer) => {
      output += chunk.toString('utf8')
      if (output.includes('Gatehouse runs')) resolve({ child, seconds: (performance.now() - startedAt) / 1000 })
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`npm start ended:\n${output.slice(-2000)}`)))
  })
}

/** As Ctrl-C in a terminal: to the whole group. */
async function stop(child: ChildProcess): Promise<void> {
  const exited = new Promise((resolve) => child.once('exit', resolve))
  process.kill(-(child.pid ?? 0), 'SIGINT')
  await exited
}
