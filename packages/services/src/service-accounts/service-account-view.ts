import type { ManagementKeyView, ServiceAccountView } from '@gatehouse/contracts/endpoints/service-accounts'
import type { Id } from '@gatehouse/contracts/ids'
import { type Permission, permissions } from '@gatehouse/contracts/permissions'
import type { Prisma, Transaction } from '@gatehouse/db/client'
import type { Scope } from '../grammar/authorize.ts'
import { notFound } from '../grammar/domain-error.ts'
import type { Reader } from '../grammar/query.ts'
import { assignmentInclude, toAssignmentView } from '../roles/assignment-view.ts'

export const serviceAccountInclude = {
  team: { select: { id: true, name: true } },
  roles: { include: assignmentInclude, orderBy: { id: 'asc' }, take: 200 },
  keys: {
    where: { jobRuleId: null },
    select: { expiresAt: true, revokedAt: true, lastUsedAt: true },
    orderBy: { createdAt: 'desc' },
    take: 500,
  },
  jobRules: { select: { lastUsedAt: true } },
} satisfies Prisma.ServiceAccountInclude

export type ServiceAccountRow = Prisma.ServiceAccountGetPayload<{ include: typeof serviceAccountInclude }>

export function toServiceAccountView(row: ServiceAccountRow, now: Date): ServiceAccountView {
  const used = [...row.keys, ...row.jobRules].flatMap(({ lastUsedAt }) =>
    lastUsedAt ? [lastUsedAt.toISOString()] : [],
  )
  return {
    id: row.id as Id<'serviceAccount'>,
    name: row.name,
    team: { id: row.team.id as Id<'team'>, name: row.team.name },
    state: row.deactivatedAt ? 'deactivated' : 'active',
    roles: row.roles.map(toAssignmentView),
    activeKeys: row.deactivatedAt ? 0 : row.keys.filter((key) => keyState(key, now) === 'active').length,
    lastUsedAt: used.sort().at(-1) ?? null,
    createdAt: row.createdAt.toISOString(),
    etag: row.etag,
  }
}

/** One service account; throws not_found. */
export async function readServiceAccount(db: Reader | Transaction, id: string, now: Date): Promise<ServiceAccountView> {
  const row = await db.serviceAccount.findUnique({ where: { id }, include: serviceAccountInclude })
  if (row === null) throw notFound()
  return toServiceAccountView(row, now)
}

/** A service account belongs to its team; null when it does not exist. */
export async function serviceAccountScope(db: Reader | Transaction, id: string): Promise<Scope | null> {
  const row = await db.serviceAccount.findUnique({ where: { id }, select: { teamId: true } })
  return row && { teamId: row.teamId }
}

type KeyDates = { expiresAt: Date | null; revokedAt: Date | null }

export function keyState(key: KeyDates, now: Date): ManagementKeyView['state'] {
  if (key.revokedAt) return 'revoked'
  return key.expiresAt && key.expiresAt <= now ? 'expired' : 'active'
}

export function toManagementKeyView(row: Prisma.ManagementKeyGetPayload<object>, now: Date): ManagementKeyView {
  return {
    id: row.id as Id<'managementKey'>,
    name: row.name,
    start: row.start,
    scopes: permissions.filter((name): name is Permission => row.scopes.includes(name)),
    state: keyState(row, now),
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
  }
}
