import { approvalRule } from '@gatehouse/contracts/stage-rules'
import type { Db } from '../apis/find-version.ts'
import { type Frozen, frozenAt } from '../stages/freeze.ts'
import { loadBoundState, whatMoved } from './bound-state.ts'
import { checkLabel } from './check-kinds.ts'
import { isSensitive } from './findings.ts'
import { approvalsOf, hashWith, isReviewed, type LoadedPromotion, versionTitle } from './load-promotion.ts'
import { onlyValuesMoved } from './moved-by-others.ts'
import { approvalsNeeded, blocks, type PreparedState, weigh } from './weigh.ts'

/** What a prepared promotion has become since it was written last. */
export type Assessment =
  /** What was judged has moved. */
  | { kind: 'stale'; reason: string }
  /** What was missing has been filled in: it is judged anew. */
  | { kind: 'rejudge' }
  /** As it stands, without the overrides that have expired. */
  | {
      kind: 'state'
      state: PreparedState
      reason: string | null
      boundHash: string
      /** Overrides that hold no longer, by the check's id. */
      expired: string[]
    }

/** Looks at a prepared promotion as it is now. Reads only; the caller writes what comes out, under the version's lock. */
export async function assess(db: Db, row: LoadedPromotion, now: Date): Promise<Assessment> {
  const bound = await loadBoundState(db, row.version, row.stage, row.findings.bound.revision)
  const moved = whatMoved(row.findings.bound, bound, row.stage, versionTitle(row))
  if (moved !== null)
    return row.findings.blockers.length > 0 && onlyValuesMoved(row.findings.bound, bound)
      ? { kind: 'rejudge' }
      : { kind: 'stale', reason: moved }
  return { kind: 'state', ...standing(row, now) }
}

/** The state that follows from what is stored. */
export function standing(row: LoadedPromotion, now: Date) {
  const expired = row.checks.filter(({ override }) => override && override.expiresAt <= now.toISOString())
  const checks = row.checks.map((check) => (expired.includes(check) ? { ...check, override: null } : check))
  const boundHash = hashWith(row, checks)
  const current = { ...row, checks, boundHash }
  const state = weigh(
    {
      checks,
      blockers: row.findings.blockers.length,
      needed: neededOf(row),
      approvals: approvalsOf(current).size,
      reviewed: isReviewed(current),
    },
    now,
  )
  return {
    state,
    reason: state === 'blocked' ? blockedReason(current, expired, now) : null,
    boundHash,
    expired: expired.map(({ id }) => id),
  }
}

/** Approvals that a promotion needs. */
export function neededOf(row: LoadedPromotion): number {
  return approvalsNeeded(approvalRule.parse(row.findings.bound.approval), {
    sensitive: isSensitive(row.findings),
    emergency: row.emergency !== null,
    review: row.findings.review !== null,
  })
}

/** The freeze that keeps a promotion from its stage now. */
export function freezeOf(row: LoadedPromotion, now: Date): Frozen | null {
  return row.emergency === null ? frozenAt(row.stage.freezeWindows, now) : null
}

/** Whether the time that it is planned for is still to come. In an emergency nobody waits for it. */
export function isTooEarly(row: Pick<LoadedPromotion, 'plannedFor' | 'emergency'>, now: Date): boolean {
  return row.plannedFor !== null && row.plannedFor > now && row.emergency === null
}

function blockedReason(row: LoadedPromotion, expired: LoadedPromotion['checks'], now: Date): string {
  const [lapsed] = expired.filter((check) => check.required && check.state !== 'passed')
  if (lapsed) return `The override of ${checkLabel(lapsed.options)} has expired.`
  const [blocker] = row.findings.blockers
  if (blocker) return blocker.sentence
  const failed = row.checks.find((check) => blocks(check, now))
  return failed ? `${checkLabel(failed.options)}: ${failed.verdict ?? 'no verdict'}` : 'A check failed.'
}
