import type { Resource } from '@gatehouse/auth/scim/resource-type'
import { z } from 'zod'
import { notFound } from '../grammar/domain-error.ts'
import { query } from '../grammar/query.ts'
import { directoryOf, scimBase } from './directory-of.ts'
import { groupColumns, groupListing, membersOf } from './group-listing.ts'
import { type GroupRow, groupResource } from './group-resource.ts'
import { listResources } from './list-resources.ts'
import { listInput, type ScimPage } from './read-users.ts'

/** Groups with their members are large: of those fewer come at once. */
const mostWithMembers = 50

export const listGroups = query({
  name: 'scim.group.list',
  allowed: { directory: true },
  input: listInput,
  run: async ({ ctx, pool, input }): Promise<ScimPage> => {
    const base = scimBase(ctx)
    const count = input.related ? Math.min(input.count, mostWithMembers) : input.count
    const { total, rows } = await listResources(pool, directoryOf(ctx), groupListing(pool, base), { ...input, count })
    const members = input.related
      ? await membersOf(
          pool,
          rows.map(({ id }) => id),
        )
      : undefined
    return { total, resources: rows.map((row) => groupResource(base, row, members && (members.get(row.id) ?? []))) }
  },
})

export const getGroup = query({
  name: 'scim.group.get',
  allowed: { directory: true },
  input: z.strictObject({ id: z.string(), related: z.boolean() }),
  run: async ({ ctx, pool, input }): Promise<Resource> => {
    const { rows } = await pool.query<GroupRow>(
      `SELECT ${groupColumns} FROM directory_group d WHERE d.id = $1 AND d.identity_provider_id = $2 AND d.origin = 'directory'`,
      [input.id, directoryOf(ctx)],
    )
    const [row] = rows
    if (row === undefined) throw notFound()
    const members = input.related ? await membersOf(pool, [row.id]) : undefined
    return groupResource(scimBase(ctx), row, members && (members.get(row.id) ?? []))
  },
})
