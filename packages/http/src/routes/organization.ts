import * as endpoints from '@gatehouse/contracts/endpoints/organization'
import { getOrganization } from '@gatehouse/services/installation/get-organization'
import { updateOrganization } from '@gatehouse/services/installation/update-organization'
import { type Route, route } from '../route.ts'

export const organizationRoutes: readonly Route[] = [
  route({ endpoint: endpoints.getOrganization, verb: getOrganization }),
  route({ endpoint: endpoints.updateOrganization, verb: updateOrganization }),
]
