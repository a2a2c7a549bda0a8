import * as endpoints from '@gatehouse/contracts/endpoints/versions'
import { addVersion } from '@gatehouse/services/apis/add-version'
import { deleteApi, deleteVersion } from '@gatehouse/services/apis/delete-version'
import { type Route, route } from '../route.ts'

export const versionRoutes: readonly Route[] = [
  route({ endpoint: endpoints.addVersion, verb: addVersion }),
  route({ endpoint: endpoints.deleteVersion, verb: deleteVersion }),
  route({ endpoint: endpoints.deleteApi, verb: deleteApi }),
]
