import * as endpoints from '@gatehouse/contracts/endpoints/stages'
import { createStage } from '@gatehouse/services/stages/create-stage'
import { deleteStage } from '@gatehouse/services/stages/delete-stage'
import { getStage, listStages } from '@gatehouse/services/stages/list-stages'
import { orderStages } from '@gatehouse/services/stages/order-stages'
import { updateStage } from '@gatehouse/services/stages/update-stage'
import { type Route, route } from '../route.ts'

export const stageRoutes: readonly Route[] = [
  route({ endpoint: endpoints.listStages, verb: listStages }),
  route({ endpoint: endpoints.getStage, verb: getStage }),
  route({ endpoint: endpoints.createStage, verb: createStage }),
  route({ endpoint: endpoints.updateStage, verb: updateStage }),
  route({ endpoint: endpoints.orderStages, verb: orderStages }),
  route({ endpoint: endpoints.deleteStage, verb: deleteStage }),
]
