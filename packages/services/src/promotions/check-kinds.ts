import type { CheckName, GateCheck } from '@gatehouse/contracts/stage-rules'
import { consumerImpactCheck } from '../impact/consumer-impact-check.ts'
import { trafficReplayCheck } from '../impact/traffic-replay-check.ts'
import type { PromotionCheckKind } from './check.ts'
import { accessReviewCheck } from './checks/access-review.ts'
import { breakingChangeCheck } from './checks/breaking-change.ts'
import { customCheck } from './checks/custom.ts'
import { exposureRulesCheck } from './checks/exposure-rules.ts'
import { lintCheck } from './checks/lint.ts'
import { policyExamplesCheck } from './checks/policy-examples.ts'
import { smokeCheck } from './checks/smoke.ts'

/** Every kind of check that a gate can ask for, one file each. Whoever adds one adds it here. */
const kinds: { readonly [Name in CheckName]?: PromotionCheckKind<Name> } = {
  lint: lintCheck,
  'breaking-change': breakingChangeCheck,
  smoke: smokeCheck,
  'consumer-impact': consumerImpactCheck,
  'traffic-replay': trafficReplayCheck,
  'policy-examples': policyExamplesCheck,
  'exposure-rules': exposureRulesCheck,
  'access-review': accessReviewCheck,
  custom: customCheck,
}

/** The kind of a check, for callers that pass it the options of the gate; undefined: this installation has none of that name. */
export function findKind(name: CheckName): PromotionCheckKind | undefined {
  return kinds[name] as PromotionCheckKind | undefined
}

/** A check by the name that people read: `Smoke calls`, or that of a custom one. */
export function checkLabel(check: GateCheck): string {
  return check.check === 'custom' ? check.name : (findKind(check.check)?.label ?? check.check)
}
