import { groupType } from '@gatehouse/auth/scim/resource-type'
import type { Database } from '@gatehouse/db/client'
import { type GroupRow, groupResource, type Member } from './group-resource.ts'
import type { Listing } from './list-resources.ts'
import { type Column, instantColumn, mentions, textColumn } from './plan-filter.ts'

export const groupColumns = `d.id, d.external_id AS "externalId", d.display_name AS "displayName", d.attributes, d.version,
  d.created_at AS "createdAt", d.updated_at AS "updatedAt"`

const hasMember: Column = ({ op, value }, param) =>
  op === 'eq' && typeof value === 'string'
    ? {
        sql: `EXISTS (SELECT FROM directory_membership m WHERE m.group_id = d.id AND m.directory_person_id = ${param(value)})`,
        exact: true,
      }
    : undefined

/** Groups of a directory, with what indexes know of them. */
export function groupListing(pool: Database['pool'], base: string): Listing<GroupRow> {
  return {
    type: groupType,
    from: 'directory_group d',
    select: groupColumns,
    columns: {
      id: textColumn('d.id', { lower: false }),
      externalid: textColumn('d.external_id', { lower: false }),
      displayname: textColumn('d.name_key', { lower: true }),
      members: hasMember,
      'members.value': hasMember,
      'meta.created': instantColumn('d.created_at'),
      'meta.lastmodified': instantColumn('d.updated_at'),
    },
    sorts: { id: 'd.id', 'meta.created': 'd.created_at', 'meta.lastmodified': 'd.updated_at' },
    async resources(rows, filter) {
      const members =
        filter && mentions(filter, 'members')
          ? await membersOf(
              pool,
              rows.map(({ id }) => id),
            )
          : undefined
      return rows.map((row) => groupResource(base, row, members && (members.get(row.id) ?? [])))
    },
  }
}

/** Members by group, in the order in which they were told of; called as the directory calls them there, or as they are called. */
export async function membersOf(pool: Database['pool'], ids: readonly string[]): Promise<Map<string, Member[]>> {
  const { rows } = await pool.query<Member & { groupId: string }>(
    `SELECT m.group_id AS "groupId", d.id, coalesce(m.display, d.attributes->>'displayName', d.user_name) AS display
     FROM directory_membership m JOIN directory_person d ON d.id = m.directory_person_id
     WHERE m.group_id = ANY($1) AND d.origin = 'directory' ORDER BY m.group_id, d.created_at, d.id`,
    [[...ids]],
  )
  const members = new Map<string, Member[]>()
  for (const { groupId, ...member } of rows) {
    const known = members.get(groupId)
    if (known) known.push(member)
    else members.set(groupId, [member])
  }
  return members
}
