import { closeSync, fdatasync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32c } from '@gatehouse/analytics/events/crc32c'
import { type AccessDelete, type AccessUpsert, accessDelete, accessUpsert } from '@gatehouse/contracts/access'
import { restoreAccess, serializeAccess } from '@gatehouse/policies/access/disk'
import { AccessTable } from '@gatehouse/policies/access/table'
import { z } from 'zod'
import { writeFileAtomically } from './atomic-file.ts'

const journalLine = z.object({ seq: z.number(), upserts: z.array(accessUpsert), deletes: z.array(accessDelete) })
const meta = z.object({ epoch: z.string(), seq: z.number(), journal: z.number() })

/** Where the table stands: of which epoch, and up to which sequence number it is whole. */
export type AccessPosition = { epoch: string; seq: number }
export type RestoredAccess = { table: AccessTable; position: AccessPosition | undefined }

/**
 * The access table on disk: the whole table now and then, and each increment at once in a journal, so that a revocation that was applied
 * once stays applied whatever happens to the process.
 */
export class AccessStore {
  readonly #folder: string
  #journal = 0
  #fd = -1
  #dirty = false
  #journalBytes = 0
  #lastSync = 0

  constructor(folder: string) {
    this.#folder = folder
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  }

  /** True when something was applied since the last `save`. */
  get dirty(): boolean {
    return this.#dirty
  }

  get journalBytes(): number {
    return this.#journalBytes
  }

  /** Newest whole table that is undamaged, with the journals since then. Without any: an empty table and no position. */
  restore(): RestoredAccess {
    for (const name of ['table.bin', 'table.previous.bin']) {
      const restored = this.#read(name)
      if (restored === undefined) continue
      const position = this.#replay(restored.table, restored.position, restored.journal)
      this.#openJournal(this.#newestJournal() + 1)
      return { table: restored.table, position }
    }
    this.#openJournal(this.#newestJournal() + 1)
    return { table: new AccessTable(), position: undefined }
  }

  #read(name: string): { table: AccessTable; position: AccessPosition; journal: number } | undefined {
    try {
      const restored = restoreAccess(readFileSync(join(this.#folder, name)))
      if (restored === null) return undefined
      const { epoch, seq, journal } = meta.parse(JSON.parse(restored.meta))
      return { table: restored.table, position: { epoch, seq }, journal }
    } catch {
      return undefined
    }
  }

  /** Applied before it is acknowledged. Without `position` (during a reset) the rows are kept, but nothing is claimed. */
  append(seq: number, upserts: AccessUpsert[], deletes: AccessDelete[]): void {
    this.#dirty = true
    const text = JSON.stringify({ seq, upserts, deletes })
    const line = Buffer.from(`${crc32c(Buffer.from(text)).toString(16).padStart(8, '0')} ${text}\n`)
    this.#journalBytes += writeSync(this.#fd, line)
    // The page cache survives a killed process; against a lost machine the disk follows within a second.
    const now = performance.now()
    if (now - this.#lastSync > 1000) {
      this.#lastSync = now
      fdatasync(this.#fd, () => {})
    }
  }

  /** Writes the whole table; increments from here on go to a new journal. */
  async save(table: AccessTable, position: AccessPosition): Promise<void> {
    const next = this.#journal + 1
    closeSync(this.#fd)
    this.#openJournal(next)
    const pieces = serializeAccess(table, JSON.stringify({ ...position, journal: next }))
    this.#dirty = false
    await rename(join(this.#folder, 'table.bin'), join(this.#folder, 'table.previous.bin')).catch(() => {})
    await writeFileAtomically(join(this.#folder, 'table.bin'), pieces)
    const oldest = this.#read('table.previous.bin')?.journal ?? next
    for (const number of this.#journals()) if (number < oldest) rmSync(this.#journalPath(number), { force: true })
  }

  /** A new epoch: what the journals say belongs to another history. */
  forgetJournals(): void {
    for (const number of this.#journals())
      if (number !== this.#journal) rmSync(this.#journalPath(number), { force: true })
  }

  close(): void {
    if (this.#fd !== -1) closeSync(this.#fd)
    this.#fd = -1
  }

  #replay(table: AccessTable, position: AccessPosition, from: number): AccessPosition {
    let seq = position.seq
    for (const number of this.#journals()) {
      if (number < from) continue
      for (const line of readFileSync(this.#journalPath(number), 'utf8').split('\n')) {
        const text = line.slice(9)
        if (line.length < 10 || crc32c(Buffer.from(text)).toString(16).padStart(8, '0') !== line.slice(0, 8)) continue
        const entry = journalLine.safeParse(JSON.parse(text))
        if (!entry.success) continue
        table.apply(entry.data.upserts, entry.data.deletes)
        seq = Math.max(seq, entry.data.seq)
      }
    }
    return { epoch: position.epoch, seq }
  }

  #journals(): number[] {
    return readdirSync(this.#folder)
      .map((name) => /^journal-(\d+)\.ndjson$/.exec(name)?.[1])
      .filter((digits) => digits !== undefined)
      .map(Number)
      .sort((a, b) => a - b)
  }

  #newestJournal(): number {
    return this.#journals().at(-1) ?? 0
  }

  #journalPath(number: number): string {
    return join(this.#folder, `journal-${number}.ndjson`)
  }

  #openJournal(number: number): void {
    this.#journal = number
    this.#journalBytes = 0
    this.#fd = openSync(this.#journalPath(number), 'a', 0o600)
  }
}
