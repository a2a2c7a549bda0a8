import { userType } from '@gatehouse/auth/scim/resource-type'
import type { Database } from '@gatehouse/db/client'
import type { Listing } from './list-resources.ts'
import { type Column, flagColumn, instantColumn, mentions, textColumn } from './plan-filter.ts'
import { type GroupOfUser, type UserRow, userResource } from './user-resource.ts'

export const userColumns = `d.id, d.external_id AS "externalId", d.user_name AS "userName", d.active, d.attributes, d.version,
  d.created_at AS "createdAt", d.updated_at AS "updatedAt"`

const email: Column = ({ op, value }, param) => {
  if (typeof value !== 'string') return undefined
  if (op === 'eq') return { sql: `d.email_keys @> ARRAY[${param(value.toLowerCase())}]::text[]`, exact: false }
  return undefined
}

const inGroup: Column = ({ op, value }, param) =>
  op === 'eq' && typeof value === 'string'
    ? {
        sql: `EXISTS (SELECT FROM directory_membership m WHERE m.directory_person_id = d.id AND m.group_id = ${param(value)})`,
        exact: true,
      }
    : undefined

/** Users of a directory, with what indexes know of them. `base` is the server's address. */
export function userListing(pool: Database['pool'], base: string): Listing<UserRow> {
  return {
    type: userType,
    from: 'directory_person d',
    select: userColumns,
    columns: {
      id: textColumn('d.id', { lower: false }),
      externalid: textColumn('d.external_id', { lower: false }),
      username: textColumn('d.user_name_key', { lower: true }),
      displayname: textColumn('d.name_key', { lower: true, exact: false }),
      active: flagColumn('d.active'),
      emails: email,
      'emails.value': email,
      groups: inGroup,
      'groups.value': inGroup,
      'meta.created': instantColumn('d.created_at'),
      'meta.lastmodified': instantColumn('d.updated_at'),
    },
    sorts: {
      username: 'd.user_name_key COLLATE "C"',
      id: 'd.id',
      'meta.created': 'd.created_at',
      'meta.lastmodified': 'd.updated_at',
    },
    async resources(rows, filter) {
      const groups =
        filter && mentions(filter, 'groups')
          ? await groupsOf(
              pool,
              rows.map(({ id }) => id),
            )
          : undefined
      return rows.map((row) => userResource(base, row, groups?.get(row.id)))
    },
  }
}

/** The groups of persons of a directory, by person. */
export async function groupsOf(pool: Database['pool'], ids: readonly string[]): Promise<Map<string, GroupOfUser[]>> {
  const { rows } = await pool.query<{ personId: string; id: string; displayName: string }>(
    `SELECT m.directory_person_id AS "personId", g.id, g.display_name AS "displayName"
     FROM directory_membership m JOIN directory_group g ON g.id = m.group_id
     WHERE m.directory_person_id = ANY($1) AND g.origin = 'directory' ORDER BY g.created_at, g.id`,
    [[...ids]],
  )
  const groups = new Map<string, GroupOfUser[]>()
  for (const { personId, ...group } of rows) {
    const known = groups.get(personId)
    if (known) known.push(group)
    else groups.set(personId, [group])
  }
  return groups
}
