import type { MappingEffect } from '@gatehouse/contracts/endpoints/directory'
import type { GroupGift } from '@gatehouse/contracts/identity-providers'
import type { Transaction } from '@gatehouse/db/client'
import type { Reader } from '../grammar/query.ts'

const shownNames = 20

type MemberRow = {
  name: string
  linked: boolean
  active: boolean
  off: string | null
  /** Mappings that give him anything, of any directory. */
  mappings: number
  /** Of those, such that give the very same. */
  same: number
}

/** Who would get and lose what if a group got another mapping, as of now. */
export async function effectOfMapping(
  db: Reader | Transaction,
  groupId: string,
  gives: GroupGift,
  sentence: string,
): Promise<MappingEffect> {
  const rows = await membersOf(db, groupId, gives)
  const created = rows.filter(({ linked, active }) => !linked && active)
  const gain = rows.filter(({ linked, same }) => linked && same === 0)
  const back = rows.filter(({ linked, active, off }) => linked && active && off === 'no-group')
  const words = [
    `${persons(gain.length + created.length)} get${gain.length + created.length === 1 ? 's' : ''} ${sentence}`,
    created.length > 0 &&
      `${persons(created.length)} of them come${created.length === 1 ? 's' : ''} in for the first time`,
    back.length > 0 && `${persons(back.length)} can sign in again`,
  ].filter((part) => part !== false)
  return {
    members: rows.length,
    created: named(created),
    gain: named(gain),
    back: named(back),
    lose: named([]),
    off: named([]),
    sentence:
      rows.length === 0 ? `Nobody is in this group yet. Whoever joins it gets ${sentence}.` : `${words.join('; ')}.`,
  }
}

/** Who would lose what if a mapping went. */
export async function effectOfUnmapping(
  db: Reader | Transaction,
  mapping: { groupId: string; gives: GroupGift },
  sentence: string,
): Promise<MappingEffect> {
  const { gives } = mapping
  const rows = (await membersOf(db, mapping.groupId, gives)).filter(({ linked }) => linked)
  // His applications hang on the portal: it stays as long as any mapped group is left.
  const lose = rows.filter(({ same, mappings }) => (gives.kind === 'developer' ? mappings : same) <= 1)
  const off = rows.filter(({ mappings, off: reason }) => mappings <= 1 && reason === null)
  const words = [
    `${persons(lose.length)} lose${lose.length === 1 ? 's' : ''} ${sentence}`,
    off.length > 0 &&
      `${persons(off.length)} ${off.length === 1 ? 'is' : 'are'} in no other mapped group and ${off.length === 1 ? 'is' : 'are'} switched off at once`,
  ].filter((part) => part !== false)
  return {
    members: rows.length,
    created: named([]),
    gain: named([]),
    back: named([]),
    lose: named(lose),
    off: named(off),
    sentence:
      rows.length === 0
        ? 'Nobody has anything of it.'
        : lose.length === 0
          ? `Nobody loses ${sentence}: other groups give it or keep it.`
          : `${words.join('; ')}.`,
  }
}

const persons = (count: number) => `${count} ${count === 1 ? 'person' : 'persons'}`
const named = (rows: readonly MemberRow[]) => ({
  count: rows.length,
  names: rows.slice(0, shownNames).map(({ name }) => name),
})

function membersOf(db: Reader | Transaction, groupId: string, gives: GroupGift): Promise<MemberRow[]> {
  return db.$queryRaw<MemberRow[]>`
    SELECT coalesce(p.name, d.attributes->>'displayName', d.user_name) AS name, p.id IS NOT NULL AS linked, d.active,
      CASE WHEN p.deactivated_at IS NOT NULL THEN coalesce(p.deactivated_for, 'hand') END AS off,
      coalesce(g.mappings, 0)::int AS mappings, coalesce(g.same, 0)::int AS same
    FROM directory_membership m JOIN directory_person d ON d.id = m.directory_person_id
      LEFT JOIN person p ON p.id = d.person_id AND p.erased_at IS NULL
      LEFT JOIN LATERAL (
        SELECT count(DISTINCT x.id) AS mappings, count(DISTINCT x.id) FILTER (WHERE x.gives = ${JSON.stringify(gives)}::jsonb) AS same
        FROM directory_person e JOIN directory_membership n ON n.directory_person_id = e.id JOIN group_mapping x ON x.group_id = n.group_id
        WHERE e.person_id = p.id) g ON true
    WHERE m.group_id = ${groupId} AND d.origin <> 'removed' ORDER BY 1`
}
