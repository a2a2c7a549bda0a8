import { hashKey, mintKey } from '@gatehouse/auth/credentials'
import type { AccessUpsert, PlanLimits } from '@gatehouse/contracts/access'
import { type IdKind, newId } from '@gatehouse/contracts/ids'
import { canonicalJson } from '@gatehouse/contracts/json'
import type { CompiledOperation, SnapshotManifest, SnapshotPart } from '@gatehouse/contracts/snapshot'
import { AccessReader } from '../src/access/reader.ts'
import { AccessTable } from '../src/access/table.ts'
import type { DecideDeps, RequestHead, Snapshot } from '../src/decide-types.ts'
import { Counters } from '../src/limits/counters.ts'
import { buildSnapshot } from '../src/snapshot/build.ts'
import { generateValidatorCode } from '../src/snapshot/validators.ts'
import { textHash } from '../src/snapshot/verify.ts'

let serial = 0

/** Ids that are the same in every run. */
export function id<K extends IdKind>(kind: K) {
  serial += 1
  return newId(kind, 1_700_000_000_000 + serial, (bytes) => {
    for (let i = 0; i < bytes.length; i += 1) bytes[i] = (serial * 31 + i * 17 + ((serial * (i + 3)) >> 3)) & 255
    bytes[15] = serial & 255
    bytes[14] = (serial >> 8) & 255
    return bytes
  })
}

export type OperationInput = Partial<CompiledOperation> & { path: string }

export function operation(input: OperationInput): CompiledOperation {
  const method = input.method ?? 'GET'
  return {
    id: id('operation'),
    method,
    tags: [],
    backend: 'main',
    upstream: { method, path: input.path },
    anonymous: false,
    requestValidation: 'block',
    parameters: [],
    limits: { bodyBytes: 1_048_576 },
    policies: [],
    ...input,
  }
}

export type Parameter = CompiledOperation['parameters'][number]

/** A parameter with OpenAPI's defaults for its place. */
export function parameter(input: Partial<Parameter> & { in: Parameter['in']; name: string }): Parameter {
  const form = input.in === 'query' || input.in === 'cookie'
  const style = input.style ?? (form ? 'form' : 'simple')
  return {
    required: input.in === 'path',
    explode: style === 'form',
    allowReserved: false,
    allowEmptyValue: false,
    ...input,
    style,
  }
}

export const stageId = id('stage')

export type VersionInput = {
  basePath?: string
  operations: CompiledOperation[]
  schemas?: SnapshotPart['schemas']
  version?: Partial<SnapshotManifest['versions'][number]>
  part?: Partial<SnapshotPart>
  /** A second deployment. */
  canary?: { operations: CompiledOperation[]; weight: number }
}

export function snapshotTexts(versions: VersionInput[], over: Partial<SnapshotManifest> = {}) {
  const parts = new Map<string, string>()
  const manifest: SnapshotManifest = {
    format: 1,
    stage: { id: stageId, slug: 'production', name: 'Production', exposure: 'live', publicName: 'Live' },
    capabilities: ['deployment/1', 'key'],
    portalUrl: 'http://portal.test',
    versions: [],
    guardrails: [],
    parts: [],
    ...over,
  }
  for (const input of versions) {
    const versionId = input.version?.id ?? id('version')
    const apiId = id('api')
    const addPart = (operations: CompiledOperation[], revisionNumber: number) => {
      const part: SnapshotPart = {
        format: 1,
        kind: 'deployment',
        deploymentId: id('deployment'),
        stageId: manifest.stage.id,
        apiId,
        versionId,
        revisionId: id('revision'),
        revisionNumber,
        backends: [
          { name: 'main', url: 'http://backend.test/base', connectTimeoutMs: 1000, timeoutMs: 5000, headers: [] },
        ],
        operations,
        schemas: input.schemas ?? {},
        ...input.part,
      }
      const text = canonicalJson(part)
      const hash = textHash(text)
      parts.set(hash, text)
      manifest.parts.push({ hash, bytes: text.length })
      return { id: part.deploymentId, part: hash }
    }
    const weight = input.canary?.weight ?? 0
    const deployments = [{ ...addPart(input.operations, 1), weight: 100 - weight }]
    if (input.canary) deployments.push({ ...addPart(input.canary.operations, 2), weight })
    manifest.versions.push({
      id: versionId,
      name: 'v1',
      apiId,
      apiSlug: 'orders',
      basePath: input.basePath ?? '/orders/v1',
      state: 'published',
      keyLocations: [{ in: 'header', name: 'x-api-key' }],
      pausedOperations: [],
      deployments,
      ...input.version,
    })
  }
  return { manifestText: canonicalJson(manifest), manifest, parts }
}

export function snapshotOf(versions: VersionInput[], over: Partial<SnapshotManifest> = {}): Snapshot {
  const { manifestText, parts } = snapshotTexts(versions, over)
  const result = buildSnapshot({ manifestText, parts, compileSchema: generateValidatorCode, checkSchemas: true })
  if (!result.ok) throw new Error(JSON.stringify(result.issues))
  return result.snapshot
}

/** One team, application, credential, product over the given versions, plan and active subscription. */
export function callerRows(versionIds: readonly string[], limits: PlanLimits = {}, key = mintKey('live')) {
  const ids = {
    team: id('team'),
    application: id('application'),
    credential: id('credential'),
    product: id('product'),
    planVersion: id('planVersion'),
    subscription: id('subscription'),
  }
  const rows: AccessUpsert['row'][] = [
    { kind: 'team', id: ids.team, state: 'active' },
    { kind: 'application', id: ids.application, teamId: ids.team, state: 'active' },
    { kind: 'credential', id: ids.credential, hash: hashKey(key), applicationId: ids.application, scopes: [] },
    {
      kind: 'product',
      id: ids.product,
      items: versionIds.map((versionId) => ({ include: 'version' as const, versionId: versionId as never })),
    },
    { kind: 'planVersion', id: ids.planVersion, planId: id('plan'), limits, priced: true },
    {
      kind: 'subscription',
      id: ids.subscription,
      applicationId: ids.application,
      productId: ids.product,
      planVersionId: ids.planVersion,
      state: 'active',
    },
  ]
  return { key, ids, rows }
}

export function upserts(rows: readonly AccessUpsert['row'][], seq = 1): AccessUpsert[] {
  return rows.map((row, i) => ({ seq: seq + i, row }))
}

export function depsOf(snapshot: Snapshot, rows: readonly AccessUpsert['row'][] = []) {
  const table = new AccessTable()
  const time = { now: Date.UTC(2026, 4, 12, 10, 0, 0) }
  table.apply(upserts(rows), [])
  const deps: DecideDeps = {
    snapshot,
    access: new AccessReader(table.handles()),
    counters: new Counters(Counters.allocate(1024)),
    clock: { now: () => time.now, tick: () => 0 },
    salt: 'salt',
  }
  return { deps, table, time }
}

export function head(target: string, over: Partial<RequestHead> = {}): RequestHead {
  return { method: 'GET', target, host: 'api.test', rawHeaders: [], remoteAddress: '192.0.2.1', bodyLength: 0, ...over }
}
