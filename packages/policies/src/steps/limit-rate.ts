import { hash } from 'node:crypto'
import { hexWords } from '../access/layout.ts'
import type { DecideDeps } from '../decide-types.ts'
import type { RequestDecision } from '../decision.ts'
import { addLimit, secondsOf, writeLimitHeaders } from '../limits/rate-limit-headers.ts'

const addressKey = new Int32Array(4)

/** The plan's rate, then limits of guardrails and of the operation. Anonymous calls have only the latter, per address. */
export function limitRate(deps: DecideDeps, decision: RequestDecision): boolean {
  const { subscription, operation } = decision
  if (operation === null) return true
  const { counters } = deps
  if (subscription !== null && !operation.anonymous) {
    const { rate } = subscription.plan.limits
    if (rate !== undefined) {
      const passes = counters.takeRate(subscription.key, rate, decision.at)
      decision.rate = { limit: rate.burst, remaining: counters.remaining, resetAt: counters.resetAt }
      addLimit(decision, subscription.plan.ratePolicy ?? '', 'rate', counters.remaining, secondsOf(counters.nextInUs))
      if (!passes) return refuse(decision, secondsOf(counters.nextInUs), null)
    }
  }
  const handlers = operation.rateLimits
  if (handlers.length === 0) return true
  const callerKey = subscription?.key ?? keyOfAddress(decision.remoteAddress)
  for (const handler of handlers) {
    const refusal = handler({ callerKey, counters, now: decision.at })
    if (refusal !== null) return refuse(decision, refusal.retryAfterSeconds ?? 1, refusal.detail)
  }
  return true
}

function refuse(decision: RequestDecision, retryAfter: number, detail: string | null): false {
  decision.responseHeaders.push('Retry-After', String(Math.max(1, retryAfter)))
  writeLimitHeaders(decision)
  return decision.refuse('rate_limited', detail)
}

function keyOfAddress(address: string): Int32Array {
  hexWords(hash('sha256', `address ${address}`, 'hex').slice(0, 32), 0, 4, addressKey)
  return addressKey
}
