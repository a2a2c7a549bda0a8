import type { RequestDecision } from '../decision.ts'
import { secondsOf } from '../limits/rate-limit-headers.ts'
import type { PlannedDeprecation } from '../snapshot/deprecation.ts'

/** Each answer of a version that ends says so, refusals included. */
export function announceEnd(decision: RequestDecision, { deprecatedAt, fields }: PlannedDeprecation): void {
  if (decision.at >= deprecatedAt) decision.responseHeaders.push(...fields)
}

/**
 * From its end on, and during a brown-out before, a version answers 410, whatever the path: by this gateway's clock alone. Applications
 * with an extension go on until its date.
 */
export function checkEnd(decision: RequestDecision, deprecation: PlannedDeprecation): boolean {
  const { at } = decision
  const ended = at >= deprecation.sunsetAt
  const brownOut = ended ? undefined : deprecation.brownOuts.find(({ from, to }) => from <= at && at < to)
  if (!ended && brownOut === undefined) return true
  if (isExtended(decision, deprecation)) {
    decision.extended = true
    return true
  }
  if (brownOut === undefined) return decision.refuse('sunset', deprecation.ended)
  decision.responseHeaders.push('Retry-After', String(Math.max(1, secondsOf((brownOut.to - at) * 1000))))
  return decision.refuse('brown_out', brownOut.detail)
}

/** Whether a version answers this caller 410 now: past its end or in a brown-out, without an extension. */
export function hasEnded(decision: RequestDecision, deprecation: PlannedDeprecation): boolean {
  const { at } = decision
  const away = at >= deprecation.sunsetAt || deprecation.brownOuts.some(({ from, to }) => from <= at && at < to)
  return away && !isExtended(decision, deprecation)
}

/** A version that its program has retired says the same before and after somebody, or a job, wrote that down. */
export function refuseRetired(decision: RequestDecision, deprecation: PlannedDeprecation | null): false {
  if (deprecation === null) return decision.refuse('retired')
  return decision.at >= deprecation.sunsetAt
    ? decision.refuse('sunset', deprecation.ended)
    : decision.refuse('retired', deprecation.moving)
}

/** The verdict on the key comes later: one that will not pass opens nothing here, as an anonymous operation would not ask for it. */
function isExtended({ at, credential }: RequestDecision, { extensions }: PlannedDeprecation): boolean {
  if (credential === null) return false
  const until = extensions.get(credential.identity.applicationId)
  if (until === undefined || at >= until) return false
  const keyHolds =
    credential.revokedAt === Number.POSITIVE_INFINITY && credential.expiresAt > at && credential.suspended === null
  return keyHolds && credential.applicationActive && credential.teamActive
}
