import type { DecideDeps } from '../decide-types.ts'
import type { RequestDecision } from '../decision.ts'
import { BAD_REQUEST, NOT_CANONICAL, TargetReader } from '../routing/target.ts'

const reader = new TargetReader()

/** Host present, target canonical; finds the version by its base path, without a verdict on it yet. */
export function parseTarget(deps: DecideDeps, decision: RequestDecision): boolean {
  if (decision.host === undefined || decision.host === '') {
    return decision.refuse('bad_request', 'The Host header is missing.')
  }
  const { target } = decision
  const verdict = reader.read(target)
  if (verdict === BAD_REQUEST) {
    return decision.refuse('bad_request', 'The request target has characters that must be percent-encoded.')
  }
  decision.pathEnd = reader.pathEnd
  if (verdict === NOT_CANONICAL) return decision.refuse('target_not_canonical')
  const path = reader.canonical
  decision.canonicalPath = path
  decision.semicolon = reader.semicolon
  const { versions, baseDepths } = deps.snapshot.internals
  for (let i = 0; i < baseDepths.length; i += 1) {
    const end = endOfSegments(path, baseDepths[i] as number)
    if (end < 0) continue
    const found = versions.get(end === path.length ? path : path.slice(0, end))
    if (found === undefined) continue
    decision.plannedVersion = found
    decision.version = found.version
    decision.baseEnd = end
    break
  }
  return true
}

/** Where the first `count` segments end; −1 when the path has fewer. */
function endOfSegments(path: string, count: number): number {
  let at = 0
  for (let i = 0; i < count; i += 1) {
    if (at >= path.length) return -1
    const next = path.indexOf('/', at + 1)
    at = next < 0 ? path.length : next
  }
  return at
}
