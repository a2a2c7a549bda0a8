import * as endpoints from '@gatehouse/contracts/endpoints/end-users'
import { listEndUserConsents, withdrawEndUserConsent } from '@gatehouse/services/end-users/consents'
import { deactivateEndUser, reactivateEndUser } from '@gatehouse/services/end-users/end-user-states'
import {
  createEndUserGroup,
  deleteEndUserGroup,
  listEndUserGroups,
  setEndUserGroups,
  updateEndUserGroup,
} from '@gatehouse/services/end-users/groups'
import { importEndUsers, inviteEndUser } from '@gatehouse/services/end-users/invite-end-users'
import { getEndUser, listEndUsers } from '@gatehouse/services/end-users/read-end-users'
import { type Route, route } from '../route.ts'

export const endUserRoutes: readonly Route[] = [
  route({ endpoint: endpoints.listEndUsers, verb: listEndUsers }),
  route({ endpoint: endpoints.getEndUser, verb: getEndUser }),
  route({ endpoint: endpoints.inviteEndUser, verb: inviteEndUser }),
  route({ endpoint: endpoints.importEndUsers, verb: importEndUsers }),
  route({ endpoint: endpoints.deactivateEndUser, verb: deactivateEndUser }),
  route({ endpoint: endpoints.reactivateEndUser, verb: reactivateEndUser }),
  route({ endpoint: endpoints.setEndUserGroups, verb: setEndUserGroups }),
  route({ endpoint: endpoints.listEndUserConsents, verb: listEndUserConsents }),
  route({ endpoint: endpoints.withdrawEndUserConsent, verb: withdrawEndUserConsent }),
  route({ endpoint: endpoints.listEndUserGroups, verb: listEndUserGroups }),
  route({ endpoint: endpoints.createEndUserGroup, verb: createEndUserGroup }),
  route({ endpoint: endpoints.updateEndUserGroup, verb: updateEndUserGroup }),
  route({ endpoint: endpoints.deleteEndUserGroup, verb: deleteEndUserGroup }),
]
