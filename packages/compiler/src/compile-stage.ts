import { createHash } from 'node:crypto'
import { operationKey } from '@gatehouse/contracts/api-description'
import { canonicalJson } from '@gatehouse/contracts/json'
import { keyLocationsOf } from '@gatehouse/contracts/key-locations'
import {
  type SnapshotIssue,
  type SnapshotManifest,
  type SnapshotPart,
  snapshotFormat,
} from '@gatehouse/contracts/snapshot'
import { checkGuardrails, checkOperations, checkPolicies, checkStageValues } from './check-revision.ts'
import { compileDeprecation } from './compile-deprecation.ts'
import { compileFeatures } from './compile-features.ts'
import { compileOperation, mergeKeyLocations } from './compile-operation.ts'
import { responsesOwnSchemas } from './compile-responses.ts'
import { type JudgedAnswers, judgedAnswers } from './judged-answers.ts'
import { type JudgedSchemas, requestSchemas, responseSchemas } from './judged-schemas.ts'
import { mockAnswers } from './mock/mock-answers.ts'
import { requestCapabilities } from './request-capabilities.ts'
import type {
  BackendValues,
  Capability,
  CompiledDeployment,
  DeploymentState,
  KnownDeployment,
  StageState,
  StageValues,
  VersionState,
} from './stage-state.ts'

type AnyDeployment = DeploymentState | KnownDeployment

export type CompiledStage = {
  manifest: SnapshotManifest
  /** Canonical JSON: what is signed. */
  manifestText: string
  /** SHA-256 of it, hex: the snapshot's name. */
  manifestHash: string
  /** Of all deployments but the known ones, whose parts are stored already. */
  parts: readonly { hash: string; text: string }[]
  /** By deployment id: to be handed in again as known, once the parts are stored. Meaningless when there are issues. */
  deployments: ReadonlyMap<string, CompiledDeployment>
  /** Empty when the stage can run this. What the builder finds beyond (a schema that does not compile) comes from its `dryBuild`. */
  issues: SnapshotIssue[]
}

const defaultConnectTimeoutMs = 2_000
const defaultTimeoutMs = 30_000

/**
 * Stage state → snapshot. Pure and deterministic: equal state, in whatever order its rows came, gives equal bytes, so a part moves only
 * when its deployment did. What is known of a deployment from before spares compiling it, with the same result. On issues the result is still whole, for showing; it must not be made current.
 */
export function compileStage(state: StageState<AnyDeployment>): CompiledStage {
  const issues: SnapshotIssue[] = []
  const parts = new Map<string, string>()
  const compiled = new Map<string, CompiledDeployment>()
  const versions: SnapshotManifest['versions'] = []
  const paths = new Map<string, string>()
  issues.push(...checkGuardrails(state.guardrails))
  for (const version of [...state.versions].sort((a, b) => compare(a.basePath, b.basePath) || compare(a.id, b.id))) {
    if (version.deployments.length === 0) continue
    const other = paths.get(version.basePath)
    if (other !== undefined) {
      const message = `The base path ${version.basePath} is taken twice: by ${other} and ${version.apiSlug} ${version.name}.`
      issues.push({ code: 'route', message, where: version.id })
    }
    paths.set(version.basePath, `${version.apiSlug} ${version.name}`)
    versions.push(compileVersion(version, state, { parts, compiled, issues }))
  }
  const manifest: SnapshotManifest = {
    format: snapshotFormat,
    stage: state.stage,
    capabilities: neededCapabilities(state, versions, compiled.values()),
    portalUrl: state.portalUrl,
    versions,
    guardrails: state.guardrails,
    parts: [...new Map([...compiled.values()].map(({ hash, bytes }) => [hash, { hash, bytes }])).values()].sort(
      (a, b) => compare(a.hash, b.hash),
    ),
  }
  const manifestText = canonicalJson(manifest)
  return {
    manifest: JSON.parse(manifestText) as SnapshotManifest,
    manifestText,
    manifestHash: sha256(manifestText),
    parts: [...parts].map(([hash, text]) => ({ hash, text })).sort((a, b) => compare(a.hash, b.hash)),
    deployments: compiled,
    issues,
  }
}

type Results = { parts: Map<string, string>; compiled: Map<string, CompiledDeployment>; issues: SnapshotIssue[] }

function compileVersion(
  version: VersionState<AnyDeployment>,
  state: StageState<AnyDeployment>,
  results: Results,
): SnapshotManifest['versions'][number] {
  const { compiled, issues } = results
  if (!/^(?:\/[A-Za-z0-9._~-]+)+$/.test(version.basePath) || /\/\.{1,2}(?:\/|$)/.test(version.basePath)) {
    const message = `The base path “${version.basePath}” must be segments of letters, digits, “-”, “_”, “.” and “~”.`
    issues.push({ code: 'route', message, where: version.id })
  }
  // Ids carry their time: the older deployment is the one that runs, the newer the canary.
  const deployments = [...version.deployments].sort((a, b) => compare(a.id, b.id))
  if (deployments.length > 2 || deployments.reduce((sum, { weight }) => sum + weight, 0) !== 100) {
    issues.push({
      code: 'format',
      message: 'Live deployments are one or two, and their weights sum to 100.',
      where: version.id,
    })
  }
  const answers = judgedAnswers(state.guardrails, version.audience)
  const done = deployments.map((deployment) => {
    const known =
      'known' in deployment ? deployment.known : compileDeployment(deployment, version, answers, state, results)
    if (known.answers !== answers.name) throw new Error(`${deployment.id} was compiled under other guardrails`)
    compiled.set(deployment.id, known)
    return { id: deployment.id, weight: deployment.weight, known }
  })
  return {
    id: version.id,
    name: version.name,
    apiId: version.apiId,
    apiSlug: version.apiSlug,
    ...(state.guardrails.some(({ audience }) => audience !== undefined) ? { audience: version.audience } : {}),
    basePath: version.basePath,
    state: version.state,
    keyLocations: mergeKeyLocations(done.map(({ known }) => [...known.keyLocations])),
    ...(version.paused === undefined ? {} : { paused: version.paused }),
    pausedOperations: [...version.pausedOperations].sort((a, b) => compare(a.id, b.id)),
    ...(version.deprecation === undefined ? {} : { deprecation: compileDeprecation(version.deprecation) }),
    deployments: done.map(({ id, weight, known }) => ({ id, part: known.hash, weight })),
  }
}

function compileDeployment(
  deployment: DeploymentState,
  version: VersionState<AnyDeployment>,
  answers: JudgedAnswers,
  state: StageState<AnyDeployment>,
  { parts, issues }: Results,
): CompiledDeployment {
  const part = compilePart(deployment, version, answers, state, issues)
  const text = canonicalJson(part)
  const hash = sha256(text)
  parts.set(hash, text)
  return {
    hash,
    bytes: Buffer.byteLength(text),
    keyLocations: keyLocationsOf(deployment.content),
    capabilities: capabilitiesOf(part),
    answers: answers.name,
  }
}

function compilePart(
  deployment: DeploymentState,
  version: VersionState<AnyDeployment>,
  answers: JudgedAnswers,
  state: StageState<AnyDeployment>,
  issues: SnapshotIssue[],
): SnapshotPart {
  const { content, values } = deployment
  issues.push(...checkStageValues(content, values, deployment.id), ...checkOperations(content, deployment.id))
  issues.push(...checkPolicies(content.policies, deployment.id))
  const shared = content.contract.schemas
  const requests = requestSchemas(shared)
  let made: JudgedSchemas | undefined
  const responses = () => {
    made ??= responseSchemas(shared)
    return made
  }
  const operations = content.contract.operations.flatMap((described) => {
    const key = operationKey(described)
    const mapped = Object.hasOwn(content.operations, key) ? content.operations[key] : undefined
    if (mapped === undefined) return []
    issues.push(...checkPolicies(mapped.policies ?? [], mapped.id))
    const compiled = compileOperation(described, mapped, content, { requests, responses }, answers)
    const isMock = valuesOf(values, compiled.backend)?.mock === true
    return [
      {
        ...compiled,
        ...compileFeatures(described, shared, deployment.features?.get(mapped.id)),
        ...(isMock ? { mock: mockAnswers(described, shared) } : {}),
      },
    ]
  })
  const used = new Set(operations.flatMap(({ backend, mock }) => (mock === undefined ? [backend] : [])))
  const forResponses = responsesOwnSchemas(operations, responses, requests)
  return {
    format: snapshotFormat,
    kind: 'deployment',
    deploymentId: deployment.id,
    stageId: state.stage.id,
    apiId: version.apiId,
    versionId: version.id,
    revisionId: deployment.revisionId,
    revisionNumber: deployment.revisionNumber,
    backends: content.backends
      .filter(({ name }) => used.has(name))
      .map(({ name }) => {
        const found = valuesOf(values, name)
        const backend = found?.mock === true ? undefined : found
        return {
          name,
          url: backend?.url ?? '',
          connectTimeoutMs: backend?.connectTimeoutMs ?? defaultConnectTimeoutMs,
          timeoutMs: backend?.timeoutMs ?? defaultTimeoutMs,
          headers: (backend?.headers ?? []).map((header) => ({ ...header })),
        }
      }),
    operations: operations.sort((a, b) => compare(a.path, b.path) || compare(a.method, b.method)),
    schemas: requests.shared,
    ...(forResponses === undefined ? {} : { responseSchemas: forResponses }),
  }
}

function valuesOf({ backends }: StageValues, name: string): BackendValues | undefined {
  return Object.hasOwn(backends, name) ? backends[name] : undefined
}

/** What a gateway must know to run this; one that lacks any of it refuses the snapshot. */
function neededCapabilities(
  { stage, guardrails }: StageState<AnyDeployment>,
  versions: SnapshotManifest['versions'],
  deployments: Iterable<CompiledDeployment>,
): Capability[] {
  const needed = new Set<Capability>(['deployment/1', 'key', 'rate-limit', 'quota'])
  if (stage.staleness?.mode === 'refuse') needed.add('staleness')
  if (stage.recording !== undefined) needed.add('features')
  for (const { policy, audience, tag } of guardrails) {
    if (policy === 'access-rules' || policy === 'requirements') needed.add(policy)
    if (audience !== undefined || tag !== undefined) needed.add('guardrail-scopes')
  }
  for (const version of versions) {
    if (version.deployments.length > 1) needed.add('canary')
    if (version.deprecation !== undefined) needed.add('deprecation')
    if (version.paused !== undefined || version.pausedOperations.length > 0) needed.add('pause')
  }
  for (const { capabilities } of deployments) for (const capability of capabilities) needed.add(capability)
  return [...needed].sort(compare)
}

function capabilitiesOf(part: SnapshotPart): Capability[] {
  const needed = new Set<Capability>()
  if (part.backends.some(({ headers }) => headers.some(({ secret }) => secret !== undefined)))
    needed.add('secret-header')
  for (const operation of part.operations) {
    if (operation.mock !== undefined) needed.add('mock')
    if (operation.upstream.path.includes('?')) needed.add('upstream-query')
    if (operation.responses !== undefined) needed.add('validate-responses')
    if (operation.scopes !== undefined) needed.add('scopes')
    if (operation.features !== undefined) needed.add('features')
    if (operation.policies.some(({ policy }) => policy === 'access-rules')) needed.add('access-rules')
    for (const capability of requestCapabilities(operation)) needed.add(capability)
  }
  return [...needed].sort(compare)
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** By code units, the same on every machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
