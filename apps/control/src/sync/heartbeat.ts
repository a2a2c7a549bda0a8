import { usageStoreOf } from '@gatehouse/analytics/store/postgres-usage-store'
import { countConnected, markSeen } from '@gatehouse/services/gateways/record-acks'
import type { Context } from '@gatehouse/services/grammar/context'
import { readAccessChecksum } from '@gatehouse/services/publishing/access-checksum'
import type { GatewayStream } from './gateway-stream.ts'
import type { StreamHub } from './stream-hub.ts'

const checksumEveryMs = 30_000

/** What streams carry by time: ping, quota counts, checksums; and what is known of them: seen, removed, too slow. */
export class Heartbeat {
  readonly #db: Context['db']
  readonly #hub: StreamHub
  readonly #checkedAt = new Map<string, number>()

  constructor(db: Context['db'], hub: StreamHub) {
    this.#db = db
    this.#hub = hub
  }

  /** One beat; the caller repeats it within 5 s. */
  async beat(): Promise<void> {
    const streams = [...this.#hub.streams]
    for (const stream of streams) stream.writer.cutIfSlow()
    // A process that cannot read the log must not say that all is well: its gateways go to another.
    if (!this.#hub.fresh) return
    for (const stream of streams) stream.send({ type: 'ping', time: Date.now(), headSeq: this.#hub.head })
    const removed = new Set(
      await markSeen(
        this.#db,
        streams.map(({ gateway }) => gateway.id),
      ),
    )
    for (const stream of streams) if (removed.has(stream.gateway.id)) stream.writer.cut()
    const living = streams.filter(({ gateway, writer }) => !removed.has(gateway.id) && !writer.closed)
    await this.#sendCounts(living)
    await this.#sendChecksums(living)
  }

  async #sendCounts(streams: readonly GatewayStream[]): Promise<void> {
    if (streams.length === 0) return
    const connected = await countConnected(this.#db)
    const store = usageStoreOf(this.#db.pool)
    for (const stream of streams) {
      const { id, stageId } = stream.gateway
      const heads = await store.logHeads(id)
      const others = await store.quotaCounts({ now: Date.now(), stageId, exceptLogs: heads.map(({ logId }) => logId) })
      stream.send({
        type: 'counts',
        gateways: Math.max(1, connected.get(stageId) ?? 1),
        others: others.map(({ subscriptionId, windowStart, used }) => ({
          subscriptionId: subscriptionId as never,
          windowStart,
          used,
        })),
        heads,
      })
    }
  }

  /** Comparable only where a gateway stands exactly at the checksum's sequence; a busy moment is passed over and tried again. */
  async #sendChecksums(streams: readonly GatewayStream[]): Promise<void> {
    const now = performance.now()
    for (const stageId of new Set(streams.map(({ gateway }) => gateway.stageId))) {
      if (now - (this.#checkedAt.get(stageId) ?? Number.NEGATIVE_INFINITY) < checksumEveryMs) continue
      const { seq, value } = await readAccessChecksum(this.#db, stageId)
      for (const stream of streams) {
        if (stream.gateway.stageId !== stageId || stream.saidSeq !== seq) continue
        stream.send({ type: 'checksum', seq, value })
        this.#checkedAt.set(stageId, now)
      }
    }
  }
}
