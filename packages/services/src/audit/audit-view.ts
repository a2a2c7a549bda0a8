import { can } from '@gatehouse/auth/permissions'
import type { Actor, ActorRef } from '@gatehouse/contracts/actor'
import type { ChainedRecord } from '@gatehouse/contracts/audit-chain'
import type { AuditRow } from '@gatehouse/contracts/endpoints/audit'
import { type IdKind, idPrefixes } from '@gatehouse/contracts/ids'
import type { Reader } from '../grammar/query.ts'
import { actorNames } from '../people/actor-names.ts'
import type { Visible } from './audit-condition.ts'
import { targetNames } from './target-names.ts'

/** Any id of ours, wherever it stands in a text. */
const anyId = /\b([a-z]{2,4})_[0-9a-f]{32}\b/g
const kindOfPrefix = new Map(Object.entries(idPrefixes).map(([kind, prefix]) => [prefix as string, kind as IdKind]))

/** Entries as they are shown, with the names that things have now. Ids inside of them are named for who sees the whole log. */
export async function toAuditRows(
  db: Reader,
  actor: Actor,
  visible: Visible,
  records: readonly ChainedRecord[],
): Promise<AuditRow[]> {
  const persons = maySeePersons(actor)
  const inside = records.map((record) => idsIn(record))
  const targets = records.map(({ targetKind, targetId }) => ({ targetKind, targetId }))
  const [nameActor, names] = await Promise.all([
    actorNames(
      db,
      records.map(({ actorKind, actorId }) => ({ kind: actorKind, id: actorId })),
    ),
    targetNames(db, [...targets, ...(visible.all ? inside.flat() : [])], persons),
  ])
  const actorView = (ref: ActorRef) => {
    const isPerson = ref.kind === 'member' || ref.kind === 'developer'
    return isPerson && !persons ? { ...ref, name: '' } : nameActor(ref)
  }
  return records.map((record, at) => ({
    seq: record.seq,
    at: record.at,
    actor: actorView({ kind: record.actorKind as ActorRef['kind'], id: record.actorId }),
    action: record.action,
    target: { kind: record.targetKind, id: record.targetId, name: names.get(record.targetId) ?? null },
    apiId: record.apiId,
    teamId: record.teamId,
    before: record.before,
    after: record.after,
    requestId: record.requestId,
    hash: record.hash,
    names: visible.all ? namesOf(inside[at] ?? [], names) : {},
  }))
}

/** Whether the reader may know who is behind the id of a person. */
export function maySeePersons(actor: Actor): boolean {
  if (actor.kind === 'system') return true
  return (actor.kind === 'member' || actor.kind === 'serviceAccount') && can(actor.grants, 'person.read')
}

function idsIn(record: ChainedRecord): { targetKind: string; targetId: string }[] {
  const text = JSON.stringify([record.before, record.after, record.apiId, record.teamId])
  const ids = new Map<string, string>()
  for (const [id, prefix = ''] of text.matchAll(anyId)) {
    const kind = kindOfPrefix.get(prefix)
    if (kind !== undefined) ids.set(id, kind)
  }
  return [...ids].map(([targetId, targetKind]) => ({ targetKind, targetId }))
}

function namesOf(ids: readonly { targetId: string }[], names: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries(
    ids.flatMap(({ targetId }) => {
      const name = names.get(targetId)
      return name === undefined ? [] : [[targetId, name]]
    }),
  )
}
