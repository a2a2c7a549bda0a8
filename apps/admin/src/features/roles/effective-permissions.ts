import type { AssignmentView, RoleView } from '@gatehouse/contracts/endpoints/roles'
import { type Permission, permissions } from '@gatehouse/contracts/permissions'
import { scopeText } from '../people/person-text.ts'

export type Source = { assignmentId: string; text: string }
export type Effective = { permission: Permission; sources: Source[] }

/** Where a role of somebody comes from: `Product owner, Team Commerce` or `Viewer, everywhere, by group Staff`. */
export function sourceText(assignment: AssignmentView): string {
  const by = assignment.fromGroup ? `, by group ${assignment.fromGroup.name}` : ''
  return `${assignment.role.name}, ${scopeText(assignment)}${by}`
}

/** What somebody may do by all roles together, each permission with the assignments that give it. */
export function effectivePermissions(assignments: readonly AssignmentView[], roles: readonly RoleView[]): Effective[] {
  const held = new Map(roles.map((role) => [role.id, new Set<Permission>(role.permissions)]))
  return permissions.flatMap((permission) => {
    const sources = assignments
      .filter(({ role }) => held.get(role.id)?.has(permission))
      .map((assignment) => ({ assignmentId: assignment.id, text: sourceText(assignment) }))
    return sources.length === 0 ? [] : [{ permission, sources }]
  })
}
