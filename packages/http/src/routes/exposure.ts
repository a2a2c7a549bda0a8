import * as endpoints from '@gatehouse/contracts/endpoints/exposure'
import { getExposureRule, putExposureRule } from '@gatehouse/services/exposure/exposure-rule'
import { exportExposures, listExposures } from '@gatehouse/services/exposure/list-exposures'
import { type Route, route } from '../route.ts'

export const exposureRoutes: readonly Route[] = [
  route({ endpoint: endpoints.listExposures, verb: listExposures }),
  route({ endpoint: endpoints.exportExposures, verb: exportExposures }),
  route({ endpoint: endpoints.getExposureRule, verb: getExposureRule }),
  route({ endpoint: endpoints.putExposureRule, verb: putExposureRule }),
]
