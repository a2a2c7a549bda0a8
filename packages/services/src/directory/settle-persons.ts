import type { AccessEvents } from '../people/access-call.ts'
import { type EndReason, endAccess } from '../people/end-access.ts'
import { restoreAccess } from '../people/restore-access.ts'
import type { DirectoryCall } from './directory-call.ts'
import { type Gift, giftsOf } from './gifts.ts'
import { grantGifts } from './grant-gifts.ts'
import { linkPersons } from './link-persons.ts'

/** What persons had of groups before the directory's word: who loses the last of it is off. */
export type Before = ReadonlyMap<string, readonly Gift[]>

/** Which persons stand behind persons of directories. */
export async function personsBehind(call: DirectoryCall, directoryPersonIds: readonly string[]): Promise<string[]> {
  const rows = await call.tx.directoryPerson.findMany({
    where: { id: { in: [...directoryPersonIds] }, personId: { not: null } },
    select: { personId: true },
  })
  return [...new Set(rows.flatMap(({ personId }) => (personId === null ? [] : [personId])))].sort()
}

/** To be asked before anything changes, and given to `settle` afterwards. */
export async function beforehand(call: DirectoryCall, directoryPersonIds: readonly string[]): Promise<Before> {
  return giftsOf(call.tx, await personsBehind(call, directoryPersonIds))
}

/**
 * Makes persons what directories say of them now: who has a mapped group and is nobody here yet becomes a person; roles, teams and hats
 * follow the groups; who is inactive in a directory, or has lost his last mapped group, is off; who is active again, or has a first
 * mapped group again, is on, unless somebody switched him off by hand.
 */
export async function settle(
  call: DirectoryCall,
  directoryPersonIds: readonly string[],
  before: Before,
): Promise<AccessEvents> {
  const linked = await linkPersons(call, directoryPersonIds)
  const personIds = [...new Set([...(await personsBehind(call, directoryPersonIds)), ...before.keys()])].sort()
  return [...linked, ...(await settlePersons(call, personIds, before))]
}

/** The same for persons of ours. */
export async function settlePersons(
  call: DirectoryCall,
  personIds: readonly string[],
  before: Before,
): Promise<AccessEvents> {
  if (personIds.length === 0) return []
  // Whoever settles the same person waits here, so that both see each other's groups.
  await call.tx.$queryRaw`SELECT id FROM person WHERE id = ANY(${[...personIds]}::text[]) ORDER BY id FOR UPDATE`
  const gifts = await giftsOf(call.tx, personIds)
  const granted = await grantGifts(call, personIds, gifts)
  const words = await call.tx.$queryRaw<{ personId: string; inactive: boolean }[]>`
    SELECT person_id AS "personId", bool_or(NOT active) AS inactive FROM directory_person
    WHERE person_id = ANY(${[...personIds]}::text[]) AND origin = 'directory' GROUP BY person_id`
  const inactive = new Set(words.filter((word) => word.inactive).map(({ personId }) => personId))
  const known = new Set(words.map(({ personId }) => personId))
  const ended: Record<'inactive' | 'no-group', string[]> = { inactive: [], 'no-group': [] }
  const back = new Map<string, EndReason[]>()
  for (const id of personIds) {
    const has = (gifts.get(id)?.length ?? 0) > 0
    if (!has && (before.get(id)?.length ?? 0) > 0) ended['no-group'].push(id)
    else if (inactive.has(id)) ended.inactive.push(id)
    else if (has) back.set(id, ['inactive', 'no-group', 'removed'])
    else if (known.has(id)) back.set(id, ['inactive', 'removed'])
  }
  const events = [...granted]
  for (const reason of ['no-group', 'inactive'] as const) events.push(...(await endAccess(call, ended[reason], reason)))
  for (const some of [true, false]) {
    const ids = [...back].filter(([, reasons]) => reasons.includes('no-group') === some).map(([id]) => id)
    const [first] = ids
    if (first !== undefined) events.push(...(await restoreAccess(call, ids, back.get(first) ?? [])))
  }
  return events
}
