import type { DecideDeps } from '../decide-types.ts'
import type { RequestDecision } from '../decision.ts'
import type { IpHandler } from '../define-policy.ts'

/** Guardrails' address rules, before anything about the request is looked up. */
export function checkIp(deps: DecideDeps, decision: RequestDecision): boolean {
  const handlers = deps.snapshot.internals.ipHandlers
  return handlers.length === 0 || passes(handlers, decision)
}

/** The operation's own address rules, as soon as the operation is known. */
export function checkOperationIp(_deps: DecideDeps, decision: RequestDecision): boolean {
  const handlers = decision.operation?.ipHandlers
  return handlers === undefined || handlers.length === 0 || passes(handlers, decision)
}

function passes(handlers: readonly IpHandler[], decision: RequestDecision): boolean {
  for (const handler of handlers) {
    const refusal = handler(decision)
    if (refusal !== null) return decision.refuse(refusal.code, refusal.detail)
  }
  return true
}
