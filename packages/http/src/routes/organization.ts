import * as endpoints from '@gatehouse/contracts/endpoints/organization'
import * as retentionEndpoints from '@gatehouse/contracts/endpoints/retention'
import { getOrganization } from '@gatehouse/services/installation/get-organization'
import { updateOrganization } from '@gatehouse/services/installation/update-organization'
import { getPrivacy, getRetention, updateRetention } from '@gatehouse/services/retention/retention'
import { type Route, route } from '../route.ts'

export const organizationRoutes: readonly Route[] = [
  route({ endpoint: endpoints.getOrganization, verb: getOrganization }),
  route({ endpoint: endpoints.updateOrganization, verb: updateOrganization }),
  route({ endpoint: retentionEndpoints.getRetention, verb: getRetention }),
  route({ endpoint: retentionEndpoints.updateRetention, verb: updateRetention }),
  route({ endpoint: retentionEndpoints.getPrivacy, verb: getPrivacy }),
]
