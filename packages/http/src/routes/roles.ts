import * as endpoints from '@gatehouse/contracts/endpoints/roles'
import { assignRole } from '@gatehouse/services/roles/assign-role'
import { createRole } from '@gatehouse/services/roles/create-role'
import { deleteRole } from '@gatehouse/services/roles/delete-role'
import { getRole } from '@gatehouse/services/roles/get-role'
import { listAssignments } from '@gatehouse/services/roles/list-assignments'
import { listRoles } from '@gatehouse/services/roles/list-roles'
import { unassignRole } from '@gatehouse/services/roles/unassign-role'
import { updateRole } from '@gatehouse/services/roles/update-role'
import { type Route, route } from '../route.ts'

export const roleRoutes: readonly Route[] = [
  route({ endpoint: endpoints.listRoles, verb: listRoles }),
  route({ endpoint: endpoints.createRole, verb: createRole }),
  route({ endpoint: endpoints.getRole, verb: getRole }),
  route({ endpoint: endpoints.updateRole, verb: updateRole }),
  route({ endpoint: endpoints.deleteRole, verb: deleteRole }),
  route({ endpoint: endpoints.listAssignments, verb: listAssignments }),
  route({ endpoint: endpoints.assignRole, verb: assignRole }),
  route({ endpoint: endpoints.unassignRole, verb: unassignRole }),
]
