import * as endpoints from '@gatehouse/contracts/endpoints/policy-reviews'
import { getPolicy } from '@gatehouse/services/reviews/get-policy'
import { listPolicies } from '@gatehouse/services/reviews/list-policies'
import { reviewPolicy } from '@gatehouse/services/reviews/review-policy'
import { getPolicyReviewRule, putPolicyReviewRule } from '@gatehouse/services/reviews/review-rule'
import { exportStageAccess } from '@gatehouse/services/stage-export/export-stage-access'
import { type Route, route } from '../route.ts'

export const policyReviewRoutes: readonly Route[] = [
  route({ endpoint: endpoints.listPolicies, verb: listPolicies }),
  route({ endpoint: endpoints.getPolicy, verb: getPolicy }),
  route({ endpoint: endpoints.reviewPolicy, verb: reviewPolicy }),
  route({ endpoint: endpoints.getPolicyReviewRule, verb: getPolicyReviewRule }),
  route({ endpoint: endpoints.putPolicyReviewRule, verb: putPolicyReviewRule }),
  route({ endpoint: endpoints.exportStageAccess, verb: exportStageAccess }),
]
