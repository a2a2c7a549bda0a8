import type { Grant } from '@gatehouse/contracts/actor'
import { type Permission, permissions } from '@gatehouse/contracts/permissions'

/** What is acted on: an API and its team, a team, or (empty) the organization. */
export type Scope = { apiId?: string; teamId?: string }

/** A role assignment as the database keeps it, with the role's permissions. */
export type AssignmentRow = {
  permissions: readonly string[]
  scope: string
  teamId: string | null
  apiId: string | null
}

const known = new Set<string>(permissions)

/** Grants of role assignments. A permission or scope that this build does not know grants nothing. */
export function toGrants(rows: readonly AssignmentRow[]): Grant[] {
  const grants: Grant[] = []
  for (const row of rows) {
    const scope = toScope(row)
    if (scope === undefined) continue
    grants.push({ permissions: row.permissions.filter((name): name is Permission => known.has(name)), scope })
  }
  return grants
}

function toScope(row: AssignmentRow): Grant['scope'] | undefined {
  if (row.scope === 'organization') return { kind: 'organization' }
  if (row.scope === 'team' && row.teamId !== null) return { kind: 'team', teamId: row.teamId }
  if (row.scope === 'api' && row.apiId !== null) return { kind: 'api', apiId: row.apiId }
  return undefined
}

/** Whether grants hold the permission for the scope. A grant for a team covers its APIs; nothing narrower covers something wider. */
export function can(grants: readonly Grant[], permission: Permission, scope: Scope = {}): boolean {
  return grants.some((grant) => grant.permissions.includes(permission) && covers(grant, scope))
}

function covers(grant: Grant, scope: Scope): boolean {
  switch (grant.scope.kind) {
    case 'organization':
      return true
    case 'team':
      return grant.scope.teamId === scope.teamId
    case 'api':
      return grant.scope.apiId === scope.apiId
  }
}

/** Which of the permissions the grants lack in the scope; empty means that they may be given on. Nobody grants what he lacks. */
export function exceeds(grants: readonly Grant[], wanted: readonly Permission[], scope: Scope): Permission[] {
  return wanted.filter((permission) => !can(grants, permission, scope))
}

/** Grants cut down to some permissions, as a management key's scopes do. */
export function narrowGrants(grants: readonly Grant[], allowed: readonly string[]): Grant[] {
  return grants.map((grant) => ({
    permissions: grant.permissions.filter((permission) => allowed.includes(permission)),
    scope: grant.scope,
  }))
}
