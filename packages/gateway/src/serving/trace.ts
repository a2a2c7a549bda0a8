import type { ProblemCode } from '@gatehouse/contracts/problems'
import type { UsageEvent } from '@gatehouse/contracts/usage-event'
import type { Decision } from '@gatehouse/policies/decide-types'
import { traceOf as decisionTrace } from '@gatehouse/policies/trace'

/** Steps of the request for its page: the decision's, then what the gateway did. */
export function traceOf(
  decision: Decision | undefined,
  code: ProblemCode | undefined,
  upstreamUs: number | undefined,
  source: 'gateway' | 'backend' | 'client',
): UsageEvent['trace'] {
  if (decision === undefined) return [{ phase: 'parse', outcome: code === undefined ? 'passed' : 'refused', us: 0 }]
  const steps = decisionTrace(decision)
  if (upstreamUs !== undefined) {
    const us = Math.max(0, upstreamUs)
    const failed = source !== 'backend'
    steps.push(
      failed && code !== undefined
        ? { phase: 'upstream', outcome: 'failed', us, facts: { code } }
        : { phase: 'upstream', outcome: failed ? 'failed' : 'passed', us },
    )
  }
  return steps
}
