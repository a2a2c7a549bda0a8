import type { Resource } from '@gatehouse/auth/scim/resource-type'
import { z } from 'zod'
import { notFound } from '../grammar/domain-error.ts'
import { query } from '../grammar/query.ts'
import { directoryOf, scimBase } from './directory-of.ts'
import { listResources } from './list-resources.ts'
import { groupsOf, userColumns, userListing } from './user-listing.ts'
import { type UserRow, userResource } from './user-resource.ts'

/** A page's bounds and what is asked of resources, as it came in the query; the protocol's own checks are made where they are used. */
export const listInput = z.strictObject({
  filter: z.string().optional(),
  sortBy: z.string().max(500).optional(),
  sortOrder: z.enum(['ascending', 'descending']).optional(),
  startIndex: z.number().int(),
  count: z.number().int(),
  /** Whether what is dear to read is asked for: groups of users, members of groups. */
  related: z.boolean(),
})
export type ScimPage = { total: number; resources: Resource[] }

export const listUsers = query({
  name: 'scim.user.list',
  allowed: { directory: true },
  input: listInput,
  run: async ({ ctx, pool, input }): Promise<ScimPage> => {
    const base = scimBase(ctx)
    const { total, rows } = await listResources(pool, directoryOf(ctx), userListing(pool, base), input)
    const groups = input.related
      ? await groupsOf(
          pool,
          rows.map(({ id }) => id),
        )
      : undefined
    return { total, resources: rows.map((row) => userResource(base, row, groups?.get(row.id))) }
  },
})

export const getUser = query({
  name: 'scim.user.get',
  allowed: { directory: true },
  input: z.strictObject({ id: z.string() }),
  run: async ({ ctx, pool, input }): Promise<Resource> => {
    const { rows } = await pool.query<UserRow>(
      `SELECT ${userColumns} FROM directory_person d WHERE d.id = $1 AND d.identity_provider_id = $2 AND d.origin = 'directory'`,
      [input.id, directoryOf(ctx)],
    )
    const [row] = rows
    if (row === undefined) throw notFound()
    const groups = await groupsOf(pool, [row.id])
    return userResource(scimBase(ctx), row, groups.get(row.id))
  },
})
