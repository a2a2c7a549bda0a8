import { type HttpMethod, httpMethods } from '@gatehouse/contracts/api-description'
import type { ProblemCode } from '@gatehouse/contracts/problems'
import type { UsageEvent, ValidationFinding } from '@gatehouse/contracts/usage-event'
import type { Decision } from '@gatehouse/policies/decide-types'
import { rulingName } from '@gatehouse/policies/trace'

/** What became of one request; `decision` is undefined when it fell before one was made. */
export type Outcome = {
  requestId: string
  at: number
  interim: boolean
  decision: Decision | undefined
  method: string
  host: string
  target: string
  status: number
  statusSource: 'gateway' | 'backend' | 'client'
  code: ProblemCode | undefined
  bytesIn: number
  bytesOut: number
  totalUs: number
  /** Microseconds from the request's way out to its answer's first byte; undefined when nothing was sent to a backend. */
  connectUs: number | undefined
  firstByteUs: number | undefined
  bodyUs: number | undefined
  userAgent: string | undefined
  clientAddress: string
  live: boolean
  trace: UsageEvent['trace']
  /** What the answer's judge said, where there was one. */
  answerFindings?: readonly ValidationFinding[] | undefined
}

const known = new Set<string>(httpMethods)

/**
 * Why a request counts for the bill or does not; the first reason that holds. Billable is what the backend answered with 2xx or 3xx, on
 * a live stage, to a known application under a priced plan.
 */
export function billableReasonOf(outcome: Outcome): UsageEvent['billableReason'] {
  const { decision, status } = outcome
  if (decision === undefined || decision.operation === null) return 'unmatched'
  if (outcome.statusSource === 'client') return 'client-error'
  if (outcome.statusSource === 'gateway' && decision.kind === 'allow' && outcome.code === undefined) return 'mock'
  if (outcome.statusSource === 'gateway') return decision.kind === 'allow' ? 'backend-error' : 'refused'
  if (status >= 500) return 'backend-error'
  if (status >= 400) return 'client-error'
  if (decision.identity === null) return 'anonymous'
  if (!outcome.live) return 'not-live'
  return decision.priced ? 'billable' : 'unpriced'
}

/** The record of one request, or of one minute of a long answer. Ids were checked when they came in with snapshot and access table. */
export function usageEventOf(outcome: Outcome): UsageEvent {
  const { decision, target } = outcome
  const reason = billableReasonOf(outcome)
  const query = target.indexOf('?')
  const path = query === -1 ? target : target.slice(0, query)
  const waited = (outcome.firstByteUs ?? 0) + (outcome.bodyUs ?? 0)
  const us: UsageEvent['us'] = { total: outcome.totalUs, gateway: Math.max(0, outcome.totalUs - waited) }
  if (outcome.connectUs !== undefined) us.connect = outcome.connectUs
  if (outcome.firstByteUs !== undefined) us.firstByte = outcome.firstByteUs
  if (outcome.bodyUs !== undefined) us.body = outcome.bodyUs
  const event = {
    requestId: outcome.requestId,
    at: outcome.at,
    interim: outcome.interim,
    actor: 'client',
    method: known.has(outcome.method) ? (outcome.method as HttpMethod) : 'OTHER',
    host: outcome.host,
    path,
    status: outcome.status,
    statusSource: outcome.statusSource,
    code: outcome.code,
    bytesIn: outcome.bytesIn,
    bytesOut: outcome.bytesOut,
    us,
    billable: !outcome.interim && reason === 'billable',
    billableReason: reason,
    units: !outcome.interim && outcome.statusSource === 'backend' && outcome.status < 400 ? 1 : 0,
    userAgent: outcome.userAgent,
    clientAddress: outcome.clientAddress,
    trace: outcome.trace,
    errors: errorsOf(decision, outcome.answerFindings),
    apiId: decision?.version?.apiId,
    versionId: decision?.version?.id,
    operationId: decision?.operation?.id,
    deploymentId: decision?.deployment?.id,
    credentialId: decision?.identity?.credentialId,
    applicationId: decision?.identity?.applicationId,
    teamId: decision?.identity?.teamId,
    subscriptionId: decision?.subscriptionId ?? undefined,
    planVersionId: decision?.planVersionId ?? undefined,
    unknownKey: decision?.unknownKey ?? undefined,
    rate: decision?.rate ?? undefined,
    quota: decision?.quota ?? undefined,
    // Once per call, however many records a long answer gets.
    features: outcome.interim ? undefined : (decision?.features ?? undefined),
    shape: outcome.interim ? undefined : (decision?.shape ?? undefined),
    rule: decision === undefined || decision.ruling === null ? undefined : rulingName(decision.ruling),
  }
  return event as unknown as UsageEvent
}

const most = 20

/** The request's findings, then the answer's. */
function errorsOf(decision: Decision | undefined, answer: readonly ValidationFinding[] | undefined) {
  const request = decision?.findings ?? []
  return answer === undefined || answer.length === 0
    ? request
    : [...request.slice(0, most - 1), ...answer].slice(0, most)
}
