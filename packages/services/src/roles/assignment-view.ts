import type { AssignmentScope, AssignmentView } from '@gatehouse/contracts/endpoints/roles'
import type { Id } from '@gatehouse/contracts/ids'
import type { Prisma } from '@gatehouse/db/client'

export const assignmentInclude = {
  role: { select: { id: true, name: true, permissions: true } },
  team: { select: { name: true } },
  api: { select: { name: true, teamId: true } },
  mapping: { select: { group: { select: { id: true, displayName: true } } } },
} satisfies Prisma.RoleAssignmentInclude

export type AssignmentRow = Prisma.RoleAssignmentGetPayload<{ include: typeof assignmentInclude }>

export function toAssignmentView(row: AssignmentRow): AssignmentView {
  return {
    id: row.id as Id<'roleAssignment'>,
    role: { id: row.role.id as Id<'role'>, name: row.role.name },
    scope: toScopeView(row),
    scopeName: row.team?.name ?? row.api?.name ?? null,
    fromGroup: row.mapping && {
      id: row.mapping.group.id as Id<'directoryGroup'>,
      name: row.mapping.group.displayName,
    },
    createdAt: row.createdAt.toISOString(),
  }
}

function toScopeView(row: AssignmentRow): AssignmentScope {
  if (row.scope === 'team') return { kind: 'team', teamId: row.teamId as Id<'team'> }
  if (row.scope === 'api') return { kind: 'api', apiId: row.apiId as Id<'api'> }
  return { kind: 'organization' }
}
