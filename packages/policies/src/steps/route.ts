import type { DecideDeps } from '../decide-types.ts'
import type { RequestDecision } from '../decision.ts'
import type { PlannedOperation, PlannedVersion } from '../snapshot/runtime.ts'
import { announceEnd, checkEnd, refuseRetired } from './check-end.ts'

/** Only what a contract declares passes. Absent and hidden look the same; retired, ended and paused say so. */
export function route(_deps: DecideDeps, decision: RequestDecision): boolean {
  const planned = decision.plannedVersion
  if (planned === null) return decision.refuse(decision.semicolon ? 'target_not_canonical' : 'no_route')
  if (!enterVersion(decision, planned)) return false
  const chosen =
    decision.deployment === planned.deployments[0].deployment ? planned.deployments[0] : planned.deployments[1]
  const { tree } = chosen ?? planned.deployments[0]
  const operation = tree.find(decision.method, decision.canonicalPath, decision.baseEnd)
  if (operation === null) {
    if (tree.allow.size === 0) return decision.refuse(decision.semicolon ? 'target_not_canonical' : 'no_route')
    const allow = [...tree.allow].sort()
    decision.responseHeaders.push('Allow', allow.join(', '))
    return decision.refuse('method_not_allowed', `This path takes ${allow.join(', ')}.`)
  }
  // RFC 3986 leaves `;` to servers: some cut it off. Only a declared matrix parameter says that this backend reads it.
  if (decision.semicolon && operation.parameters?.usesSemicolon !== true) return decision.refuse('target_not_canonical')
  decision.operation = operation
  if (tree.captures.length > 0) decision.captures = tree.captures.slice()
  return isServed(decision, planned, operation)
}

/** Whether a version answers at all: it is not retired, and has not ended for this caller. */
export function enterVersion(decision: RequestDecision, { version, deprecation }: PlannedVersion): boolean {
  if (deprecation !== null) announceEnd(decision, deprecation)
  if (version.state === 'retired') return refuseRetired(decision, deprecation)
  return deprecation === null || checkEnd(decision, deprecation)
}

/** Whether an operation is served now: neither it nor its version is paused. */
export function isServed(decision: RequestDecision, planned: PlannedVersion, operation: PlannedOperation): boolean {
  const paused = planned.paused ?? operation.paused
  if (paused === null) return true
  decision.responseHeaders.push('Retry-After', String(paused.retryAfterSeconds))
  return decision.refuse('paused', paused.reason)
}
