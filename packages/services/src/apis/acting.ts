import type { Actor } from '@gatehouse/contracts/actor'
import type { Permission } from '@gatehouse/contracts/permissions'
import { holds, type Scope } from '../grammar/authorize.ts'

/** Whether the actor may do something here, and if not why, for acts that are shown disabled. */
export function mayAct(actor: Actor, permission: Permission, scope: Scope): { allowed: boolean; why: string | null } {
  const allowed =
    actor.kind === 'system' ||
    ((actor.kind === 'member' || actor.kind === 'serviceAccount') && holds(actor.grants, permission, scope))
  return { allowed, why: allowed ? null : `Needs the permission ${permission}; an admin can grant it.` }
}
