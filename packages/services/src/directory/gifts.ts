import { type GroupGift, groupGift } from '@gatehouse/contracts/identity-providers'
import type { Transaction } from '@gatehouse/db/client'

/** A mapping that holds for a person, because he is in its group. */
export type Gift = { mappingId: string; gives: GroupGift }

type Row = { personId: string; mappingId: string; gives: unknown }

/** What groups of all directories give to persons who are linked to them. Persons whom they give nothing are not in the map. */
export async function giftsOf(tx: Transaction, personIds: readonly string[]): Promise<Map<string, Gift[]>> {
  if (personIds.length === 0) return new Map()
  const rows = await tx.$queryRaw<Row[]>`
    SELECT d.person_id AS "personId", m.id AS "mappingId", m.gives
    FROM directory_person d JOIN directory_membership s ON s.directory_person_id = d.id
      JOIN group_mapping m ON m.group_id = s.group_id
    WHERE d.person_id = ANY(${[...personIds]}::text[]) AND d.origin <> 'removed' ORDER BY m.id`
  return grouped(rows)
}

/** Which active persons of a directory get something of their groups and are nobody here yet. */
export async function giftsOfUnlinked(tx: Transaction, directoryPersonIds: readonly string[]): Promise<Set<string>> {
  if (directoryPersonIds.length === 0) return new Set()
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT d.id FROM directory_person d JOIN directory_membership s ON s.directory_person_id = d.id
      JOIN group_mapping m ON m.group_id = s.group_id
    WHERE d.id = ANY(${[...directoryPersonIds]}::text[]) AND d.person_id IS NULL AND d.active AND d.origin <> 'removed'`
  return new Set(rows.map(({ id }) => id))
}

function grouped(rows: readonly Row[]): Map<string, Gift[]> {
  const gifts = new Map<string, Gift[]>()
  for (const { personId, mappingId, gives } of rows) {
    const gift = { mappingId, gives: groupGift.parse(gives) }
    const known = gifts.get(personId)
    if (known) known.push(gift)
    else gifts.set(personId, [gift])
  }
  return gifts
}
