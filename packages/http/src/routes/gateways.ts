import * as endpoints from '@gatehouse/contracts/endpoints/gateways'
import { createEnrolment, listEnrolments } from '@gatehouse/services/gateways/create-enrolment'
import { getGateway, listGateways } from '@gatehouse/services/gateways/list-gateways'
import { removeGateway } from '@gatehouse/services/gateways/remove-gateway'
import { type Route, route } from '../route.ts'

export const gatewayRoutes: readonly Route[] = [
  route({ endpoint: endpoints.listGateways, verb: listGateways }),
  route({ endpoint: endpoints.getGateway, verb: getGateway }),
  route({ endpoint: endpoints.removeGateway, verb: removeGateway }),
  route({ endpoint: endpoints.createEnrolment, verb: createEnrolment }),
  route({ endpoint: endpoints.listEnrolments, verb: listEnrolments }),
]
