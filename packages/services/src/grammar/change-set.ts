import type { AccessKind } from '@gatehouse/contracts/access'
import type { Transaction } from '@gatehouse/db/client'

type Change = {
  channel: 'access' | 'snapshot' | 'secret'
  kind: string
  entityId: string
  stageId: string | null
  deleted: boolean
}

/** Channel on which readers of the change log are woken; the rows carry the truth. */
export const changesChannel = 'gatehouse_changes'

/** What a use case changed that gateways must know; written to the change log at the very end of its transaction. */
export class ChangeSet {
  readonly #changes: Change[] = []
  readonly #after: ((tx: Transaction, seq: bigint) => Promise<unknown>)[] = []

  /** A row of the access table changed (or died). `stageId` limits it to one stage's gateways. */
  access(kind: AccessKind, entityId: string, options: { stageId?: string; deleted?: boolean } = {}): void {
    this.#changes.push({
      channel: 'access',
      kind,
      entityId,
      stageId: options.stageId ?? null,
      deleted: options.deleted ?? false,
    })
  }

  /** A stage's manifest may come out differently now; null: every stage's. */
  snapshot(kind: string, entityId: string, stageId: string | null): void {
    this.#changes.push({ channel: 'snapshot', kind, entityId, stageId, deleted: false })
  }

  /** A sealed value changed. */
  secret(entityId: string, stageId: string): void {
    this.#changes.push({ channel: 'secret', kind: 'secret', entityId, stageId, deleted: false })
  }

  /** Runs after the change-log rows are written, with the last one's sequence: to store it on rows that this transaction already holds. */
  withSeq(run: (tx: Transaction, seq: bigint) => Promise<unknown>): void {
    this.#after.push(run)
  }

  get empty(): boolean {
    return this.#changes.length === 0
  }

  /** Writes the rows. The caller holds the log lock, so sequence order is commit order. Returns the last sequence. */
  async write(tx: Transaction): Promise<bigint | undefined> {
    if (this.#changes.length === 0) return undefined
    const columns = {
      channel: this.#changes.map((change) => change.channel),
      kind: this.#changes.map((change) => change.kind),
      entityId: this.#changes.map((change) => change.entityId),
      stageId: this.#changes.map((change) => change.stageId),
      deleted: this.#changes.map((change) => change.deleted),
    }
    // One statement: log rows and, for the access channel, the row's version in the access table.
    const rows = await tx.$queryRaw<{ seq: bigint }[]>`
      WITH input AS (
        SELECT * FROM unnest(${columns.channel}::text[], ${columns.kind}::text[], ${columns.entityId}::text[], ${columns.stageId}::text[], ${columns.deleted}::boolean[])
          WITH ORDINALITY AS t(channel, kind, entity_id, stage_id, deleted, n)
      ), logged AS (
        INSERT INTO change_log (channel, kind, entity_id, stage_id)
        SELECT channel, kind, entity_id, stage_id FROM input ORDER BY n
        RETURNING seq, channel, kind, entity_id, stage_id
      ), versions AS (
        INSERT INTO access_version (kind, entity_id, stage_id, seq, deleted)
        SELECT DISTINCT ON (l.kind, l.entity_id) l.kind, l.entity_id, l.stage_id, l.seq, i.deleted
        FROM logged l JOIN input i ON i.channel = l.channel AND i.kind = l.kind AND i.entity_id = l.entity_id
        WHERE l.channel = 'access' ORDER BY l.kind, l.entity_id, l.seq DESC, i.n DESC
        ON CONFLICT (kind, entity_id) DO UPDATE SET seq = excluded.seq, deleted = excluded.deleted, stage_id = excluded.stage_id
      )
      SELECT max(seq) AS seq FROM logged`
    const seq = rows[0]?.seq
    if (seq === undefined) throw new Error('the change log took no row')
    for (const run of this.#after) await run(tx, seq)
    await tx.$executeRaw`SELECT pg_notify(${changesChannel}, ${seq.toString()})`
    return seq
  }
}
