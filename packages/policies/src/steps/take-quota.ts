import type { DecideDeps } from '../decide-types.ts'
import type { RequestDecision } from '../decision.ts'
import { QuotaWindows } from '../limits/quota-windows.ts'
import { addLimit, secondsOf, writeLimitHeaders } from '../limits/rate-limit-headers.ts'

const windows = new QuotaWindows()

/** Last, so that a request which the contract refuses costs nothing. Writes the headers of all limits. */
export function takeQuota(deps: DecideDeps, decision: RequestDecision): boolean {
  const { subscription, operation } = decision
  const quota = operation?.anonymous === false ? subscription?.plan.limits.quota : undefined
  if (subscription === null || quota === undefined) {
    writeLimitHeaders(decision)
    return true
  }
  const { counters } = deps
  const passes = counters.takeQuota(subscription.key, quota, decision.at)
  const seconds = secondsOf(counters.nextInUs)
  decision.quota = { limit: quota.limit, remaining: counters.remaining, resetAt: counters.resetAt }
  const { monthStart, monthEnd } = windows.at(decision.at)
  const length = quota.period === 'day' ? 86_400 : (monthEnd - monthStart) / 1000
  addLimit(decision, `"quota";q=${quota.limit};w=${length}`, 'quota', counters.remaining, seconds)
  if (!passes) decision.responseHeaders.push('Retry-After', String(Math.max(1, seconds)))
  writeLimitHeaders(decision)
  return passes || decision.refuse('quota_exceeded')
}
