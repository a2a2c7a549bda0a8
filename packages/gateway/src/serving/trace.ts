import type { ProblemCode } from '@gatehouse/contracts/problems'
import type { UsageEvent, ValidationFinding } from '@gatehouse/contracts/usage-event'
import type { Decision } from '@gatehouse/policies/decide-types'
import { traceOf as decisionTrace } from '@gatehouse/policies/trace'

/** Steps of the request for its page: the decision's, then what the gateway did. */
export function traceOf(
  decision: Decision | undefined,
  code: ProblemCode | undefined,
  upstreamUs: number | undefined,
  source: 'gateway' | 'backend' | 'client',
  answerFindings: readonly ValidationFinding[] | undefined = undefined,
): UsageEvent['trace'] {
  if (decision === undefined) return [{ phase: 'parse', outcome: code === undefined ? 'passed' : 'refused', us: 0 }]
  const steps = decisionTrace(decision)
  if (decision.kind === 'allow' && decision.operation.definition.mock !== undefined && code === undefined)
    steps.push({ phase: 'upstream', outcome: 'skipped', us: 0, facts: { mock: true } })
  if (upstreamUs !== undefined) {
    const us = Math.max(0, upstreamUs)
    const refused = code === 'response_invalid'
    const failed = source !== 'backend' && !refused
    steps.push(
      failed && code !== undefined
        ? { phase: 'upstream', outcome: 'failed', us, facts: { code } }
        : { phase: 'upstream', outcome: failed ? 'failed' : 'passed', us },
    )
  }
  if (answerFindings !== undefined) {
    const outcome = code === 'response_invalid' ? 'refused' : 'passed'
    steps.push({ phase: 'response', outcome, us: 0, facts: { findings: answerFindings.length } })
  }
  return steps
}
