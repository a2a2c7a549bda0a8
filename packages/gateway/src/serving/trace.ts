import type { ProblemCode } from '@gatehouse/contracts/problems'
import type { UsageEvent } from '@gatehouse/contracts/usage-event'
import type { Decision } from '@gatehouse/policies/decide-types'

/** Steps of the request for its page: the decision's, then what the gateway did. */
export function traceOf(
  decision: Decision | undefined,
  code: ProblemCode | undefined,
  upstreamUs: number | undefined,
  source: 'gateway' | 'backend' | 'client',
): UsageEvent['trace'] {
  if (decision === undefined) return [{ phase: 'parse', outcome: code === undefined ? 'passed' : 'refused', us: 0 }]
  const steps: UsageEvent['trace'] = []
  if (upstreamUs !== undefined) {
    steps.push({ phase: 'upstream', outcome: source === 'backend' ? 'passed' : 'failed', us: Math.max(0, upstreamUs) })
  }
  return steps
}
