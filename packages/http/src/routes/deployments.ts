import * as endpoints from '@gatehouse/contracts/endpoints/deployments'
import * as pauses from '@gatehouse/contracts/endpoints/pauses'
import { deploy, rollback } from '@gatehouse/services/deployments/deploy'
import { getDeployment, listDeployments } from '@gatehouse/services/deployments/list-deployments'
import { pauseVersion, resumeVersion } from '@gatehouse/services/deployments/pause-version'
import { previewDeploy } from '@gatehouse/services/deployments/preview-deploy'
import { getReceipts } from '@gatehouse/services/deployments/receipts'
import {
  getStageValues,
  listStageValues,
  putStageValues,
  setSecret,
} from '@gatehouse/services/deployments/stage-values'
import { previewTakeOff, takeOffStage } from '@gatehouse/services/deployments/take-off-stage'
import { type Route, route } from '../route.ts'

export const deploymentRoutes: readonly Route[] = [
  route({ endpoint: endpoints.listDeployments, verb: listDeployments }),
  route({ endpoint: endpoints.previewDeploy, verb: previewDeploy }),
  route({ endpoint: endpoints.deploy, verb: deploy }),
  route({ endpoint: endpoints.rollback, verb: rollback }),
  route({ endpoint: endpoints.takeOffStage, verb: takeOffStage }),
  route({ endpoint: endpoints.previewTakeOff, verb: previewTakeOff }),
  route({ endpoint: pauses.pauseVersion, verb: pauseVersion }),
  route({ endpoint: pauses.resumeVersion, verb: resumeVersion }),
  route({ endpoint: endpoints.getDeployment, verb: getDeployment }),
  route({ endpoint: endpoints.getReceipts, verb: getReceipts }),
  route({ endpoint: endpoints.listStageValues, verb: listStageValues }),
  route({ endpoint: endpoints.getStageValues, verb: getStageValues }),
  route({ endpoint: endpoints.putStageValues, verb: putStageValues }),
  route({ endpoint: endpoints.setSecret, verb: setSecret }),
]
