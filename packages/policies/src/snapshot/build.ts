import {
  capabilities,
  type SnapshotIssue,
  type SnapshotManifest,
  snapshotManifest,
  snapshotPart,
} from '@gatehouse/contracts/snapshot'
import type { z } from 'zod'
import type { RuntimeOperation, RuntimeVersion, Snapshot } from '../decide-types.ts'
import { RouteConflict, RouteTree } from '../routing/tree.ts'
import { type BuiltPart, buildPart, validatorsOf } from './build-part.ts'
import { planDeprecation } from './deprecation.ts'
import { callerFloor } from './floors.ts'
import { Guardrails } from './guardrails.ts'
import { problemTemplates } from './problem-bodies.ts'
import type { PlannedDeployment, PlannedOperation, PlannedVersion } from './runtime.ts'
import { type CompileSchema, generateValidatorCode, loadValidator } from './validators.ts'
import { textHash } from './verify.ts'

export type BuildInput = {
  /** Canonical JSON text, as signed. */
  manifestText: string
  /** Part text by hash. */
  parts: ReadonlyMap<string, string>
  /** Source of each validator's code; asked when a schema is first needed, for all of them with `checkSchemas`. */
  compileSchema: CompileSchema
  /** Compile every schema now and report those that do not: the build worker and the deploy check. Serving threads leave it out. */
  checkSchemas?: boolean
  /** Parts (by hash) whose schemas need no check, because they passed one before. */
  checked?: ReadonlySet<string>
  /** The bytes were verified and decoded strictly by this process before (in the build worker): hashes and shapes are not checked again. */
  trusted?: boolean
  /** Parts that it holds already are taken over as they are. */
  previous?: Snapshot | null
}

export type BuildResult = { ok: true; snapshot: Snapshot } | { ok: false; issues: SnapshotIssue[] }

/**
 * Decodes strictly and prepares everything that a request will need. All or nothing: on any issue there is no snapshot. What is not
 * known here (a capability, a policy, a member) is refused, never skipped.
 */
export function buildSnapshot(input: BuildInput): BuildResult {
  const issues: SnapshotIssue[] = []
  const manifest = decode(input.manifestText, snapshotManifest, 'manifest', input.trusted ?? false, issues)
  if (manifest === null) return { ok: false, issues }
  const known: ReadonlySet<string> = new Set(capabilities)
  for (const capability of manifest.capabilities) {
    if (known.has(capability)) continue
    issues.push({ code: 'capability', message: `This gateway lacks “${capability}”.` })
  }
  if (issues.length > 0) return { ok: false, issues }
  const guardrails = new Guardrails(manifest.guardrails, issues)
  const parts = collectParts(manifest, guardrails, input, issues)
  const snapshot = assemble(manifest, textHash(input.manifestText), parts, guardrails, issues)
  return issues.length === 0 ? { ok: true, snapshot } : { ok: false, issues }
}

/**
 * What a gateway would say of a snapshot: the deploy check. Every schema is compiled, but for those of parts in `checked`, hashes of
 * parts that passed before (about a millisecond per body); nothing is kept.
 */
export function dryBuild(
  manifestText: string,
  parts: ReadonlyMap<string, string>,
  checked: ReadonlySet<string> = new Set(),
): SnapshotIssue[] {
  const compileSchema = generateValidatorCode
  const result = buildSnapshot({ manifestText, parts, compileSchema, checkSchemas: true, checked })
  return result.ok ? [] : result.issues
}

function decode<T>(
  text: string,
  schema: z.ZodType<T>,
  where: string,
  trusted: boolean,
  issues: SnapshotIssue[],
): T | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    issues.push({ code: 'format', message: 'It is not JSON.', where })
    return null
  }
  if (trusted) return value as T
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  for (const { path, message } of parsed.error.issues.slice(0, 10)) {
    issues.push({ code: 'format', message: `${path.join('.') || 'The whole'}: ${message}`, where })
  }
  return null
}

function collectParts(
  manifest: SnapshotManifest,
  guardrails: Guardrails,
  input: BuildInput,
  issues: SnapshotIssue[],
): Map<string, BuiltPart> {
  const parts = new Map<string, BuiltPart>()
  const wanted = manifest.versions.flatMap(({ audience, deployments }) =>
    deployments.map(({ part: hash }) => ({ hash, audience })),
  )
  for (const { hash, audience } of wanted) {
    if (parts.has(hash)) continue
    const name = guardrails.floorsName(audience)
    const before = input.previous?.internals.parts.get(hash)
    if (before?.floors === name) {
      parts.set(hash, before)
      continue
    }
    const text = input.parts.get(hash)
    if (text === undefined || (!input.trusted && textHash(text) !== hash)) {
      const message = text === undefined ? 'The part is missing.' : 'The part’s bytes do not have its hash.'
      issues.push({ code: 'hash', message, where: hash })
      continue
    }
    const part = decode(text, snapshotPart, hash, input.trusted ?? false, issues)
    if (part === null) continue
    const floors = { name, floorOf: (tags: readonly string[]) => guardrails.at(audience, tags).floor }
    const built = buildPart(part, input.compileSchema, floors, issues)
    // A floor can ask for schemas that nobody needed before.
    const isChecked = input.checked?.has(hash) === true && name === ''
    if (input.checkSchemas && !isChecked) checkSchemas(built, input.compileSchema, issues)
    parts.set(hash, built)
  }
  return parts
}

function checkSchemas(built: BuiltPart, compile: CompileSchema, issues: SnapshotIssue[]): void {
  for (const operation of built.operations) {
    for (const validator of validatorsOf(operation)) {
      try {
        loadValidator(compile(validator.set))
      } catch (error) {
        const { method, path, id } = operation.definition
        const reason = error instanceof Error ? error.message.slice(0, 300) : 'not valid'
        issues.push({ code: 'schema', message: `${method} ${path}: a schema does not compile: ${reason}`, where: id })
      }
    }
  }
}

const defaultRetryAfter = 60

function assemble(
  manifest: SnapshotManifest,
  hash: string,
  parts: ReadonlyMap<string, BuiltPart>,
  guardrails: Guardrails,
  issues: SnapshotIssue[],
): Snapshot {
  const versions = new Map<string, PlannedVersion>()
  const operations: PlannedOperation[] = []
  const operationsByVersion = new Map<string, RuntimeOperation[]>()
  for (const source of manifest.versions) {
    const version = runtimeVersion(source)
    const pausedOperations = new Map(source.pausedOperations.map((entry) => [entry.id as string, entry]))
    const own: PlannedOperation[] = []
    const deployments = source.deployments.flatMap(({ id, part: partHash, weight }): PlannedDeployment[] => {
      const built = parts.get(partHash)
      if (built === undefined) return []
      const { part } = built
      if (part.deploymentId !== id || part.versionId !== source.id || part.stageId !== manifest.stage.id) {
        issues.push({
          code: 'format',
          message: 'The part belongs to another deployment, version or stage.',
          where: partHash,
        })
      }
      const { revisionId, revisionNumber } = part
      const deployment = { id, revisionId, revisionNumber, versionId: source.id, weight }
      const tree = new RouteTree<PlannedOperation>()
      for (const operation of built.operations) {
        const { definition } = operation
        const pause = pausedOperations.get(definition.id)
        const above = guardrails.at(source.audience, definition.tags)
        const planned: PlannedOperation = {
          id: definition.id,
          index: operations.length + own.length,
          definition,
          deployment,
          backend: operation.backend,
          upstreamMethod: definition.upstream.method,
          anonymous: definition.anonymous,
          validation: definition.requestValidation,
          bodyBytes: definition.limits.bodyBytes,
          transforms: joined(operation.handlers.transform, above.transform),
          paused: pauseOf(pause),
          parameters: operation.parameters,
          body: operation.body,
          undeclared: operation.undeclared,
          responses: operation.responses,
          responseMode: operation.responses === null ? 'off' : (definition.responseValidation ?? 'off'),
          templateNames: operation.templateNames,
          upstream: operation.upstream,
          upstreamQuery: operation.upstreamQuery,
          ipHandlers: joined(above.ip, operation.handlers.ip),
          accessHandlers: joined(above.access, operation.handlers.access),
          rateLimits: joined(above.rateLimit, operation.handlers.rateLimit),
          callers: above.floor === null ? null : callerFloor(above.floor),
          recorder: operation.recorder,
        }
        own.push(planned)
        addRoute(tree, operation.segments, planned, issues)
      }
      return [{ deployment, tree }]
    })
    operations.push(...own)
    operationsByVersion.set(source.id, own)
    const [first, ...rest] = deployments
    if (first === undefined) continue
    if (versions.has(source.basePath)) {
      issues.push({ code: 'route', message: `Two versions share the base path ${source.basePath}.`, where: source.id })
    }
    versions.set(source.basePath, {
      version,
      keyLocations: source.keyLocations.map(({ in: place, name }) => ({
        in: place,
        name: place === 'header' ? name.toLowerCase() : name,
      })),
      paused: pauseOf(source.paused),
      deprecation: planDeprecation(source.deprecation, source.id, issues),
      deployments: [first, ...rest],
    })
  }
  const backends = [...parts.values()].flatMap((part) => part.backends)
  const secretIds = new Set(backends.flatMap((backend) => backend.headers.flatMap(({ secret }) => secret ?? [])))
  const live = manifest.stage.exposure === 'live'
  return {
    hash,
    manifest,
    stageId: manifest.stage.id,
    portalUrl: manifest.portalUrl,
    live,
    operationCount: operations.length,
    secretIds: [...secretIds],
    backends,
    operations,
    problems: problemTemplates(manifest.portalUrl),
    internals: {
      versions,
      baseDepths: [...new Set([...versions.keys()].map((path) => path.split('/').length - 1))].sort((a, b) => b - a),
      keyEnvironment: live ? 'live' : 'test',
      ipHandlers: guardrails.ipEverywhere,
      operationsByVersion,
      parts,
    },
  }
}

/** Lists that are shared by many operations stay so. */
function joined<T>(first: readonly T[], then: readonly T[]): readonly T[] {
  return first.length === 0 ? then : then.length === 0 ? first : [...first, ...then]
}

function runtimeVersion(source: SnapshotManifest['versions'][number]): RuntimeVersion {
  const { id, apiId, apiSlug, name, basePath, state, keyLocations } = source
  return {
    id,
    apiId,
    apiSlug,
    name,
    basePath,
    state,
    credentialHeaders: keyLocations.filter((place) => place.in === 'header').map((place) => place.name.toLowerCase()),
    credentialQuery: keyLocations.filter((place) => place.in === 'query').map((place) => place.name),
  }
}

function pauseOf(
  pause: { reason: string; retryAfterSeconds?: number | undefined } | undefined,
): { reason: string; retryAfterSeconds: number } | null {
  if (pause === undefined) return null
  return { reason: pause.reason, retryAfterSeconds: pause.retryAfterSeconds ?? defaultRetryAfter }
}

function addRoute(
  tree: RouteTree<PlannedOperation>,
  segments: PlannedOperationSegments,
  planned: PlannedOperation,
  issues: SnapshotIssue[],
): void {
  try {
    tree.add({ segments, method: planned.definition.method, value: planned })
  } catch (error) {
    if (!(error instanceof RouteConflict)) throw error
    issues.push({ code: 'route', message: error.message, where: planned.id })
  }
}

type PlannedOperationSegments = BuiltPart['operations'][number]['segments']
