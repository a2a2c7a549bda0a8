import * as endpoints from '@gatehouse/contracts/endpoints/roles'
import { assignRole } from '@gatehouse/services/roles/assign-role'
import { listAssignments } from '@gatehouse/services/roles/list-assignments'
import { listRoles } from '@gatehouse/services/roles/list-roles'
import { unassignRole } from '@gatehouse/services/roles/unassign-role'
import { type Route, route } from '../route.ts'

export const roleRoutes: readonly Route[] = [
  route({ endpoint: endpoints.listRoles, verb: listRoles }),
  route({ endpoint: endpoints.listAssignments, verb: listAssignments }),
  route({ endpoint: endpoints.assignRole, verb: assignRole }),
  route({ endpoint: endpoints.unassignRole, verb: unassignRole }),
]
