import { open, readFile, rm } from 'node:fs/promises'
import { listSegments, type Segment } from '@gatehouse/analytics/events/log-segments'
import { wholeRecordBytes, wholeRecordsEnd } from '@gatehouse/analytics/events/record-frame'
import { syncPaths } from '@gatehouse/contracts/sync'
import { batchAnswer } from '@gatehouse/contracts/usage-event'
import { type ControlClient, ControlError } from '../sync/control-client.ts'
import { type LogFolder, removeLogFolder, renameLog } from './log-folders.ts'
import { stat, type ThreadStats } from './thread-stats.ts'

const mostBatchBytes = 1024 * 1024
const tickMs = 250
const longestWaitMs = 10_000

type Served = { second: number; n: number }

/** A log as the shipper sees it; without `stats` nobody writes it any more. */
type Shipped = {
  log: LogFolder
  stats: ThreadStats | undefined
  /** Offset in the log behind what the store has, as far as it is known. */
  head: number
  served: Served[]
  countedUntil: number
  rejected: number
}

/**
 * Carries the logs to the store by byte ranges. The store's answer is the truth: whatever was lost, repeated or cut on the way, the next
 * batch begins at the head that it names. Only what is on the disk for good is sent, so a head is never beyond the log.
 */
export class UsageShipper {
  readonly #control: ControlClient
  readonly #warn: (message: string) => void
  readonly #logs: Shipped[] = []
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  #waitMs = tickMs
  #stopped = false
  /** Offsets that a restart would still read (own quota counts): segments behind them stay. */
  keepFrom = new Map<string, number>()

  constructor(control: ControlClient, warn: (message: string) => void) {
    this.#control = control
    this.#warn = warn
  }

  add(log: LogFolder, stats: ThreadStats | undefined): void {
    this.#logs.push({ log, stats, head: -1, served: [], countedUntil: Math.floor(Date.now() / 1000), rejected: 0 })
  }

  start(): void {
    this.#schedule(tickMs)
  }

  /** Bytes that are written and not stored. */
  get unsentBytes(): number {
    let bytes = 0
    for (const entry of this.#logs) bytes += Math.max(0, this.#end(entry) - Math.max(0, entry.head))
    return bytes
  }

  get rejected(): number {
    return this.#logs.reduce((sum, entry) => sum + entry.rejected, 0)
  }

  /** Ends the loop, then tries once more to bring everything home. */
  async stop(mostMs: number): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    await this.#running
    const until = performance.now() + mostMs
    for (const entry of this.#logs) {
      while (performance.now() < until && (await this.#shipOne(entry).catch(() => false)));
    }
  }

  #end(entry: Shipped): number {
    return entry.stats === undefined ? entry.log.end : entry.stats.get(stat.written)
  }

  #schedule(ms: number): void {
    if (this.#stopped) return
    this.#timer = setTimeout(() => {
      this.#running = this.#round().finally(() => this.#schedule(this.#waitMs))
    }, ms)
  }

  async #round(): Promise<void> {
    for (const entry of [...this.#logs]) {
      this.#count(entry)
      try {
        while (!this.#stopped && (await this.#shipOne(entry))) this.#waitMs = tickMs
        this.#waitMs = tickMs
      } catch (error) {
        if (this.#waitMs === tickMs)
          this.#warn(`usage is kept here: ${error instanceof Error ? error.message : String(error)}`)
        // Jitter, so that many gateways do not come back in one moment.
        this.#waitMs = Math.min(longestWaitMs, this.#waitMs * 2) * (0.75 + Math.random() / 2)
      }
    }
  }

  /** Seconds that are over go along with the next batch. */
  #count(entry: Shipped): void {
    if (entry.stats === undefined) return
    const now = Math.floor(Date.now() / 1000)
    for (let second = Math.max(entry.countedUntil, now - 110); second < now; second += 1) {
      const n = entry.stats.servedIn(second)
      if (n > 0) entry.served.push({ second, n })
    }
    entry.countedUntil = now
    if (entry.served.length > 4096) entry.served = merged(entry.served)
  }

  /** Ships one batch; true when there may be another at once. */
  async #shipOne(entry: Shipped): Promise<boolean> {
    const { log } = entry
    const end = this.#end(entry)
    const segments = await listSegments(log.folder).catch(() => [])
    const first = segments[0]
    if (first === undefined) return false
    if (entry.head === -1) entry.head = Math.max(first.from, log.base)
    if (entry.head >= end) {
      if (entry.stats === undefined) await this.#retire(entry)
      return false
    }
    const segment = segments.findLast(({ from }) => from <= entry.head)
    if (segment === undefined) {
      await this.#rebase(entry, first.from)
      return true
    }
    const bytes = await readDurable(segment.path, entry.head - segment.from, Math.min(end, segment.to) - segment.from)
    if (bytes.length === 0) {
      // No record begins here: damage, or a head that is none of ours. Go on at the next one that is whole.
      await this.#rebase(entry, await nextRecord(segment, entry.head))
      return true
    }
    await this.#send(entry, bytes)
    await this.#trim(entry, segments)
    return entry.head < this.#end(entry)
  }

  async #send(entry: Shipped, bytes: Buffer): Promise<void> {
    const { log } = entry
    const from = entry.head - log.base
    // A header has its bounds; the rest goes along with the next batch.
    const served = entry.served.slice(0, 200)
    const headers = {
      'content-type': 'application/octet-stream',
      'gatehouse-log': `${log.logId} ${from} ${from + bytes.length}`,
      'gatehouse-served': JSON.stringify(served),
    }
    try {
      const answer = await this.#control.bytes('POST', syncPaths.usage, headers, bytes)
      const stored = batchAnswer.parse(JSON.parse(answer.bytes.toString('utf8')))
      entry.rejected += stored.rejected
      entry.served = entry.served.slice(served.length)
      await this.#adopt(entry, stored.head)
    } catch (error) {
      const head = headOf(error)
      if (head === undefined) throw error
      // The batch was stored and its answer lost: its served counts were stored with it.
      if (head >= from + bytes.length) entry.served = entry.served.slice(served.length)
      await this.#adopt(entry, head)
    }
  }

  /** Goes on where the store says; where that is not in this log any more, as a new log from what is left. */
  async #adopt(entry: Shipped, head: number): Promise<void> {
    const { log } = entry
    const at = head + log.base
    const segments = await listSegments(log.folder)
    const first = segments[0]?.from ?? 0
    const end = this.#end(entry)
    if (at > end) await this.#rebase(entry, end)
    else if (at < Math.max(first, log.base)) await this.#rebase(entry, Math.max(first, log.base))
    else entry.head = at
  }

  async #rebase(entry: Shipped, base: number): Promise<void> {
    await renameLog(entry.log, base)
    entry.head = base
    this.#warn(`the store's head does not fit this log: it goes on as ${entry.log.logId}`)
  }

  async #trim(entry: Shipped, segments: Awaited<ReturnType<typeof listSegments>>): Promise<void> {
    const keep = Math.min(entry.head, this.keepFrom.get(entry.log.folder) ?? Number.POSITIVE_INFINITY)
    // Never the last segment: its name carries the log's offset over a restart.
    for (const segment of segments.slice(0, -1)) if (segment.to <= keep) await rm(segment.path)
  }

  async #retire(entry: Shipped): Promise<void> {
    await removeLogFolder(entry.log)
    this.#logs.splice(this.#logs.indexOf(entry), 1)
  }
}

/** The head that a 409 names. */
function headOf(error: unknown): number | undefined {
  if (!(error instanceof ControlError) || error.status !== 409) return undefined
  // A problem that carries the head among its own members.
  const parsed = batchAnswer.pick({ head: true }).loose().safeParse(error.body)
  return parsed.success ? parsed.data.head : undefined
}

/** Whole records of [from, to) of a segment, after they were forced to the disk. */
async function readDurable(path: string, from: number, to: number): Promise<Buffer> {
  const file = await open(path, 'r+')
  try {
    await file.datasync()
    const bytes = Buffer.allocUnsafe(Math.min(mostBatchBytes, to - from))
    const { bytesRead } = await file.read(bytes, 0, bytes.length, from)
    const read = bytes.subarray(0, bytesRead)
    // The first is checked, since where it begins may be somebody else's word; the rest was written here.
    if (wholeRecordBytes(read, 0) === 0) return read.subarray(0, 0)
    return read.subarray(0, wholeRecordsEnd(read, false))
  } finally {
    await file.close()
  }
}

/** Log offset of the first whole record at or behind `offset`; the segment's end when there is none. */
async function nextRecord(segment: Segment, offset: number): Promise<number> {
  const bytes = await readFile(segment.path)
  let at = 0
  while (segment.from + at < offset) {
    const length = wholeRecordBytes(bytes, at)
    if (length === 0) return segment.to
    at += length
  }
  return wholeRecordBytes(bytes, at) === 0 ? segment.to : segment.from + at
}

function merged(served: readonly Served[]): Served[] {
  const minutes = new Map<number, number>()
  for (const { second, n } of served) {
    const minute = second - (second % 60)
    minutes.set(minute, (minutes.get(minute) ?? 0) + n)
  }
  return [...minutes].map(([second, n]) => ({ second, n }))
}
