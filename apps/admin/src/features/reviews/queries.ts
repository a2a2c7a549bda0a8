import type { EndpointInput } from '@gatehouse/contracts/endpoint'
import {
  getPolicy,
  getPolicyReviewRule,
  listPolicies,
  type PolicyKind,
} from '@gatehouse/contracts/endpoints/policy-reviews'
import type { Id } from '@gatehouse/contracts/ids'
import { given, read } from '../../api/read.ts'

export const policiesRead = (filters: EndpointInput<typeof listPolicies> = {}) =>
  read(listPolicies, { limit: 100, ...filters })
export const reviewRuleRead = () => read(getPolicyReviewRule, {})

/** Which policy, and where. */
export type PolicyAddress = {
  kind: PolicyKind
  subject: string
  stage?: string | null | undefined
  hash?: string | null | undefined
  promotion?: string | null | undefined
}
export const policyRead = ({ kind, subject, stage, hash, promotion }: PolicyAddress) =>
  read(getPolicy, {
    kind,
    subject,
    ...given({ stage, hash, promotion: promotion as Id<'promotion'> | null | undefined }),
  } as EndpointInput<typeof getPolicy>)
