import type { Actor } from '@gatehouse/contracts/actor'
import type { AccessReviewRule } from '@gatehouse/contracts/guardrails'
import { mayAct } from '../apis/acting.ts'
import { needsReview } from './review-rule.ts'

/** How this actor can change guardrails and what belongs to them: at once, by asking a reviewer, or not at all. */
export function changeMode(
  actor: Actor,
  rule: AccessReviewRule,
): { change: 'at-once' | 'propose' | 'no'; why: string | null } {
  const held = mayAct(actor, 'guardrail.manage', {})
  if (!held.allowed) return { change: 'no', why: held.why }
  return needsReview(rule, 'guardrail')
    ? { change: 'propose', why: 'A second person, a Security reviewer, agrees before it holds.' }
    : { change: 'at-once', why: null }
}
