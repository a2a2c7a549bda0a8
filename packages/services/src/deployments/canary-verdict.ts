import type { CanaryRule } from '@gatehouse/contracts/stage-rules'
import type { CallFigures } from './canary-counters.ts'

/** What becomes of a canary: taken back with a reason (one sentence without its dot), given all traffic, or left running. */
export type CanaryVerdict = { kind: 'roll-back'; reason: string } | { kind: 'finish' } | { kind: 'wait' }

/** Judges a canary by what it has answered so far. A fault counts from the rule's least number of calls on; without one, time decides. */
export function judgeCanary(rule: CanaryRule, canary: CallFigures, startedAt: Date, now: Date): CanaryVerdict {
  const { calls, errors, meanMs } = canary
  if (calls >= rule.minCalls) {
    const share = errors / calls
    if (share > rule.maxErrorShare) {
      const { failed, bound } = apart(share, rule.maxErrorShare)
      return { kind: 'roll-back', reason: `${failed} % of ${calls} calls failed, more than ${bound} %` }
    }
    if (rule.maxMeanMs !== undefined && meanMs !== null && meanMs > rule.maxMeanMs) {
      const reason = `${calls} calls took ${Math.ceil(meanMs)} ms on average, more than ${rule.maxMeanMs} ms`
      return { kind: 'roll-back', reason }
    }
  }
  return now.getTime() >= startedAt.getTime() + rule.minutes * 60_000 ? { kind: 'finish' } : { kind: 'wait' }
}

/** Per cent with as few digits as tell the two apart: never “1 %, more than 1 %”. */
function apart(share: number, bound: number): { failed: string; bound: string } {
  const text = (value: number, digits: number) => String(Number((value * 100).toFixed(digits)))
  for (let digits = 1; digits < 6; digits += 1) {
    const failed = text(share, digits)
    if (failed !== text(bound, digits)) return { failed, bound: text(bound, digits) }
  }
  return { failed: text(share, 6), bound: text(bound, 6) }
}
