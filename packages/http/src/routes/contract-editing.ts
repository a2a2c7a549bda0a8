import * as endpoints from '@gatehouse/contracts/endpoints/contract-editing'
import { addOperation, putOperationDefinition, removeOperation } from '@gatehouse/services/contracts/edit-operations'
import { putSchema, removeSchema } from '@gatehouse/services/contracts/edit-schemas'
import { exportContract } from '@gatehouse/services/contracts/export-contract'
import { getSchema, listSchemas } from '@gatehouse/services/contracts/list-schemas'
import { putContractInfo } from '@gatehouse/services/contracts/put-contract-info'
import { type Route, route } from '../route.ts'

export const contractEditingRoutes: readonly Route[] = [
  route({ endpoint: endpoints.addOperation, verb: addOperation }),
  route({ endpoint: endpoints.putOperationDefinition, verb: putOperationDefinition }),
  route({ endpoint: endpoints.removeOperation, verb: removeOperation }),
  route({ endpoint: endpoints.listSchemas, verb: listSchemas }),
  route({ endpoint: endpoints.getSchema, verb: getSchema }),
  route({ endpoint: endpoints.putSchema, verb: putSchema }),
  route({ endpoint: endpoints.removeSchema, verb: removeSchema }),
  route({ endpoint: endpoints.putContractInfo, verb: putContractInfo }),
  route({ endpoint: endpoints.exportContract, verb: exportContract }),
]
