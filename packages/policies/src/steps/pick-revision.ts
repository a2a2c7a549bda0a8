import type { DecideDeps } from '../decide-types.ts'
import type { RequestDecision } from '../decision.ts'

/**
 * Two deployments share a version by weight. The same caller always sees the same one, and raising the new one's weight only ever
 * moves callers towards it: its share is the hashes below its weight.
 */
export function pickRevision(deps: DecideDeps, decision: RequestDecision): boolean {
  const planned = decision.plannedVersion
  if (planned === null) return true
  const [current, canary] = planned.deployments
  let chosen = current
  if (canary !== undefined) {
    const caller = decision.identity?.applicationId ?? `${deps.salt} ${decision.remoteAddress}`
    if (shareOf(`${caller} ${planned.version.id}`) < canary.deployment.weight * 100) chosen = canary
  }
  decision.deployment = chosen.deployment
  return true
}

/** 0–9,999, evenly spread: FNV-1a with a final mix (its low bits alone are weak). */
export function shareOf(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return ((h ^ (h >>> 16)) >>> 0) % 10_000
}
