import type { RequestDecision } from '../decision.ts'

/** Whole seconds, rounded up: a client that waits as long never comes too early. */
export function secondsOf(microseconds: number): number {
  return Math.ceil(microseconds / 1_000_000)
}

/** Adds one limit to RateLimit and RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers-11); `t` until more is available. */
export function addLimit(
  decision: RequestDecision,
  policy: string,
  name: string,
  remaining: number,
  seconds: number,
): void {
  const item = seconds > 0 ? `"${name}";r=${remaining};t=${seconds}` : `"${name}";r=${remaining}`
  decision.limitText = decision.limitText === '' ? item : `${decision.limitText}, ${item}`
  decision.policyText = decision.policyText === '' ? policy : `${decision.policyText}, ${policy}`
}

export function writeLimitHeaders(decision: RequestDecision): void {
  if (decision.limitText === '') return
  decision.responseHeaders.push('RateLimit-Policy', decision.policyText, 'RateLimit', decision.limitText)
}
