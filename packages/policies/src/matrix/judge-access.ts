import type { Phase } from '@gatehouse/contracts/usage-event'
import type { KnownCredential } from '../access/known-credential.ts'
import { headSteps } from '../decide.ts'
import type { DecideDeps, RuntimeOperation, Snapshot } from '../decide-types.ts'
import { RequestDecision } from '../decision.ts'
import type { PlannedOperation, PlannedVersion } from '../snapshot/runtime.ts'
import { enterVersion, isServed } from '../steps/route.ts'
import { presentToken } from '../tokens/presented-token.ts'
import type { KeptToken } from '../tokens/token-cache.ts'

/** Who calls, with what it would show. */
export type AccessCaller =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'key'; readonly credential: KnownCredential }
  /** A token that is bound to its sender's key comes with a good proof. */
  | { readonly kind: 'token'; readonly kept: KeptToken }

export type Moment = {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly address: string
}

export const nobody: AccessCaller = Object.freeze({ kind: 'nobody' })

/** What these find is known here already, or is asked of a request and not of who sends it. */
const notAsked: ReadonlySet<Phase> = new Set(['parse', 'identify', 'revision', 'rate-limit', 'validate'])
const accessSteps = headSteps.filter(({ phase }) => !notAsked.has(phase))

/**
 * Whether a caller may call an operation at a moment: the steps of `decideHead`, those that `decide.ts` has, in their order, but for
 * the finding of caller and operation, for limits and for what the contract says of the request. So its verdict is the gateway's for
 * every request that the contract takes and that is within its limits.
 */
export function judgeAccess(
  deps: DecideDeps,
  caller: AccessCaller,
  operation: PlannedOperation,
  moment: Moment,
): RequestDecision {
  const planned = plannedVersion(deps.snapshot, operation)
  const { definition } = operation
  const decision = new RequestDecision(
    {
      method: definition.method,
      target: definition.path,
      host: 'access',
      rawHeaders: none,
      remoteAddress: moment.address,
      bodyLength: 0,
      // There a proof was seen before; a token for the stage or the API means the same.
      ...(caller.kind === 'token' && caller.kept.token.boundTo !== undefined ? { tools: 'call' as const } : {}),
    },
    moment.at,
  )
  decision.plannedVersion = planned
  decision.version = planned.version
  decision.deployment = operation.deployment
  show(deps, decision, caller)
  for (const step of accessSteps) {
    const passed = step.phase === 'route' ? reach(decision, planned, operation) : step.run(deps, decision)
    if (passed) continue
    decision.phase = step.phase
    break
  }
  return decision
}

const none: readonly string[] = Object.freeze([])

/** What `identify` finds. */
function show(deps: DecideDeps, decision: RequestDecision, caller: AccessCaller): void {
  if (caller.kind === 'key') {
    decision.keyState = 'known'
    decision.credential = caller.credential
    decision.identity = caller.credential.identity
  } else if (caller.kind === 'token') decision.token = presentToken(deps, decision, schemeOf(caller.kept), caller.kept)
}

const schemeOf = ({ token }: KeptToken) => (token.boundTo === undefined ? 'bearer' : 'dpop')

/** What `route` does once it knows version and operation. */
function reach(decision: RequestDecision, planned: PlannedVersion, operation: PlannedOperation): boolean {
  if (!enterVersion(decision, planned)) return false
  decision.operation = operation
  return isServed(decision, planned, operation)
}

const versionsOf = new WeakMap<Snapshot, Map<string, PlannedVersion>>()

function plannedVersion(snapshot: Snapshot, operation: RuntimeOperation): PlannedVersion {
  const found = byVersion(snapshot).get(operation.deployment.versionId)
  if (found === undefined) throw new Error(`the snapshot has no version ${operation.deployment.versionId}`)
  return found
}

/** A snapshot's versions by id. */
export function byVersion(snapshot: Snapshot): ReadonlyMap<string, PlannedVersion> {
  const known = versionsOf.get(snapshot)
  if (known !== undefined) return known
  const made = new Map([...snapshot.internals.versions.values()].map((planned) => [planned.version.id, planned]))
  versionsOf.set(snapshot, made)
  return made
}

/** A snapshot's operations with all that the steps need. Beside a canary an operation stands twice, once for each revision. */
export function plannedOperations(snapshot: Snapshot): readonly PlannedOperation[] {
  return snapshot.operations as readonly PlannedOperation[]
}
