import * as endpoints from '@gatehouse/contracts/endpoints/provider-sign-in'
import {
  linkMyIdentity,
  listMyIdentities,
  unlinkMyIdentity,
} from '@gatehouse/services/identity-providers/my-identities'
import { getSignInSettings, putSignInSettings } from '@gatehouse/services/identity-providers/sign-in/sign-in-settings'
import { getSignInWays } from '@gatehouse/services/identity-providers/sign-in/sign-in-ways'
import { type Route, route } from '../route.ts'

export const providerSignInRoutes: readonly Route[] = [
  route({ endpoint: endpoints.getSignInWays, verb: getSignInWays }),
  route({ endpoint: endpoints.getSignInSettings, verb: getSignInSettings }),
  route({ endpoint: endpoints.putSignInSettings, verb: putSignInSettings }),
  route({ endpoint: endpoints.listMyIdentities, verb: listMyIdentities }),
  route({ endpoint: endpoints.linkMyIdentity, verb: linkMyIdentity }),
  route({ endpoint: endpoints.unlinkMyIdentity, verb: unlinkMyIdentity }),
]
