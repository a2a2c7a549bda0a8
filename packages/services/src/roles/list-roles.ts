import { none } from '@gatehouse/contracts/endpoint'
import type { Id } from '@gatehouse/contracts/ids'
import { type Permission, permissions } from '@gatehouse/contracts/permissions'
import { query } from '../grammar/query.ts'

/** Roles and what they permit; their texts are no secret to members. */
export const listRoles = query({
  name: 'role.list',
  allowed: { anyMember: true, permission: 'team.read', anyScope: true },
  input: none,
  run: async ({ db }) => {
    const rows = await db.role.findMany({
      orderBy: [{ builtIn: 'desc' }, { createdAt: 'asc' }, { id: 'asc' }],
      take: 200,
    })
    return {
      items: rows.map((row) => ({
        id: row.id as Id<'role'>,
        name: row.name,
        description: row.description,
        builtIn: row.builtIn,
        permissions: permissions.filter((name): name is Permission => row.permissions.includes(name)),
      })),
    }
  },
})
