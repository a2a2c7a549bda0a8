import * as endpoints from '@gatehouse/contracts/endpoints/portal'
import { listCatalogue } from '@gatehouse/services/portal/list-catalogue'
import { getPortalVersion } from '@gatehouse/services/portal/portal-version'
import { type Route, route } from '../route.ts'

export const portalRoutes: readonly Route[] = [
  route({ endpoint: endpoints.listCatalogue, verb: listCatalogue }),
  route({ endpoint: endpoints.getPortalVersion, verb: getPortalVersion }),
]
