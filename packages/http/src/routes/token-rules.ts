import * as endpoints from '@gatehouse/contracts/endpoints/token-rules'
import { explainToken } from '@gatehouse/services/token-rules/explain-token'
import { linkExternalClient } from '@gatehouse/services/token-rules/external-clients'
import { getTokenRules, putTokenRules } from '@gatehouse/services/token-rules/manage-token-rules'
import { type Route, route } from '../route.ts'

export const tokenRuleRoutes: readonly Route[] = [
  route({ endpoint: endpoints.getTokenRules, verb: getTokenRules }),
  route({ endpoint: endpoints.putTokenRules, verb: putTokenRules }),
  route({ endpoint: endpoints.explainToken, verb: explainToken }),
  route({ endpoint: endpoints.linkExternalClient, verb: linkExternalClient }),
]
