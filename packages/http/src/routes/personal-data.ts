import * as endpoints from '@gatehouse/contracts/endpoints/personal-data'
import * as erasure from '@gatehouse/services/personal-data/erasure'
import { exportMyData } from '@gatehouse/services/personal-data/export-my-data'
import { type Route, route } from '../route.ts'

export const personalDataRoutes: readonly Route[] = [
  route({ endpoint: endpoints.exportMyData, verb: exportMyData }),
  route({ endpoint: endpoints.getMyErasure, verb: erasure.getMyErasure }),
  route({ endpoint: endpoints.requestMyErasure, verb: erasure.requestMyErasure }),
  route({ endpoint: endpoints.cancelMyErasure, verb: erasure.cancelMyErasure }),
  route({ endpoint: endpoints.requestErasure, verb: erasure.requestErasure }),
  route({ endpoint: endpoints.cancelErasure, verb: erasure.cancelErasure }),
]
