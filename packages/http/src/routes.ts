import type { Route } from './route.ts'
import { accessEngineRoutes } from './routes/access-engine.ts'
import { accountRoutes } from './routes/account.ts'
import { accountSecurityRoutes } from './routes/account-security.ts'
import { apiRoutes } from './routes/apis.ts'
import { applicationRoutes } from './routes/applications.ts'
import { auditRoutes } from './routes/audit.ts'
import { campaignRoutes } from './routes/campaigns.ts'
import { configurationRoutes } from './routes/configuration.ts'
import { contractEditingRoutes } from './routes/contract-editing.ts'
import { contractRoutes } from './routes/contracts.ts'
import { deploymentRoutes } from './routes/deployments.ts'
import { deprecationRoutes } from './routes/deprecations.ts'
import { directoryRoutes } from './routes/directories.ts'
import { documentRoutes } from './routes/documents.ts'
import { endUserRoutes } from './routes/end-users.ts'
import { exposureRoutes } from './routes/exposure.ts'
import { externalClientRoutes } from './routes/external-clients.ts'
import { gatewayRoutes } from './routes/gateways.ts'
import { guardrailRoutes } from './routes/guardrails.ts'
import { identityProviderRoutes } from './routes/identity-providers.ts'
import { issuerRoutes } from './routes/issuer.ts'
import { lintRoutes } from './routes/lint.ts'
import { organizationRoutes } from './routes/organization.ts'
import { peopleRoutes } from './routes/people.ts'
import { personalDataRoutes } from './routes/personal-data.ts'
import { policyReviewRoutes } from './routes/policy-reviews.ts'
import { portalRoutes } from './routes/portal.ts'
import { problemRoutes } from './routes/problems.ts'
import { productRoutes } from './routes/products.ts'
import { promotionRoutes } from './routes/promotions.ts'
import { providerSignInRoutes } from './routes/provider-sign-in.ts'
import { roleRoutes } from './routes/roles.ts'
import { rotationTaskRoutes } from './routes/rotation-tasks.ts'
import { savedRequestRoutes } from './routes/saved-requests.ts'
import { serviceAccountRoutes } from './routes/service-accounts.ts'
import { signInRoutes } from './routes/sign-in.ts'
import { stageRoutes } from './routes/stages.ts'
import { teamRoutes } from './routes/teams.ts'
import { tokenRuleRoutes } from './routes/token-rules.ts'
import { usageRoutes } from './routes/usage.ts'
import { versionRoutes } from './routes/versions.ts'
import { webhookRoutes } from './routes/webhooks.ts'

/**
 * The one route table: everything that any mount serves. The owner of a domain of services keeps `routes/<domain>.ts`; a new domain
 * adds one line here, in alphabetical order.
 */
export const routes: readonly Route[] = [
  ...accessEngineRoutes,
  ...accountRoutes,
  ...accountSecurityRoutes,
  ...apiRoutes,
  ...applicationRoutes,
  ...auditRoutes,
  ...campaignRoutes,
  ...configurationRoutes,
  ...contractEditingRoutes,
  ...contractRoutes,
  ...deploymentRoutes,
  ...deprecationRoutes,
  ...directoryRoutes,
  ...documentRoutes,
  ...endUserRoutes,
  ...exposureRoutes,
  ...externalClientRoutes,
  ...gatewayRoutes,
  ...guardrailRoutes,
  ...identityProviderRoutes,
  ...issuerRoutes,
  ...lintRoutes,
  ...organizationRoutes,
  ...peopleRoutes,
  ...personalDataRoutes,
  ...policyReviewRoutes,
  ...portalRoutes,
  ...problemRoutes,
  ...productRoutes,
  ...promotionRoutes,
  ...providerSignInRoutes,
  ...roleRoutes,
  ...rotationTaskRoutes,
  ...savedRequestRoutes,
  ...serviceAccountRoutes,
  ...signInRoutes,
  ...stageRoutes,
  ...teamRoutes,
  ...tokenRuleRoutes,
  ...usageRoutes,
  ...versionRoutes,
  ...webhookRoutes,
]
