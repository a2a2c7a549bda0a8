import type { Ruling } from '@gatehouse/contracts/access-rules'
import type { TraceStep } from '@gatehouse/contracts/usage-event'
import { headSteps } from './decide.ts'
import type { Decision } from './decide-types.ts'
import type { RequestDecision } from './decision.ts'

/** The steps that ran, with their outcome, time and key facts: for the usage event and the simulator. */
export function traceOf(source: Decision): TraceStep[] {
  const decision = source as unknown as RequestDecision
  const steps: TraceStep[] = []
  for (let i = 0; i < decision.marks.length; i += 1) {
    const us = Math.max(0, decision.marks[i] ?? 0)
    const phase = headSteps[i]?.phase ?? 'quota'
    const last = i === decision.marks.length - 1
    const refused = last && decision.kind === 'refuse'
    // The operation's own address rules are told only where they refuse.
    if (phase === 'ip' && i > 1 && !refused) continue
    const facts = factsOf(phase, decision)
    const step: TraceStep = { phase, outcome: refused ? 'refused' : outcomeOf(phase, decision), us }
    if (facts !== null) step.facts = facts
    steps.push(step)
  }
  return steps
}

function outcomeOf(phase: TraceStep['phase'], decision: RequestDecision): TraceStep['outcome'] {
  if (phase === 'authenticate' && decision.credential === null) return 'skipped'
  if (phase === 'authorize' && decision.subscription === null && decision.ruling === null) return 'skipped'
  if (phase === 'rate-limit' && decision.rate === null) return 'skipped'
  if (phase === 'quota' && decision.quota === null) return 'skipped'
  if (phase === 'validate' && decision.stripped > 0) return 'changed'
  if (phase === 'validate' && decision.operation?.validation === 'off') return 'skipped'
  return 'passed'
}

function factsOf(phase: TraceStep['phase'], decision: RequestDecision): NonNullable<TraceStep['facts']> | null {
  switch (phase) {
    case 'identify':
      return decision.token === null ? { key: decision.keyState } : { token: decision.token.issuer?.id ?? 'unknown' }
    case 'revision':
      return decision.deployment === null ? null : { revision: decision.deployment.revisionNumber }
    case 'route':
      return decision.operation === null
        ? null
        : { operation: decision.operation.id, ...(decision.extended && { extended: true }) }
    case 'authorize':
      return authorizeFacts(decision)
    case 'rate-limit':
      return decision.rate === null ? null : { limit: decision.rate.limit, remaining: decision.rate.remaining }
    case 'quota':
      return decision.quota === null ? null : { limit: decision.quota.limit, remaining: decision.quota.remaining }
    case 'validate':
      return validateFacts(decision)
    default:
      return null
  }
}

function authorizeFacts({ planVersionId, ruling }: RequestDecision): NonNullable<TraceStep['facts']> | null {
  if (planVersionId === null && ruling === null) return null
  return {
    ...(planVersionId !== null && { plan: planVersionId }),
    ...(ruling !== null && { rule: rulingName(ruling) }),
  }
}

/** `owner:rule`, as usage events and reports name it. */
export function rulingName({ owner, rule }: Ruling): string {
  return `${owner}:${rule}`
}

function validateFacts({ findings, stripped }: RequestDecision): NonNullable<TraceStep['facts']> | null {
  if (findings.length === 0 && stripped === 0) return null
  return { ...(findings.length > 0 && { findings: findings.length }), ...(stripped > 0 && { stripped }) }
}
