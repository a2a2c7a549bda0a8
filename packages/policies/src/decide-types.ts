import type { Ruling } from '@gatehouse/contracts/access-rules'
import type { ProblemCode } from '@gatehouse/contracts/problems'
import type { CompiledOperation, LifecycleState, SnapshotManifest, ValidationMode } from '@gatehouse/contracts/snapshot'
import type { Phase, ValidationFinding } from '@gatehouse/contracts/usage-event'
import type { AccessReader } from './access/reader.ts'
import type { Counters } from './limits/counters.ts'
import type { SnapshotInternals } from './snapshot/runtime.ts'
import type { ProofStore } from './tokens/proof-store.ts'
import type { FoundToken } from './tokens/token-cache.ts'
import type { KnownIssuer } from './tokens/token-registry.ts'
import type { ResponseContract } from './validation/response-contract.ts'
import type { UndeclaredParts } from './validation/undeclared-parts.ts'

/**
 * The seam between the decision core and whoever drives it (gateway, simulator, deploy check). One `Decision` object per request:
 * `decideHead` makes it, `decideBody` goes on with it, the usage event is written from it. Nothing in it is a credential.
 */

/** What the listener knows when the head is complete; nothing is parsed further. */
export type RequestHead = {
  method: string
  /** Raw request target in origin form, `/orders/v1/orders?limit=10`. */
  target: string
  /** Host header as sent; only its presence is judged here. */
  host: string | undefined
  /** Name, value alternating, as they arrived. */
  rawHeaders: readonly string[]
  /** Client address after the trusted-proxy rule, textual IPv4 or IPv6. */
  remoteAddress: string
  /** Content-Length, `chunked`, or 0 for no body. */
  bodyLength: number | 'chunked'
  /** At the MCP endpoint, or a call that came through it: there its token was proven to be its caller's already. */
  tools?: 'endpoint' | 'call'
}

export type Clock = {
  /** Milliseconds since 1970. */
  now(): number
  /** Monotonic microseconds; only differences count. */
  tick(): number
}

export type DecideDeps = {
  snapshot: Snapshot
  access: AccessReader
  counters: Counters
  clock: Clock
  /** One text per installation, which no caller knows: an unknown address sees one side of a canary, on every gateway, and cannot choose it. */
  salt: string
  /** From 0 up to 1, another one for each call: which calls' shapes are recorded. Absent: none are. */
  sample?: () => number
  /** Notes proofs of possession, so that none counts twice. Absent: none is noted (a simulator takes nothing). */
  proofs?: ProofStore
  /** What issuers said of opaque tokens. Absent: nobody is asked, and such tokens are refused. */
  introspections?: Introspections
  /** Called for a token that names a key which its issuer is not known to have. */
  unknownKey?: (issuerId: string, kid: string) => void
}

/** Answers of introspection endpoints, as far as they are here and fresh. */
export type Introspections = { find(issuer: KnownIssuer, digest: string): FoundToken | undefined }

export type TokenCaller = {
  /** `iss` */
  readonly issuer: string
  /** `sub` of who signed in; null: the client itself calls. */
  readonly user: string | null
  readonly scopes: readonly string[]
  /** The token goes on to the backend. */
  readonly forward: boolean
}

export type RuntimeBackend = {
  name: string
  deploymentId: string
  url: URL
  /** Path of `url` without trailing slash; put before the upstream path. */
  basePath: string
  connectTimeoutMs: number
  timeoutMs: number
  /** Set on each request to it: `value`, or the secret of that id. */
  headers: readonly { name: string; value?: string | undefined; secret?: string | undefined }[]
}

/** Outgoing request headers, name and value alternating; a transform edits them in place. */
export type TransformContext = { headers: string[]; decision: AllowDecision }
export type TransformHandler = (context: TransformContext) => void

export type RuntimeOperation = {
  id: string
  /** Dense number inside the snapshot; products are sets of these. */
  index: number
  definition: CompiledOperation
  deployment: RuntimeDeployment
  backend: RuntimeBackend
  upstreamMethod: string
  anonymous: boolean
  validation: ValidationMode
  bodyBytes: number
  /** Rules on undeclared query parameters, headers and cookies; null where none acts. */
  undeclared: UndeclaredParts | null
  /** What it may answer; null where `responseMode` is `off`. */
  responses: ResponseContract | null
  responseMode: ValidationMode
  /** The API's, then the guardrails', so that nothing sets back what a guardrail removed; run after `allow`, before the request goes upstream. */
  transforms: readonly TransformHandler[]
  paused: { reason: string; retryAfterSeconds: number } | null
}

export type RuntimeDeployment = {
  id: string
  revisionId: string
  revisionNumber: number
  versionId: string
  weight: number
}

export type RuntimeVersion = {
  id: string
  apiId: string
  apiSlug: string
  name: string
  basePath: string
  state: LifecycleState
  /** Lower-case header names that carry credentials: never sent upstream. */
  credentialHeaders: readonly string[]
  /** Query parameter names that carry credentials; `upstreamTarget()` leaves them out already. */
  credentialQuery: readonly string[]
}

/** Opaque to callers apart from these members; made by `buildSnapshot`, immutable, one per thread. */
export type Snapshot = {
  /** SHA-256 of the manifest text. */
  hash: string
  manifest: SnapshotManifest
  stageId: string
  portalUrl: string
  live: boolean
  operationCount: number
  /** Every secret id that a backend of this snapshot needs. */
  secretIds: readonly string[]
  backends: readonly RuntimeBackend[]
  operations: readonly RuntimeOperation[]
  /** Ready-made first part of each problem body; see snapshot/problem-bodies.ts. */
  problems: ReadonlyMap<ProblemCode, ProblemTemplate>
  /** For the decision core alone. */
  internals: SnapshotInternals
}

/** `${prefix}` + rest of the JSON object: `"requestId":…}`; the prefix ends with a comma. */
export type ProblemTemplate = { status: number; title: string; prefix: string }

export type Identity = {
  credentialId: string
  applicationId: string
  teamId: string
}

export type LimitReading = { limit: number; remaining: number; resetAt: number }

type DecisionState = {
  /** Clock reading at the head, ms since 1970. */
  readonly at: number
  readonly method: string
  readonly target: string
  readonly rawHeaders: readonly string[]
  readonly remoteAddress: string
  /** Matched so far; a refusal carries what was known when it fell. */
  version: RuntimeVersion | null
  deployment: RuntimeDeployment | null
  operation: RuntimeOperation | null
  identity: Identity | null
  subscriptionId: string | null
  planVersionId: string | null
  /** The plan is priced: a successful call on a live stage is billable. */
  priced: boolean
  /** Of a key that no row has: first 12 characters and SHA-256 (hex). */
  unknownKey: { prefix: string; sha256: string } | null
  rate: LimitReading | null
  quota: LimitReading | null
  /** What the contract says against the request: all of a refusal's, or a `report`'s. At most 20. */
  findings: readonly ValidationFinding[]
  /** The access rule that decided: the one that refused, else the last that allowed; null: there are none. */
  ruling: Ruling | null
  /** Response headers, name and value alternating: RateLimit, RateLimit-Policy; on a refusal also Allow, Retry-After, WWW-Authenticate. */
  responseHeaders: string[]
  /** Who calls with an access token; null: it was a key, or nobody. */
  readonly tokenCaller: TokenCaller | null
  /** True when `Authorization` holds a key of ours, or a token that ends here, and must not go upstream. */
  stripAuthorization: boolean
  /** Undeclared parts that do not go on. */
  stripped: number
  /** The body as it goes on, when undeclared parts were taken out of it. */
  rewrittenBody: Buffer | null
  /** Bits of what the call uses of its operation (UsageEvent.features); null: not noted. */
  features: Uint8Array | null
  /** Redacted shape of a sampled call (UsageEvent.shape). */
  shape: string | null
}

export type AllowDecision = DecisionState & {
  kind: 'allow'
  version: RuntimeVersion
  deployment: RuntimeDeployment
  operation: RuntimeOperation
  /** Values of the template's parameters in order, decoded. */
  pathParams(): readonly { name: string; value: string }[]
  /** The body must be read (up to `operation.bodyBytes`) and given to `decideBody` before anything goes upstream. */
  needsBody: boolean
  /** Path and query for the backend: its base path, the upstream template filled with the raw bytes, credentials left out. */
  upstreamTarget(): string
}

export type RefuseDecision = DecisionState & {
  kind: 'refuse'
  code: ProblemCode
  /** Set with `token_needs_asking`: the decision can be made once this issuer has said what it knows (`DecideDeps.introspections`). */
  token: { readonly ask: { readonly issuer: KnownIssuer; readonly digest: string } | null } | null
  phase: Phase
  /** Public sentence; bounded, no client text beyond names. */
  detail: string | null
}

export type Decision = AllowDecision | RefuseDecision
