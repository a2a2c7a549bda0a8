import { createHash } from 'node:crypto'
import { actorRef } from '@gatehouse/contracts/actor'
import { canonicalJson, type Json } from '@gatehouse/contracts/json'
import type { Transaction } from '@gatehouse/db/client'
import type { Context } from './context.ts'

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

/** The fields that the hash covers, in the form in which they are hashed. */
export type AuditRecord = {
  seq: string
  at: string
  actorKind: string
  actorId: string
  action: string
  targetKind: string
  targetId: string
  apiId: string | null
  teamId: string | null
  before: Json | null
  after: Json | null
  requestId: string | null
}

export const auditGenesis = '0'.repeat(64)

/** Hash of a row: SHA-256 over the previous hash and the row's canonical JSON. */
export function auditHash(prevHash: string, record: AuditRecord): string {
  return createHash('sha256').update(prevHash).update('\n').update(canonicalJson(record)).digest('hex')
}

/** As it comes back from the column, so that the hash over it can be recomputed: no `undefined`, no dates. */
function asStored(value: Json | undefined): Json | null {
  return value === undefined ? null : (JSON.parse(JSON.stringify(value)) as Json)
}

/** Appends audit rows. The caller holds the log lock, so the chain cannot fork. */
export async function appendAudit(
  tx: Transaction,
  ctx: Context,
  action: string,
  entries: readonly AuditEntry[],
): Promise<void> {
  const last = await tx.auditLog.findFirst({ orderBy: { seq: 'desc' }, select: { seq: true, hash: true } })
  let prevHash = last?.hash ?? auditGenesis
  let seq = last?.seq ?? 0n
  const actor = actorRef(ctx.actor)
  const at = ctx.now()
  const records = entries.map((entry): AuditRecord & { prevHash: string; hash: string } => {
    seq += 1n
    const record: AuditRecord = {
      seq: seq.toString(),
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
    const chained = { ...record, prevHash, hash: auditHash(prevHash, record) }
    prevHash = chained.hash
    return chained
  })
  if (records.length === 0) return
  // One statement, however many: the lock is everybody's.
  const column = <K extends keyof (typeof records)[number]>(key: K) => records.map((record) => record[key])
  const json = (key: 'before' | 'after') =>
    records.map((record) => (record[key] === null ? null : JSON.stringify(record[key])))
  await tx.$executeRaw`
    INSERT INTO audit_log (seq, at, actor_kind, actor_id, action, target_kind, target_id, api_id, team_id, before, after, request_id, prev_hash, hash)
    SELECT t.seq::bigint, ${at}, ${actor.kind}, ${actor.id}, t.action, t.target_kind, t.target_id, t.api_id, t.team_id, t.before::jsonb, t.after::jsonb,
      ${ctx.requestId}, t.prev_hash, t.hash
    FROM unnest(${column('seq')}::text[], ${column('action')}::text[], ${column('targetKind')}::text[], ${column('targetId')}::text[],
      ${column('apiId')}::text[], ${column('teamId')}::text[], ${json('before')}::text[], ${json('after')}::text[],
      ${column('prevHash')}::text[], ${column('hash')}::text[])
      AS t(seq, action, target_kind, target_id, api_id, team_id, before, after, prev_hash, hash)
    ORDER BY t.seq::bigint`
}
