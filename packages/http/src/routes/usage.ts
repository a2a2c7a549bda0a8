import { getFindings as findingsEndpoint } from '@gatehouse/contracts/endpoints/findings'
import { getImpact as impactEndpoint } from '@gatehouse/contracts/endpoints/impact'
import * as endpoints from '@gatehouse/contracts/endpoints/usage'
import { getImpact } from '@gatehouse/services/impact/get-impact'
import { getFindings } from '@gatehouse/services/usage/get-findings'
import {
  getMyUsageRanking,
  getMyUsageSeries,
  getUsageRanking,
  getUsageSeries,
} from '@gatehouse/services/usage/read-figures'
import { getMyQuotas } from '@gatehouse/services/usage/read-quotas'
import { getMyRequest, getRequest, listMyRequests, listRequests } from '@gatehouse/services/usage/read-requests'
import { type Route, route } from '../route.ts'

export const usageRoutes: readonly Route[] = [
  route({ endpoint: endpoints.listRequests, verb: listRequests }),
  route({ endpoint: endpoints.getRequest, verb: getRequest }),
  route({ endpoint: endpoints.getUsageSeries, verb: getUsageSeries }),
  route({ endpoint: endpoints.getUsageRanking, verb: getUsageRanking }),
  route({ endpoint: findingsEndpoint, verb: getFindings }),
  route({ endpoint: impactEndpoint, verb: getImpact }),
  route({ endpoint: endpoints.listMyRequests, verb: listMyRequests }),
  route({ endpoint: endpoints.getMyRequest, verb: getMyRequest }),
  route({ endpoint: endpoints.getMyUsageSeries, verb: getMyUsageSeries }),
  route({ endpoint: endpoints.getMyUsageRanking, verb: getMyUsageRanking }),
  route({ endpoint: endpoints.getMyQuotas, verb: getMyQuotas }),
]
