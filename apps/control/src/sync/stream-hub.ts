import { syncPaths, syncProtocol } from '@gatehouse/contracts/sync'
import { readRunningHashes } from '@gatehouse/services/gateways/record-acks'
import { type Context, createContext } from '@gatehouse/services/grammar/context'
import { readCurrentSnapshots, readSnapshot } from '@gatehouse/services/publishing/current-snapshots'
import { readChanges } from '@gatehouse/services/publishing/read-changes'
import { renewEpoch } from '@gatehouse/services/publishing/renew-epoch'
import { loadSecrets, sealFor } from '@gatehouse/services/publishing/sealed-secrets'
import type { Logger } from 'pino'
import { accessLine } from './access-frames.ts'
import type { GatewayStream } from './gateway-stream.ts'

/** A gateway further behind loads the table anew instead of walking the log. */
const longestCatchUp = 20_000

export type HubDeps = { db: Context['db']; installation: Context['installation']; log: Logger }

/**
 * The one reader of the change log in this process, and its gateways. `tick` runs on NOTIFY and each second, never twice at a
 * time; whatever it sends, it sends in the order of the log. Everything it knows can be lost: it begins at the head again, and
 * gateways say where they stand.
 */
export class StreamHub {
  readonly #deps: HubDeps
  readonly #streams = new Set<GatewayStream>()
  #joining: GatewayStream[] = []
  #cursor: number | undefined
  #epoch = ''
  #readAt = 0

  /** Called when another tick is wanted at once. */
  onUnfinished: () => void = () => undefined

  constructor(deps: HubDeps) {
    this.#deps = deps
  }

  get streams(): Iterable<GatewayStream> {
    return this.#streams
  }
  get head(): number {
    return this.#cursor ?? 0
  }
  /** True while the log is being read: only then a ping is the truth. */
  get fresh(): boolean {
    return performance.now() - this.#readAt < 5_000
  }

  /** Takes a gateway in at the next tick. */
  join(stream: GatewayStream): void {
    this.#joining.push(stream)
  }

  async tick(): Promise<void> {
    for (;;) {
      const read = await readChanges(this.#deps.db, this.#cursor ?? Number.MAX_SAFE_INTEGER)
      if (this.#epoch !== read.epoch) this.#changeEpoch(read.epoch)
      if (this.#cursor === undefined) this.#cursor = read.head
      else if (read.gap === 'ahead') {
        await this.#renewEpoch(read, this.#cursor)
        continue
      } else if (read.gap === 'trimmed') this.#cutAll(read.head)
      else {
        // First what can fail: a change counts as read only when its streams have it.
        await this.#sendSecrets(read.secrets)
        this.#cursor = read.cursor
        this.#sendAccess(read.access)
        if (read.cursor < read.head) continue
      }
      this.#readAt = performance.now()
      break
    }
    await this.#admit()
    await this.#sendSnapshots()
    this.#sayPosition()
    for (const stream of this.#streams) if (stream.writer.closed) this.#streams.delete(stream)
  }

  /** Ends all streams; gateways go to another process. */
  close(): void {
    for (const stream of [...this.#streams, ...this.#joining]) stream.writer.end()
    this.#streams.clear()
    this.#joining = []
  }

  #sendAccess(sources: Parameters<typeof accessLine>[1]): void {
    if (sources.length === 0) return
    const seq = this.head
    const lines = new Map<string, string | undefined>()
    for (const stream of this.#streams) {
      const { stageId } = stream.gateway
      if (!lines.has(stageId)) lines.set(stageId, accessLine(seq, sources, stageId))
      const line = lines.get(stageId)
      if (line === undefined) continue
      stream.writer.sendLine(line)
      stream.saidSeq = seq
    }
  }

  /** Gateways of which nothing changed learn the position, so that they resume from it and their checksum is comparable. */
  #sayPosition(): void {
    const seq = this.head
    for (const stream of this.#streams) {
      if (stream.saidSeq >= seq) continue
      stream.send({ type: 'access', seq, upserts: [], deletes: [] })
      stream.saidSeq = seq
    }
  }

  async #sendSecrets(changed: readonly { id: string; stageId: string | null }[]): Promise<void> {
    if (changed.length === 0) return
    const ids = changed.map(({ id }) => id)
    const everywhere = changed.some(({ stageId }) => stageId === null)
    const named = new Set(changed.map(({ stageId }) => stageId))
    for (const stageId of new Set([...this.#streams].map(({ gateway }) => gateway.stageId))) {
      if (!everywhere && !named.has(stageId)) continue
      const streams = [...this.#streams].filter(({ gateway }) => gateway.stageId === stageId)
      const secrets = await loadSecrets(this.#deps.db, this.#deps.installation, { stageId, ids })
      if (secrets.length === 0) continue
      for (const stream of streams) stream.send({ type: 'secrets', items: sealFor(stream.gateway.sealingKey, secrets) })
    }
  }

  async #admit(): Promise<void> {
    const joining = this.#joining
    this.#joining = []
    for (const stream of joining) {
      if (stream.writer.closed) continue
      try {
        await this.#welcome(stream)
      } catch (error) {
        // Those that were not looked at yet would wait in silence: they come back at once.
        for (const other of joining.slice(joining.indexOf(stream))) other.writer.cut()
        throw error
      }
    }
    if (this.#joining.length > 0) this.onUnfinished()
  }

  async #welcome(stream: GatewayStream): Promise<void> {
    const { gateway, known } = stream
    const sameEpoch = known.epoch === this.#epoch
    const cursor = this.head
    if (sameEpoch && (known.access ?? 0) > cursor) {
      // Read again: the gateway may have been told a moment ago by another process.
      const again = await readChanges(this.#deps.db, known.access ?? 0)
      if (again.gap === 'ahead') await this.#renewEpoch(again, known.access ?? 0)
      this.#joining.push(stream)
      return
    }
    stream.send({
      type: 'hello',
      protocol: syncProtocol,
      gatewayId: gateway.id,
      stageId: gateway.stageId,
      epoch: this.#epoch,
      time: Date.now(),
    })
    stream.snapshot = sameEpoch && known.snapshot !== undefined ? { seq: -1, hash: known.snapshot } : undefined
    if (!sameEpoch || known.access === undefined || !(await this.#catchUp(stream, known.access, cursor))) {
      stream.send({ type: 'access.reset', seq: cursor, url: syncPaths.access })
      stream.saidSeq = cursor
    }
    this.#streams.add(stream)
    const secrets = await loadSecrets(this.#deps.db, this.#deps.installation, { stageId: gateway.stageId })
    if (secrets.length > 0) stream.send({ type: 'secrets', items: sealFor(gateway.sealingKey, secrets) })
    this.#deps.log.info(
      { gateway: gateway.id, stage: gateway.stageId, from: known.access, at: cursor },
      'gateway connected',
    )
  }

  /** Sends what changed between the gateway's position and the hub's; false when only a reset helps. */
  async #catchUp(stream: GatewayStream, from: number, to: number): Promise<boolean> {
    if (to - from > longestCatchUp) return false
    for (let position = from; position < to; ) {
      const read = await readChanges(this.#deps.db, position)
      if (read.gap !== 'none') return false
      if (read.cursor === position) break
      position = read.cursor
      // Rows are as they are now, maybe newer than `to`: they come once more and are the same.
      const seq = Math.min(position, to)
      const line = accessLine(seq, read.access, stream.gateway.stageId)
      if (line !== undefined) stream.writer.sendLine(line)
      else stream.send({ type: 'access', seq, upserts: [], deletes: [] })
      stream.saidSeq = seq
    }
    stream.saidSeq = Math.max(stream.saidSeq, from)
    return true
  }

  async #sendSnapshots(): Promise<void> {
    if (this.#streams.size === 0) return
    const current = new Map((await readCurrentSnapshots(this.#deps.db)).map((snapshot) => [snapshot.stageId, snapshot]))
    const due = [...this.#streams].filter(({ gateway, snapshot }) => {
      const now = current.get(gateway.stageId)
      return now !== undefined && now.seq !== snapshot?.seq
    })
    if (due.length === 0) return
    const full = new Map<string, Awaited<ReturnType<typeof readSnapshot>>>()
    // Who refused the manifest runs another one: it gets the whole again instead of "the same".
    const running = await readRunningHashes(
      this.#deps.db,
      due.map(({ gateway }) => gateway.id),
    )
    for (const stream of due) {
      const now = current.get(stream.gateway.stageId)
      if (!now) continue
      const first = stream.snapshot?.seq === -1
      if (stream.snapshot?.hash === now.hash && (first || running.get(stream.gateway.id) === now.hash)) {
        stream.send({ type: 'snapshot.same', seq: now.seq, hash: now.hash })
        stream.snapshot = { seq: now.seq, hash: now.hash }
        continue
      }
      if (!full.has(now.stageId)) full.set(now.stageId, await readSnapshot(this.#deps.db, now.stageId))
      const snapshot = full.get(now.stageId)
      if (!snapshot) continue
      stream.send({ type: 'snapshot', ...snapshot })
      stream.snapshot = { seq: snapshot.seq, hash: snapshot.hash }
    }
  }

  #changeEpoch(epoch: string): void {
    if (this.#epoch !== '') {
      this.#deps.log.warn({ epoch }, 'the database has another epoch: every gateway loads everything again')
      this.#cutAll(undefined)
    }
    this.#epoch = epoch
  }

  #cutAll(cursor: number | undefined): void {
    for (const stream of this.#streams) stream.writer.cut()
    this.#streams.clear()
    this.#cursor = cursor
  }

  async #renewEpoch(read: { epoch: string; head: number }, knownSeq: number): Promise<void> {
    this.#deps.log.warn(
      { knownSeq, head: read.head },
      'the database is older than what is known of it: it was restored',
    )
    const ctx = createContext({
      actor: { kind: 'system', task: 'epoch' },
      db: this.#deps.db,
      installation: this.#deps.installation,
    })
    await renewEpoch({ ctx, input: { seen: read.epoch, knownSeq, head: read.head } })
    this.#cutAll(undefined)
  }
}
