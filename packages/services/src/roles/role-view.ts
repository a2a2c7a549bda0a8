import type { RoleView } from '@gatehouse/contracts/endpoints/roles'
import type { Id } from '@gatehouse/contracts/ids'
import { type Permission, permissions } from '@gatehouse/contracts/permissions'
import type { Prisma, Transaction } from '@gatehouse/db/client'
import { holds } from '../grammar/authorize.ts'
import type { Context } from '../grammar/context.ts'
import { notFound } from '../grammar/domain-error.ts'
import type { Reader } from '../grammar/query.ts'

/** Roles as their readers see them: who has them is told only to those who may see persons. */
export async function toRoleViews(
  db: Reader | Transaction,
  ctx: Context,
  rows: readonly Prisma.RoleGetPayload<object>[],
): Promise<RoleView[]> {
  const { actor } = ctx
  const grants = actor.kind === 'member' || actor.kind === 'serviceAccount' ? actor.grants : []
  const counts = actor.kind === 'system' || holds(grants, 'person.read', {}) ? await countHolders(db, rows) : undefined
  return rows.map((row) => ({
    id: row.id as Id<'role'>,
    name: row.name,
    description: row.description,
    builtIn: row.builtIn,
    permissions: permissions.filter((name): name is Permission => row.permissions.includes(name)),
    holders: counts ? (counts.get(row.id) ?? { persons: 0, serviceAccounts: 0, groups: 0 }) : null,
    createdAt: row.createdAt.toISOString(),
    etag: row.etag,
  }))
}

/** One role; throws not_found. */
export async function readRole(db: Reader | Transaction, ctx: Context, id: string): Promise<RoleView> {
  const row = await db.role.findUnique({ where: { id } })
  const [view] = row === null ? [] : await toRoleViews(db, ctx, [row])
  if (view === undefined) throw notFound()
  return view
}

type Count = { id: string; persons: number; serviceAccounts: number; groups: number }

async function countHolders(db: Reader | Transaction, roles: readonly { id: string }[]): Promise<Map<string, Count>> {
  const ids = roles.map(({ id }) => id)
  const rows = await db.$queryRaw<Count[]>`
    SELECT r.id,
      (SELECT count(DISTINCT a.person_id) FROM role_assignment a WHERE a.role_id = r.id)::int AS persons,
      (SELECT count(DISTINCT a.service_account_id) FROM role_assignment a WHERE a.role_id = r.id)::int AS "serviceAccounts",
      (SELECT count(DISTINCT m.group_id) FROM group_mapping m WHERE m.gives->>'kind' = 'role' AND m.gives->>'roleId' = r.id)::int AS groups
    FROM role r WHERE r.id = ANY(${ids}::text[])`
  return new Map(rows.map(({ id, ...count }) => [id, count as Count]))
}
