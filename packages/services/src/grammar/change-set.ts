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

  /** The rows, column by column. */
  columns() {
    return {
      channels: this.#changes.map((change) => change.channel),
      kinds: this.#changes.map((change) => change.kind),
      entityIds: this.#changes.map((change) => change.entityId),
      stageIds: this.#changes.map((change) => change.stageId),
      deleted: this.#changes.map((change) => change.deleted),
    }
  }

  /** Called when the rows are written, with the last one's sequence. */
  async logged(tx: Transaction, seq: bigint): Promise<void> {
    for (const run of this.#after) await run(tx, seq)
  }
}
