import { none } from '@gatehouse/contracts/endpoint'
import { query } from '../grammar/query.ts'
import { mostRoles } from './own-roles.ts'
import { toRoleViews } from './role-view.ts'

/** Roles and what they permit; their texts are no secret to members. */
export const listRoles = query({
  name: 'role.list',
  allowed: { anyMember: true, permission: 'team.read', anyScope: true },
  input: none,
  run: async ({ ctx, db }) => {
    const rows = await db.role.findMany({
      orderBy: [{ builtIn: 'desc' }, { createdAt: 'asc' }, { id: 'asc' }],
      take: mostRoles,
    })
    return { items: await toRoleViews(db, ctx, rows) }
  },
})
