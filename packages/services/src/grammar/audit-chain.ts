import { actorRef } from '@gatehouse/contracts/actor'
import { recordParts } from '@gatehouse/contracts/audit-chain'
import type { Json } from '@gatehouse/contracts/json'
import type { Transaction } from '@gatehouse/db/client'
import { type ChangeSet, changesChannel } from './change-set.ts'
import type { Context } from './context.ts'

/** The advisory lock under which audit and change log are appended. One key for the installation. */
const logLock = 0x6a7e_0001

/** What a mutation says of itself. Ids and plain settings only: never a name, a mail address or a secret. */
export type AuditEntry = {
  /** The event, where it is not the verb's own: one that several use cases have in common has one name. */
  action?: string
  target: { kind: string; id: string }
  apiId?: string
  teamId?: string
  before?: Json
  after?: Json
}

/** As it comes back from the column, so that the hash over it can be recomputed: no `undefined`, no dates. */
function asStored(value: Json | undefined): Json | null {
  return value === undefined ? null : (JSON.parse(JSON.stringify(value)) as Json)
}

/**
 * Takes the log lock, which is held until the transaction ends, and appends audit rows and change-log rows: sequence order is commit
 * order, and the chain cannot fork. One statement, however many rows, because the lock is everybody's. The database knows the row
 * before and so computes the hashes, over what is put together here.
 */
export async function appendLogs(
  tx: Transaction,
  ctx: Context,
  action: string,
  entries: readonly AuditEntry[],
  change: ChangeSet,
): Promise<void> {
  const actor = actorRef(ctx.actor)
  const at = ctx.now()
  const records = entries.map((entry) => {
    const record = {
      at: at.toISOString(),
      actorKind: actor.kind,
      actorId: actor.id,
      action: entry.action ?? action,
      targetKind: entry.target.kind,
      targetId: entry.target.id,
      apiId: entry.apiId ?? null,
      teamId: entry.teamId ?? null,
      before: asStored(entry.before),
      after: asStored(entry.after),
      requestId: ctx.requestId,
    }
    const [head, tail] = recordParts(record)
    return { ...record, head, tail }
  })
  const column = <K extends keyof (typeof records)[number]>(key: K) => records.map((record) => record[key])
  const json = (key: 'before' | 'after') =>
    records.map((record) => (record[key] === null ? null : JSON.stringify(record[key])))
  const { channels, kinds, entityIds, stageIds, deleted } = change.columns()
  const [last] = await tx.$queryRaw<{ seq: bigint | null }[]>`
    SELECT append_logs(${logLock}, ${changesChannel}, ${at}, ${actor.kind}, ${actor.id}, ${ctx.requestId}, ${column('action')}::text[],
      ${column('targetKind')}::text[], ${column('targetId')}::text[], ${column('apiId')}::text[], ${column('teamId')}::text[],
      ${json('before')}::text[], ${json('after')}::text[], ${column('head')}::text[], ${column('tail')}::text[],
      ${channels}::text[], ${kinds}::text[], ${entityIds}::text[], ${stageIds}::text[], ${deleted}::boolean[]) AS seq`
  if (change.empty) return
  if (last?.seq == null) throw new Error('the change log took no row')
  await change.logged(tx, last.seq)
}
