import * as endpoints from '@gatehouse/contracts/endpoints/saved-requests'
import {
  getSavedRequests,
  putSavedRequests,
  readSavedRequests,
} from '@gatehouse/services/saved-requests/manage-saved-requests'
import { type Route, route } from '../route.ts'

export const savedRequestRoutes: readonly Route[] = [
  route({ endpoint: endpoints.getSavedRequests, verb: getSavedRequests }),
  route({ endpoint: endpoints.putSavedRequests, verb: putSavedRequests }),
  route({ endpoint: endpoints.readSavedRequests, verb: readSavedRequests }),
]
