import type { ActorRef } from '@gatehouse/contracts/actor'
import type { Json } from '@gatehouse/contracts/json'
import type { Transaction } from '@gatehouse/db/client'
import type { Reader } from '../grammar/query.ts'

export type ActorView = { kind: ActorRef['kind']; id: string; name: string }

/** Reads the column that `actorColumn` wrote. */
export function refFromColumn(column: unknown): ActorRef {
  const value = (column ?? {}) as { kind?: ActorRef['kind']; id?: string } & Record<string, Json>
  return { kind: value.kind ?? 'system', id: value.id ?? 'unknown' }
}

/** Shows actors with the names they have now; ids stay when the name is gone. One query a kind, whatever the number. */
export async function actorNames(
  db: Reader | Transaction,
  columns: readonly unknown[],
): Promise<(column: unknown) => ActorView> {
  const refs = columns.filter((column) => column !== null && column !== undefined).map(refFromColumn)
  const idsOf = (...kinds: ActorRef['kind'][]) => [
    ...new Set(refs.filter(({ kind }) => kinds.includes(kind)).map(({ id }) => id)),
  ]
  const personIds = idsOf('member', 'developer')
  const accountIds = idsOf('serviceAccount')
  // One after the other: in a transaction both share one connection.
  const persons =
    personIds.length === 0
      ? []
      : await db.person.findMany({ where: { id: { in: personIds } }, select: { id: true, name: true, erasedAt: true } })
  const accounts =
    accountIds.length === 0
      ? []
      : await db.serviceAccount.findMany({ where: { id: { in: accountIds } }, select: { id: true, name: true } })
  const names = new Map<string, string>()
  for (const person of persons) names.set(person.id, person.erasedAt ? 'Erased person' : person.name)
  for (const account of accounts) names.set(account.id, account.name)
  return (column) => {
    const ref = refFromColumn(column)
    return { ...ref, name: names.get(ref.id) ?? (ref.kind === 'system' ? 'Gatehouse' : ref.id) }
  }
}
