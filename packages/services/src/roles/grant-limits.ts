import { can, exceeds, type Scope } from '@gatehouse/auth/permissions'
import type { Actor } from '@gatehouse/contracts/actor'
import type { AssignmentScope } from '@gatehouse/contracts/endpoints/roles'
import { type Permission, permissions } from '@gatehouse/contracts/permissions'
import type { Transaction } from '@gatehouse/db/client'
import { DomainError } from '../grammar/domain-error.ts'

/** What an assignment's scope covers, for checking permissions against it; null when its team or API does not exist. */
export async function toScope(tx: Transaction, scope: AssignmentScope): Promise<Scope | null> {
  switch (scope.kind) {
    case 'organization':
      return {}
    case 'team': {
      const team = await tx.team.findUnique({ where: { id: scope.teamId }, select: { id: true } })
      return team && { teamId: team.id }
    }
    case 'api': {
      const api = await tx.api.findUnique({ where: { id: scope.apiId }, select: { id: true, teamId: true } })
      return api && { apiId: api.id, teamId: api.teamId }
    }
  }
}

/** Columns of an assignment's scope. */
export function scopeColumns(scope: AssignmentScope): { scope: string; teamId: string | null; apiId: string | null } {
  return {
    scope: scope.kind,
    teamId: scope.kind === 'team' ? scope.teamId : null,
    apiId: scope.kind === 'api' ? scope.apiId : null,
  }
}

/** What an assignment covers. */
export function scopeOfAssignment(row: {
  teamId: string | null
  apiId: string | null
  api: { teamId: string } | null
}): Scope {
  if (row.teamId) return { teamId: row.teamId }
  if (row.apiId && row.api) return { apiId: row.apiId, teamId: row.api.teamId }
  return {}
}

/** Nobody gives or takes what he lacks: not a permission, not a scope. Throws forbidden. */
export function assertMayGrant(actor: Actor, wanted: readonly string[], scope: Scope): void {
  if (actor.kind === 'system') return
  const grants = actor.kind === 'member' || actor.kind === 'serviceAccount' ? actor.grants : []
  if (!can(grants, 'role.assign', scope)) throw new DomainError('forbidden', 'This needs the permission role.assign.')
  const lacking = exceeds(grants, wanted.filter(isPermission), scope)
  if (lacking.length > 0) {
    throw new DomainError('forbidden', `The role holds what you lack there: ${lacking.join(', ')}.`)
  }
}

function isPermission(name: string): name is Permission {
  return (permissions as readonly string[]).includes(name)
}

const adminPermissions: Permission[] = ['role.assign', 'organization.manage']
// One that a review has suspended gives nothing.
const adminAssignment = {
  scope: 'organization',
  suspendedAt: null,
  role: { permissions: { hasEvery: adminPermissions } },
}

/** Whether the person can give roles for the whole organization. */
export async function isAdmin(tx: Transaction, personId: string): Promise<boolean> {
  return (await tx.roleAssignment.count({ where: { ...adminAssignment, personId } })) > 0
}

/** Whether anybody active can give roles for the whole organization; `without`: if this assignment went. */
export async function hasAdmin(tx: Transaction, without?: string): Promise<boolean> {
  const admins = await tx.roleAssignment.count({
    where: {
      ...adminAssignment,
      ...(without === undefined ? {} : { id: { not: without } }),
      person: { deactivatedAt: null, member: { isNot: null } },
    },
  })
  return admins > 0
}

/**
 * Somebody must remain who can give roles for the whole organization. Call when an admin goes, after the change; takes a lock, so two
 * cannot both leave. Throws not_possible.
 */
export async function assertAdminRemains(tx: Transaction): Promise<void> {
  await tx.$queryRaw`SELECT id FROM organization FOR UPDATE`
  if (!(await hasAdmin(tx)))
    throw new DomainError('not_possible', 'Somebody active must keep the role Admin for the organization.')
}
