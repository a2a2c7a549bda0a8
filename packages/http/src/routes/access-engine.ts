import * as endpoints from '@gatehouse/contracts/endpoints/access-engine'
import { exportAccessMatrix } from '@gatehouse/services/access-engine/export-matrix'
import { getAccessCell } from '@gatehouse/services/access-engine/get-cell'
import { getAccessMatrix } from '@gatehouse/services/access-engine/get-matrix'
import { previewAccessDiff } from '@gatehouse/services/access-engine/preview-diff'
import { simulateAccess } from '@gatehouse/services/access-engine/simulate'
import { getSimulatorChoices } from '@gatehouse/services/access-engine/simulator-choices'
import { type Route, route } from '../route.ts'

export const accessEngineRoutes: readonly Route[] = [
  route({ endpoint: endpoints.getAccessMatrix, verb: getAccessMatrix }),
  route({ endpoint: endpoints.exportAccessMatrix, verb: exportAccessMatrix }),
  route({ endpoint: endpoints.getAccessCell, verb: getAccessCell }),
  route({ endpoint: endpoints.getSimulatorChoices, verb: getSimulatorChoices }),
  route({ endpoint: endpoints.simulateAccess, verb: simulateAccess }),
  route({ endpoint: endpoints.previewAccessDiff, verb: previewAccessDiff, input: ({ change }) => ({ change }) }),
]
