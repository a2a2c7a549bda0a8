import type { ProblemCode } from '@gatehouse/contracts/problems'
import type { CheckedHead } from '../listener/head-rules.ts'
import type { ServingState } from './serving-state.ts'
import type { ServingThread } from './serving-thread.ts'

/** Why no request can be served at the moment, or undefined. */
export function staleOrMissing(thread: ServingThread, state: ServingState | undefined): ProblemCode | undefined {
  if (thread.overloaded || thread.log.refusing) return 'overloaded'
  if (state === undefined) return 'not_ready'
  return thread.stale ? 'configuration_stale' : undefined
}

/** Of the answer to OPTIONS for the gateway itself. */
export const optionsFields: readonly string[] = ['allow', 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS']

type OwnAnswer = { problem: ProblemCode; fields?: readonly string[] } | { problem?: undefined }

/**
 * What HTTP itself asks a gateway to answer: loops (RFC 9110 §7.6.3), TRACE, OPTIONS for the server as a whole and at the end of
 * Max-Forwards (§7.6.2). Undefined: the request goes on.
 */
export function answerItself(method: string, head: CheckedHead, via: string): OwnAnswer | undefined {
  if (head.via?.includes(via.slice(4))) return { problem: 'loop_detected' }
  if (method === 'TRACE') return { problem: 'method_not_allowed', fields: optionsFields }
  if (method === 'OPTIONS' && (head.target === '*' || head.maxForwards === '0')) return {}
  return undefined
}
