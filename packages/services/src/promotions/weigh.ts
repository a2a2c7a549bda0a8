import type { PromotionState } from '@gatehouse/contracts/endpoints/promotion-views'
import type { ApprovalRule } from '@gatehouse/contracts/stage-rules'

/** What a promotion that has not run yet hangs on. */
export type Weighed = {
  checks: readonly { required: boolean; state: string; override: { expiresAt: string } | null }[]
  /** Things that are missing or refused. */
  blockers: number
  /** Approvals that are asked for, and those that hold. */
  needed: number
  approvals: number
  /** False: a Security reviewer must be among those who approve, and none is yet. */
  reviewed: boolean
}

export type PreparedState = Extract<PromotionState, 'checking' | 'blocked' | 'waiting' | 'ready'>

/** The state that a promotion has as long as it has not run. Pure: everything that it hangs on is given. */
export function weigh({ checks, blockers, needed, approvals, reviewed }: Weighed, now: Date): PreparedState {
  if (checks.some(({ state }) => state === 'waiting' || state === 'running')) return 'checking'
  if (blockers > 0 || checks.some((check) => blocks(check, now))) return 'blocked'
  return approvals < needed || !reviewed ? 'waiting' : 'ready'
}

/** Whether a check keeps the promotion from its stage. */
export function blocks(check: Weighed['checks'][number], now: Date): boolean {
  if (!check.required || check.state === 'passed') return false
  return check.override === null || check.override.expiresAt <= now.toISOString()
}

/** How many persons besides the requester must agree. */
export function approvalsNeeded(
  rule: ApprovalRule,
  facts: { sensitive: boolean; emergency: boolean; review: boolean },
): number {
  const asked = rule.when === 'always' || facts.sensitive ? rule.needed : 0
  // Through a freeze goes nothing that only one person wants, and no change of access that Security must look at.
  return facts.emergency || facts.review ? Math.max(1, asked) : asked
}
