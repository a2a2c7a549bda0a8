import * as endpoints from '@gatehouse/contracts/endpoints/apis'
import * as partners from '@gatehouse/contracts/endpoints/partners'
import { createApi } from '@gatehouse/services/apis/create-api'
import { getApi } from '@gatehouse/services/apis/get-api'
import { listApis } from '@gatehouse/services/apis/list-apis'
import { moveLifecycle, publishVersion, unpublishVersion } from '@gatehouse/services/apis/move-lifecycle'
import { addPartner, listPartners, removePartner } from '@gatehouse/services/apis/partners'
import { updateApi } from '@gatehouse/services/apis/update-api'
import { getVersionPage } from '@gatehouse/services/apis/version-page'
import { type Route, route } from '../route.ts'

export const apiRoutes: readonly Route[] = [
  route({ endpoint: endpoints.listApis, verb: listApis }),
  route({ endpoint: endpoints.createApi, verb: createApi }),
  route({ endpoint: endpoints.getApi, verb: getApi }),
  route({ endpoint: endpoints.updateApi, verb: updateApi }),
  route({ endpoint: partners.listPartners, verb: listPartners }),
  route({ endpoint: partners.addPartner, verb: addPartner }),
  route({ endpoint: partners.removePartner, verb: removePartner }),
  route({ endpoint: endpoints.getVersionPage, verb: getVersionPage }),
  route({ endpoint: endpoints.moveLifecycle, verb: moveLifecycle }),
  route({ endpoint: endpoints.publishVersion, verb: publishVersion }),
  route({ endpoint: endpoints.unpublishVersion, verb: unpublishVersion }),
]
