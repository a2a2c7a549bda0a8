import type { RuntimeDeployment, RuntimeOperation, RuntimeVersion } from '../decide-types.ts'
import type { AccessHandler, IpHandler, RateLimitHandler } from '../define-policy.ts'
import type { OperationRecorder } from '../recording/operation-recorder.ts'
import type { RouteTree } from '../routing/tree.ts'
import type { UpstreamQuery } from '../routing/upstream-query.ts'
import type { UpstreamTemplate } from '../routing/upstream-template.ts'
import type { ParameterSet } from '../validation/parameters.ts'
import type { RequestBodies } from '../validation/request-bodies.ts'
import type { BuiltPart } from './build-part.ts'
import type { PlannedDeprecation } from './deprecation.ts'
import type { CallerFloor } from './floors.ts'

/** An operation with everything the steps need. */
export type PlannedOperation = RuntimeOperation & {
  readonly parameters: ParameterSet | null
  readonly body: { readonly required: boolean; readonly accepted: RequestBodies } | null
  readonly templateNames: readonly string[]
  readonly upstream: UpstreamTemplate
  readonly upstreamQuery: UpstreamQuery | null
  /** Guardrails' first; those that hold everywhere were asked before. */
  readonly ipHandlers: readonly IpHandler[]
  /** Guardrails' first; each must allow. */
  readonly accessHandlers: readonly AccessHandler[]
  /** What guardrails ask of callers; null: nothing. */
  readonly callers: CallerFloor | null
  readonly rateLimits: readonly RateLimitHandler[]
  readonly recorder: OperationRecorder
}

export type PlannedDeployment = { readonly deployment: RuntimeDeployment; readonly tree: RouteTree<PlannedOperation> }

export type PlannedVersion = {
  readonly version: RuntimeVersion
  readonly keyLocations: readonly { readonly in: 'header' | 'query'; readonly name: string }[]
  readonly paused: { readonly reason: string; readonly retryAfterSeconds: number } | null
  readonly deprecation: PlannedDeprecation | null
  /** The current one, then (during a canary) the new one. */
  readonly deployments: readonly [PlannedDeployment, ...PlannedDeployment[]]
}

/** What only the decision core reads of a snapshot. */
export type SnapshotInternals = {
  readonly versions: ReadonlyMap<string, PlannedVersion>
  /** Segment counts of base paths, longest first. */
  readonly baseDepths: readonly number[]
  readonly keyEnvironment: 'live' | 'test'
  /** Guardrails' rules on addresses, before anything else is known. */
  readonly ipHandlers: readonly IpHandler[]
  readonly operationsByVersion: ReadonlyMap<string, readonly RuntimeOperation[]>
  /** By part hash: parts that stay are not built again for the next snapshot. */
  readonly parts: ReadonlyMap<string, BuiltPart>
}
