import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { readRecords } from '@gatehouse/analytics/events/record-frame'
import { newId } from '@gatehouse/contracts/ids'
import type { UsageEvent } from '@gatehouse/contracts/usage-event'
import { stat, ThreadStats } from '@gatehouse/gateway/usage/thread-stats'
import { UsageLog } from '@gatehouse/gateway/usage/usage-log'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { temporaryFolder } from './fixtures/gateway-fixture.ts'

const event = (): UsageEvent => ({
  requestId: newId('request'),
  at: Date.now(),
  interim: false,
  actor: 'client',
  method: 'GET',
  host: 'a.test',
  path: '/x',
  status: 200,
  statusSource: 'backend',
  bytesIn: 0,
  bytesOut: 0,
  us: { total: 1, gateway: 1 },
  billable: false,
  billableReason: 'unpriced',
  units: 1,
  trace: [],
  errors: [],
})

let root: string
beforeEach(async () => {
  root = await temporaryFolder()
})
afterEach(() => rm(root, { recursive: true, force: true }))

const append = (log: UsageLog) => new Promise<void>((resolve) => log.append(event(), resolve))
const options = (stats: ThreadStats, folder: string) => ({
  folder,
  segmentFrom: 0,
  end: 0,
  stats,
  whenFull: 'drop' as const,
})

async function recordsIn(folder: string): Promise<number> {
  let count = 0
  for (const name of await readdir(folder)) {
    const bytes = await readFile(join(folder, name))
    const { records, end } = readRecords(bytes)
    expect(end).toBe(bytes.length)
    count += records.length
  }
  return count
}

describe('usage log', () => {
  test('writes every record once, in segments whose names are their offsets', async () => {
    const stats = new ThreadStats()
    const log = new UsageLog({ ...options(stats, root), segmentBytes: 20_000 })
    const written = Array.from({ length: 2000 }, () => append(log))
    await Promise.all(written)
    await log.close()
    expect(await recordsIn(root)).toBe(2000)
    let offset = 0
    const names = (await readdir(root)).sort()
    expect(names.length).toBeGreaterThan(1)
    for (const name of names) {
      expect(Number(name.slice(0, 16))).toBe(offset)
      offset += (await readFile(join(root, name))).length
    }
    expect(stats.get(stat.written)).toBe(offset)
  })

  test('R33: when the disk takes nothing, dropped equals missing exactly, and it goes on when the disk is back', async () => {
    const stats = new ThreadStats()
    const folder = join(root, 'not-there-yet')
    const log = new UsageLog(options(stats, folder))
    await Promise.all(Array.from({ length: 300 }, () => append(log)))
    expect(stats.get(stat.dropped)).toBe(300)
    expect(stats.get(stat.diskFull)).toBe(1)
    await mkdir(folder)
    await Promise.all(Array.from({ length: 100 }, () => append(log)))
    await log.close()
    expect(await recordsIn(folder)).toBe(100)
    expect(stats.get(stat.diskFull)).toBe(0)
  })

  test('R33: with the rule `refuse` nothing is dropped and traffic is refused until the disk is back', async () => {
    const stats = new ThreadStats()
    const folder = join(root, 'not-there-yet')
    const log = new UsageLog({ ...options(stats, folder), whenFull: 'refuse' })
    const written = Array.from({ length: 50 }, () => append(log))
    while (!log.refusing) await new Promise((resolve) => setTimeout(resolve, 5))
    await mkdir(folder)
    await Promise.all(written)
    expect(log.refusing).toBe(false)
    await log.close()
    expect(await recordsIn(folder)).toBe(50)
    expect(stats.get(stat.dropped)).toBe(0)
  })
})
