import type { Id } from '@gatehouse/contracts/ids'
import type { KeyLocation } from '@gatehouse/contracts/key-locations'
import type { RevisionContent } from '@gatehouse/contracts/revision'
import type { capabilities, LifecycleState, SnapshotManifest } from '@gatehouse/contracts/snapshot'

/** What a stage holds for one backend name of a version: the mock, or an address. */
export type BackendValues = { mock: true } | BackendAddress

export type BackendAddress = {
  mock?: false | undefined
  url: string
  /** Absent: 2 s. */
  connectTimeoutMs?: number | undefined
  /** Until the first byte of the answer; absent: 30 s. */
  timeoutMs?: number | undefined
  /** Set on each request to it; a value or the id of a secret. */
  headers?: readonly { name: string; value?: string | undefined; secret?: Id<'secret'> | undefined }[] | undefined
}

/** Stage values as pinned with a deployment: by backend name. */
export type StageValues = { backends: Readonly<Record<string, BackendValues>> }

export type DeploymentState = {
  id: Id<'deployment'>
  /** Per cent; those of a version sum to 100. */
  weight: number
  revisionId: Id<'revision'>
  revisionNumber: number
  content: RevisionContent
  values: StageValues
  /** Positions of what callers can use, by operation id; absent: nothing of that is told apart. */
  features?: FeatureDictionary | undefined
}

/** Per operation id, feature (contracts/src/operation-features.ts) → position. */
export type FeatureDictionary = ReadonlyMap<string, ReadonlyMap<string, number>>

/** What the manifest says of a deployment's part. It follows from immutable rows alone, so it holds as long as the deployment lives. */
export type CompiledDeployment = {
  /** SHA-256 of the part's text, hex. */
  hash: string
  bytes: number
  keyLocations: readonly KeyLocation[]
  /** What a gateway must know to run the part. */
  capabilities: readonly Capability[]
  /** Whose answers it describes although the API does not ask that they are judged (judged-answers.ts). */
  answers: string
}

/** A deployment that was compiled before without an issue, and whose part is stored. */
export type KnownDeployment = { id: Id<'deployment'>; weight: number; known: CompiledDeployment }

export type Capability = (typeof capabilities)[number]

type ManifestVersion = SnapshotManifest['versions'][number]

export type VersionState<D = DeploymentState> = {
  id: Id<'version'>
  name: string
  apiId: Id<'api'>
  apiSlug: string
  /** Whom the API is for; guardrails can ask for it. */
  audience: NonNullable<ManifestVersion['audience']>
  basePath: string
  state: LifecycleState
  paused?: ManifestVersion['paused']
  pausedOperations: ManifestVersion['pausedOperations']
  /** Brown-outs and extensions in any order; what overlaps is joined. */
  deprecation?: ManifestVersion['deprecation']
  /** One, or two during a canary; a version that runs nowhere on the stage has none and is left out. */
  deployments: readonly D[]
}

/** All that a stage's snapshot follows from. Rows of any order: the compiler sorts. */
export type StageState<D = DeploymentState> = {
  stage: SnapshotManifest['stage']
  portalUrl: string
  /** In the order in which they shall run. */
  guardrails: SnapshotManifest['guardrails']
  versions: readonly VersionState<D>[]
}
