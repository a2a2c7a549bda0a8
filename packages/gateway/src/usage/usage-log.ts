import { close, fsync, ftruncate, open, write } from 'node:fs'
import { join } from 'node:path'
import { encodeUsageEventInto } from '@gatehouse/analytics/events/encode-usage-event'
import { segmentName } from '@gatehouse/analytics/events/log-segments'
import { frameHeaderBytes, maxPayloadBytes, sealFrame } from '@gatehouse/analytics/events/record-frame'
import type { UsageEvent } from '@gatehouse/contracts/usage-event'
import { stat, type ThreadStats } from './thread-stats.ts'

export type UsageLogOptions = {
  folder: string
  /** Log offset at which the last segment begins, and the end of its last whole record. */
  segmentFrom: number
  end: number
  stats: ThreadStats
  /** When the disk takes nothing: count and go on, or let the listener refuse traffic until it does again. */
  whenFull: 'drop' | 'refuse'
  segmentBytes?: number
}

const flushMs = 50
const flushBytes = 64 * 1024
const bufferBytes = flushBytes + maxPayloadBytes + frameHeaderBytes
/** Waiting for a slow disk is memory: beyond this the full-disk rule holds. */
const mostWaiting = 256
const retryMs = 200

type Group = { buffer: Buffer; end: number; records: number; waiting: (() => void)[] }

/**
 * Usage log of one serving thread. Records are encoded straight into the group's buffer; groups are written each 50 ms or 64 KiB by the
 * thread pool, one at a time and in order, so the request path never waits for the disk. In strict mode `append` calls back when
 * the record's group is in the file.
 */
export class UsageLog {
  readonly #options: UsageLogOptions
  readonly #segmentBytes: number
  readonly #spare: Buffer[] = []
  readonly #queue: Group[] = []
  #group: Group
  #timer: NodeJS.Timeout | undefined
  #fd = -1
  #segmentFrom: number
  #end: number
  #busy = false
  #closing: (() => void) | undefined
  #opened = false

  constructor(options: UsageLogOptions) {
    this.#options = options
    this.#segmentBytes = options.segmentBytes ?? 16 * 1024 * 1024
    this.#segmentFrom = options.segmentFrom
    this.#end = options.end
    this.#group = this.#newGroup()
    options.stats.set(stat.written, options.end)
  }

  /** True while the disk takes nothing and the rule is `refuse`. */
  get refusing(): boolean {
    return this.#options.whenFull === 'refuse' && this.#options.stats.get(stat.diskFull) === 1
  }

  /** Adds one record. `written`, if given, runs when it is in the file, or was dropped and counted. */
  append(event: UsageEvent, written?: () => void): void {
    const group = this.#group
    const payloadAt = group.end + frameHeaderBytes
    const end = encodeUsageEventInto(group.buffer, payloadAt, event)
    group.end = sealFrame(group.buffer, group.end, end - payloadAt)
    group.records += 1
    if (written !== undefined) group.waiting.push(written)
    if (group.end >= flushBytes || (written !== undefined && !this.#busy)) this.#flush()
    else if (this.#timer === undefined) {
      this.#timer = setTimeout(() => {
        this.#timer = undefined
        this.#flush()
      }, flushMs)
    }
  }

  /** Writes what is left and closes the segment. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#closing = resolve
      this.#flush()
      this.#next()
    })
  }

  #newGroup(): Group {
    return { buffer: this.#spare.pop() ?? Buffer.allocUnsafeSlow(bufferBytes), end: 0, records: 0, waiting: [] }
  }

  #flush(): void {
    const group = this.#group
    if (group.end === 0) return
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#group = this.#newGroup()
    if (this.#queue.length >= mostWaiting) this.#drop(group)
    else this.#queue.push(group)
    this.#next()
  }

  #next(): void {
    if (this.#busy) return
    const group = this.#queue[0]
    if (group === undefined) {
      this.#finishClose()
      return
    }
    this.#busy = true
    if (!this.#opened || this.#end - this.#segmentFrom >= this.#segmentBytes) this.#openSegment(group)
    else this.#write(group)
  }

  #openSegment(group: Group): void {
    const previous = this.#fd
    if (this.#opened) this.#segmentFrom = this.#end
    const path = join(this.#options.folder, segmentName(this.#segmentFrom))
    open(path, 'a', 0o600, (error, fd) => {
      if (error) {
        this.#failed(group)
        return
      }
      this.#opened = true
      this.#fd = fd
      if (previous !== -1) fsync(previous, () => close(previous))
      this.#write(group)
    })
  }

  #write(group: Group, from = 0): void {
    write(this.#fd, group.buffer, from, group.end - from, null, (error, bytes) => {
      if (error) {
        // A part of a record must not stay in front of the next one.
        ftruncate(this.#fd, this.#end - this.#segmentFrom, () => this.#failed(group))
        return
      }
      if (from + bytes < group.end) {
        this.#write(group, from + bytes)
        return
      }
      this.#end += group.end
      this.#options.stats.set(stat.written, this.#end)
      this.#options.stats.set(stat.diskFull, 0)
      this.#done(group)
    })
  }

  #failed(group: Group): void {
    this.#options.stats.set(stat.diskFull, 1)
    if (this.#options.whenFull === 'refuse' && this.#closing === undefined && this.#queue.length < mostWaiting) {
      setTimeout(() => {
        this.#busy = false
        this.#next()
      }, retryMs)
      return
    }
    this.#options.stats.add(stat.dropped, group.records)
    this.#done(group)
  }

  #done(group: Group): void {
    this.#queue.shift()
    this.#busy = false
    const waiting = group.waiting
    if (this.#spare.length < 4) this.#spare.push(group.buffer)
    for (const written of waiting) written()
    // In strict mode the records that came during the write are somebody's last bytes.
    if (this.#group.waiting.length > 0) this.#flush()
    this.#next()
  }

  #drop(group: Group): void {
    this.#options.stats.add(stat.dropped, group.records)
    if (this.#spare.length < 4) this.#spare.push(group.buffer)
    for (const written of group.waiting) written()
  }

  #finishClose(): void {
    const resolve = this.#closing
    if (resolve === undefined || this.#group.end > 0) return
    this.#closing = undefined
    if (this.#fd === -1) {
      resolve()
      return
    }
    fsync(this.#fd, () => close(this.#fd, () => resolve()))
  }
}
