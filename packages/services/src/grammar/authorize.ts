import { can, type Scope } from '@gatehouse/auth/permissions'
import type { Actor, Grant } from '@gatehouse/contracts/actor'
import type { Permission } from '@gatehouse/contracts/permissions'
import { DomainError, notFound } from './domain-error.ts'

/** What a use case acts on: an API and its team, a team, or the organization. */
export type { Scope }

/** Who may run a use case. `self`: the verb itself narrows to what is the actor's own. */
export type Allowed = {
  /** Members and service accounts with this permission in the scope. */
  permission?: Permission
  /** Developers: `own` = members of the scope's team with one of these roles. */
  developer?: 'any' | readonly ('owner' | 'admin' | 'developer')[]
  /** Any signed-in member, whatever his roles (his own account, lists filtered by what he may see). */
  anyMember?: true
  /** Lists: holding the permission anywhere is enough, because `run` shows only what the grants cover. */
  anyScope?: true
  /** Any signed-in person, member or developer: his own account. */
  anyPerson?: true
  visitor?: true
  gateway?: true
  /** A directory: what it says of its own persons and groups. */
  directory?: true
  /** Only the system itself. */
  systemOnly?: true
}

/** Whether a member or service account holds the permission in the scope. */
export function holds(grants: readonly Grant[], permission: Permission, scope: Scope): boolean {
  return can(grants, permission, scope)
}

/**
 * Refuses an actor who may not. Existence is hidden from those who may not even read: they get the same 404 as for an id that
 * does not exist. `read` is the permission that makes the target visible; without a scope (create, list) refusal is a plain 403.
 */
export function authorize(
  actor: Actor,
  allowed: Allowed,
  scope: Scope | undefined,
  read: Permission | undefined,
): void {
  if (actor.kind === 'system') return
  if (allowed.systemOnly) throw new DomainError('forbidden')
  if (allowed.visitor || (allowed.anyPerson && (actor.kind === 'member' || actor.kind === 'developer'))) return
  switch (actor.kind) {
    case 'member':
    case 'serviceAccount': {
      if (actor.kind === 'member' && allowed.anyMember) return
      if (allowed.permission && holds(actor.grants, allowed.permission, scope ?? {})) return
      if (allowed.permission && allowed.anyScope && !scope && holdsAnywhere(actor.grants, allowed.permission)) return
      if (scope && read && !holds(actor.grants, read, scope)) throw notFound()
      if (!allowed.permission && scope) throw notFound()
      throw new DomainError(
        'forbidden',
        allowed.permission ? `This needs the permission ${allowed.permission}.` : undefined,
      )
    }
    case 'developer': {
      if (allowed.developer === 'any') return
      if (!allowed.developer) throw scope ? notFound() : new DomainError('forbidden')
      const role = scope?.teamId === undefined ? undefined : actor.teams.get(scope.teamId)
      if (role === undefined) throw notFound()
      if (!allowed.developer.includes(role)) {
        throw new DomainError(
          'forbidden',
          `This needs one of these roles in the team: ${allowed.developer.join(', ')}.`,
        )
      }
      return
    }
    case 'gateway':
      if (allowed.gateway) return
      throw new DomainError('forbidden')
    case 'visitor':
      throw new DomainError('unauthenticated')
    case 'directory':
      if (allowed.directory) return
      throw new DomainError('forbidden')
  }
}

function holdsAnywhere(grants: readonly Grant[], permission: Permission): boolean {
  return grants.some((grant) => grant.permissions.includes(permission))
}

/** For lists: which teams' and APIs' rows the actor may read. `all` when a grant covers the organization. */
export function visibleScopes(
  grants: readonly Grant[],
  permission: Permission,
): { all: boolean; teamIds: string[]; apiIds: string[] } {
  const teamIds = new Set<string>()
  const apiIds = new Set<string>()
  for (const grant of grants) {
    if (!grant.permissions.includes(permission)) continue
    if (grant.scope.kind === 'organization') return { all: true, teamIds: [], apiIds: [] }
    if (grant.scope.kind === 'team') teamIds.add(grant.scope.teamId)
    else apiIds.add(grant.scope.apiId)
  }
  return { all: false, teamIds: [...teamIds], apiIds: [...apiIds] }
}

/** Which rows a list shows to this actor: the system sees all, others what their grants for `permission` cover. */
export function grantsOf(actor: Actor, permission: Permission): { all: boolean; teamIds: string[]; apiIds: string[] } {
  if (actor.kind === 'system') return { all: true, teamIds: [], apiIds: [] }
  if (actor.kind !== 'member' && actor.kind !== 'serviceAccount') return { all: false, teamIds: [], apiIds: [] }
  return visibleScopes(actor.grants, permission)
}
