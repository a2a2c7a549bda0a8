import * as endpoints from '@gatehouse/contracts/endpoints/service-accounts'
import { createManagementKey } from '@gatehouse/services/service-accounts/create-management-key'
import { createServiceAccount } from '@gatehouse/services/service-accounts/create-service-account'
import { deactivateServiceAccount } from '@gatehouse/services/service-accounts/deactivate-service-account'
import { getServiceAccount } from '@gatehouse/services/service-accounts/get-service-account'
import {
  createJobRule,
  listJobRules,
  removeJobRule,
  updateJobRule,
} from '@gatehouse/services/service-accounts/job-rules'
import { listManagementKeys } from '@gatehouse/services/service-accounts/list-management-keys'
import { listServiceAccounts } from '@gatehouse/services/service-accounts/list-service-accounts'
import { revokeManagementKey } from '@gatehouse/services/service-accounts/revoke-management-key'
import { type Route, route } from '../route.ts'

export const serviceAccountRoutes: readonly Route[] = [
  route({ endpoint: endpoints.listServiceAccounts, verb: listServiceAccounts }),
  route({ endpoint: endpoints.createServiceAccount, verb: createServiceAccount }),
  route({ endpoint: endpoints.getServiceAccount, verb: getServiceAccount }),
  route({ endpoint: endpoints.deactivateServiceAccount, verb: deactivateServiceAccount }),
  route({ endpoint: endpoints.listManagementKeys, verb: listManagementKeys }),
  route({ endpoint: endpoints.createManagementKey, verb: createManagementKey }),
  route({ endpoint: endpoints.revokeManagementKey, verb: revokeManagementKey }),
  route({ endpoint: endpoints.listJobRules, verb: listJobRules }),
  route({ endpoint: endpoints.createJobRule, verb: createJobRule }),
  route({ endpoint: endpoints.updateJobRule, verb: updateJobRule }),
  route({ endpoint: endpoints.removeJobRule, verb: removeJobRule }),
]
