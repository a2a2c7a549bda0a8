import type { AccessDiff } from '@gatehouse/contracts/access-diff'
import type { AccessReviewRule } from '@gatehouse/contracts/guardrails'

/** Whether a change may be applied first and reviewed afterwards. `why`: of the act itself, null where it may. */
export function mayBeUrgent(
  rule: AccessReviewRule,
  why: string | null,
  diff: AccessDiff | null,
): { allowed: boolean; why: string | null } {
  const no = (text: string) => ({ allowed: false, why: text })
  if (!rule.urgent) return no('The organization does not allow that a change holds before it was reviewed.')
  if (why !== null) return no(why)
  if (diff !== null && diff.counts.gains > 0) return no('It gives callers more, so it is reviewed first.')
  return { allowed: true, why: null }
}
