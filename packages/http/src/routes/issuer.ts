import * as endpoints from '@gatehouse/contracts/endpoints/issuer'
import * as clients from '@gatehouse/contracts/endpoints/oauth-clients'
import { createMyClient, rotateMyClientSecret, updateMyClient } from '@gatehouse/services/credentials/my-clients'
import { createMyRegistrationToken } from '@gatehouse/services/credentials/registration-token'
import { listIssuedTokens, revokeIssuedTokens } from '@gatehouse/services/issuer/issued-tokens'
import { rotateIssuerKey } from '@gatehouse/services/issuer/issuer-keys'
import { getIssuer, getMyIssuer, putIssuerPolicy, putScopes } from '@gatehouse/services/issuer/manage-issuer'
import { listScopeUses } from '@gatehouse/services/issuer/scope-uses'
import { type Route, route } from '../route.ts'

export const issuerRoutes: readonly Route[] = [
  route({ endpoint: endpoints.getIssuer, verb: getIssuer }),
  route({ endpoint: endpoints.putIssuerPolicy, verb: putIssuerPolicy }),
  route({ endpoint: endpoints.listScopeUses, verb: listScopeUses }),
  route({ endpoint: endpoints.putScopes, verb: putScopes }),
  route({ endpoint: endpoints.rotateIssuerKey, verb: rotateIssuerKey }),
  route({ endpoint: endpoints.listIssuedTokens, verb: listIssuedTokens }),
  route({ endpoint: endpoints.revokeIssuedTokens, verb: revokeIssuedTokens }),
  route({ endpoint: clients.getMyIssuer, verb: getMyIssuer }),
  route({ endpoint: clients.createMyClient, verb: createMyClient }),
  route({ endpoint: clients.updateMyClient, verb: updateMyClient }),
  route({ endpoint: clients.rotateMyClientSecret, verb: rotateMyClientSecret }),
  route({ endpoint: clients.createMyRegistrationToken, verb: createMyRegistrationToken }),
]
