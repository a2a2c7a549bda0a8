import * as endpoints from '@gatehouse/contracts/endpoints/identity-providers'
import * as setUp from '@gatehouse/contracts/endpoints/provider-set-up'
import { syncNow } from '@gatehouse/services/directory/sync/sync-now'
import {
  getIdentityProvider,
  listIdentityProviders,
} from '@gatehouse/services/identity-providers/list-identity-providers'
import { refreshIdentityProvider } from '@gatehouse/services/identity-providers/look-at-provider'
import { lookUpPerson } from '@gatehouse/services/identity-providers/look-up-person'
import {
  createIdentityProvider,
  deleteIdentityProvider,
  updateIdentityProvider,
} from '@gatehouse/services/identity-providers/manage-identity-provider'
import { getOwnSamlMetadata, readSamlMetadata, renewSamlKeys } from '@gatehouse/services/identity-providers/saml-set-up'
import {
  disableIdentityProvider,
  enableIdentityProvider,
} from '@gatehouse/services/identity-providers/switch-identity-provider'
import { testIdentityProvider } from '@gatehouse/services/identity-providers/test-identity-provider'
import { type Route, route } from '../route.ts'

export const identityProviderRoutes: readonly Route[] = [
  route({ endpoint: endpoints.listIdentityProviders, verb: listIdentityProviders }),
  route({ endpoint: endpoints.createIdentityProvider, verb: createIdentityProvider }),
  route({ endpoint: endpoints.testIdentityProvider, verb: testIdentityProvider }),
  route({ endpoint: setUp.lookUpPerson, verb: lookUpPerson }),
  route({ endpoint: setUp.readMetadata, verb: readSamlMetadata }),
  route({ endpoint: endpoints.getIdentityProvider, verb: getIdentityProvider }),
  route({ endpoint: endpoints.updateIdentityProvider, verb: updateIdentityProvider }),
  route({ endpoint: endpoints.deleteIdentityProvider, verb: deleteIdentityProvider }),
  route({ endpoint: endpoints.enableIdentityProvider, verb: enableIdentityProvider }),
  route({ endpoint: endpoints.disableIdentityProvider, verb: disableIdentityProvider }),
  route({ endpoint: endpoints.refreshIdentityProvider, verb: refreshIdentityProvider }),
  route({ endpoint: setUp.syncNow, verb: syncNow }),
  route({ endpoint: setUp.getOwnMetadata, verb: getOwnSamlMetadata }),
  route({ endpoint: setUp.renewKeys, verb: renewSamlKeys }),
]
