import type { AccessDelete, AccessUpsert } from '@gatehouse/contracts/access'
import { accessPage } from '@gatehouse/contracts/sync'
import type { AccessTable } from '@gatehouse/policies/access/table'
import { type ConcernedSubjects, concernedBy } from '@gatehouse/policies/standing-subjects'
import type { ThreadPool } from '../serving/thread-pool.ts'
import type { AccessPosition, AccessStore } from '../store/access-store.ts'
import type { ControlClient } from './control-client.ts'

/** The stream and what is here do not fit: connect again and begin with what fits. */
export class ResyncNeeded extends Error {}

/** A journal of this size is folded into the table's file. */
const mostJournalBytes = 8 * 1024 * 1024

export type AccessSyncDeps = {
  table: AccessTable
  position: AccessPosition | undefined
  store: AccessStore
  threads: ThreadPool
  control: ControlClient
  /** The table is whole up to this number, in every thread and on the disk. */
  applied(seq: number): void
}

/** Keeps the access table in step with the stream. Its single writer. */
export class AccessSync {
  readonly #deps: AccessSyncDeps
  #position: AccessPosition | undefined
  #epoch = ''
  /** Counts resets: pages of one that was overtaken by another are dropped. */
  #reset = 0
  #resetting = false
  /** Newest increment during a reset. */
  #meanwhile = 0
  #tail: Promise<unknown> = Promise.resolve()
  #saving: Promise<void> | undefined
  #pendingPublish = 0
  onError: (error: Error) => void = () => {}

  constructor(deps: AccessSyncDeps) {
    this.#deps = deps
    this.#position = deps.position
  }

  /** What to ask the stream for; undefined asks for everything. */
  get position(): AccessPosition | undefined {
    return this.#resetting ? undefined : this.#position
  }

  get seq(): number {
    return this.#position?.seq ?? 0
  }

  hello(epoch: string): void {
    this.#epoch = epoch
    this.#reset += 1
    if (this.#resetting) {
      // The pages came from a stream that is gone. The next begins anew; until then nothing that is here is lost.
      this.#deps.table.beginReset()
    }
    if (this.#position !== undefined && this.#position.epoch !== epoch) this.#position = undefined
  }

  /** Applies an increment to the shared table at once: every thread sees it with its next request. */
  increment(seq: number, upserts: AccessUpsert[], deletes: AccessDelete[]): void {
    const { table, store } = this.#deps
    if (this.#position === undefined && !this.#resetting) throw new ResyncNeeded('an increment without a table')
    const { grown } = table.apply(upserts, deletes)
    if (grown) this.#publish()
    this.#tell(concernedBy(upserts, deletes))
    store.append(this.#resetting ? 0 : seq, upserts, deletes)
    if (this.#resetting) {
      this.#meanwhile = Math.max(this.#meanwhile, seq)
      return
    }
    if (this.#position !== undefined && seq > this.#position.seq) this.#position.seq = seq
    const reached = this.seq
    if (this.#pendingPublish === 0) this.#deps.applied(reached)
    else void this.#tail.then(() => this.#deps.applied(reached))
    if (store.journalBytes > mostJournalBytes) void this.save()
  }

  /** Threads go over to the grown buffers before anything that stands only there is acknowledged. */
  #publish(): void {
    this.#pendingPublish += 1
    const handles = this.#deps.table.handles()
    this.#tail = this.#tail
      .then(() => this.#deps.threads.send({ type: 'access', handles }))
      .finally(() => {
        this.#pendingPublish -= 1
      })
  }

  /** Streams that hang on what changed end at once; calls see the table themselves. Not before the threads have the buffers that it stands in. */
  #tell(subjects: ConcernedSubjects): void {
    if (!subjects.all && subjects.names.size === 0) return
    const send = () => this.#deps.threads.send({ type: 'concerned', subjects })
    if (this.#pendingPublish === 0) void send()
    else void this.#tail.then(send)
  }

  /** Loads all pages; rows that are in none of them go at the end. */
  reset(seq: number, url: string): void {
    this.#reset += 1
    const number = this.#reset
    this.#resetting = true
    this.#meanwhile = seq
    this.#deps.table.beginReset()
    this.#load(number, seq, url).catch((error: unknown) => {
      if (number === this.#reset) this.onError(error instanceof Error ? error : new Error(String(error)))
    })
  }

  async #load(number: number, seq: number, first: string): Promise<void> {
    const { table, control } = this.#deps
    for (let url: string | null = first; url !== null; ) {
      const page: { rows: AccessUpsert[]; next: string | null } = accessPage.parse(await control.json('GET', url))
      if (number !== this.#reset) return
      if (table.apply(page.rows, []).grown) this.#publish()
      url = page.next
    }
    table.endReset()
    this.#publish()
    this.#tell({ all: true, names: new Set() })
    await this.#tail
    if (number !== this.#reset) return
    this.#resetting = false
    this.#position = { epoch: this.#epoch, seq: Math.max(seq, this.#meanwhile) }
    await this.save()
    this.#deps.applied(this.seq)
  }

  /** Drift is found, not assumed away. Only comparable where the table stands exactly at `seq`. */
  checksum(seq: number, value: string): void {
    if (this.#resetting || this.#position === undefined || this.#position.seq !== seq) return
    if (this.#deps.table.checksum() === value) return
    this.#position = undefined
    throw new ResyncNeeded('access table differs from the control plane’s')
  }

  /** Writes the table to the disk if there is something new. */
  async save(): Promise<void> {
    await this.#saving
    const position = this.#position
    if (position === undefined || this.#resetting) return
    this.#saving = this.#deps.store.save(this.#deps.table, { ...position }).finally(() => {
      this.#saving = undefined
    })
    await this.#saving
  }

  async saveIfChanged(): Promise<void> {
    if (this.#deps.store.dirty) await this.save()
  }
}
