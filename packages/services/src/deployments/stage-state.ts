import { judgedAnswers } from '@gatehouse/compiler/judged-answers'
import type {
  CompiledDeployment,
  StageValues as CompilerValues,
  DeploymentState,
  KnownDeployment,
  StageState,
  VersionState,
} from '@gatehouse/compiler/stage-state'
import type { Id } from '@gatehouse/contracts/ids'
import type { JsonObject } from '@gatehouse/contracts/json'
import type { RevisionContent, RevisionOperation } from '@gatehouse/contracts/revision'
import {
  type GuardrailUse,
  type LifecycleState,
  type SnapshotManifest,
  stalenessRule,
} from '@gatehouse/contracts/snapshot'
import { recordingRule } from '@gatehouse/contracts/stage-rules'
import { type StageValues, stageValues } from '@gatehouse/contracts/stage-values'
import type { Db } from '../apis/find-version.ts'
import { loadContents } from '../contracts/stored-content.ts'
import { loadFeatures } from '../impact/feature-dictionary.ts'
import { loadVersionEnds } from './version-ends.ts'

/** `${secret:NAME}` as a whole header value; undefined for plain text. */
export function secretName(value: string): string | undefined {
  return /^\$\{secret:([A-Za-z][A-Za-z0-9_-]{0,59})\}$/.exec(value)?.[1]
}

/** Names of the secrets that stage values refer to. */
export function secretNames(values: StageValues): string[] {
  const names = Object.values(values.backends).flatMap((backend) =>
    backend.mock ? [] : backend.headers.flatMap(({ value }) => secretName(value) ?? []),
  )
  return [...new Set(names)]
}

/** Stage values as the compiler takes them: secrets by id. A name without a secret stays without one; the caller has refused it before. */
export function toCompilerValues(values: StageValues, secretIds: ReadonlyMap<string, Id<'secret'>>): CompilerValues {
  return {
    backends: Object.fromEntries(
      Object.entries(values.backends).map(([name, backend]) => [
        name,
        backend.mock
          ? backend
          : {
              ...backend,
              headers: backend.headers.map((header) => {
                const secret = secretName(header.value)
                return secret === undefined ? header : { name: header.name, secret: secretIds.get(secret) }
              }),
            },
      ]),
    ),
  }
}

/** The content as this stage runs it: with the modes of validation that the stage, or its value for one operation, sets. */
export function contentOnStage(content: RevisionContent, values: StageValues): RevisionContent {
  if (!values.requestValidation && !values.responseValidation && !values.operations) return content
  const operations = Object.fromEntries(
    Object.entries(content.operations).map(([key, settings]) => [
      key,
      { ...settings, ...validationOnStage(key, settings, values) },
    ]),
  )
  return { ...content, operations }
}

/** Modes of one operation on a stage. The stage's value for the operation wins; what is left out by all stays out. */
export function validationOnStage(
  key: string,
  settings: Pick<RevisionOperation, 'requestValidation' | 'responseValidation'>,
  values: StageValues,
): Pick<RevisionOperation, 'requestValidation' | 'responseValidation'> {
  const own = values.operations !== undefined && Object.hasOwn(values.operations, key) ? values.operations[key] : {}
  const request = own?.requestValidation ?? values.requestValidation ?? settings.requestValidation
  const response = own?.responseValidation ?? settings.responseValidation ?? values.responseValidation
  return {
    ...(request === undefined ? {} : { requestValidation: request }),
    ...(response === undefined ? {} : { responseValidation: response }),
  }
}

export async function secretIdsOf(db: Db, versionIds: readonly string[], stageId: string) {
  const rows = await db.secret.findMany({
    where: { stageId, versionId: { in: [...versionIds] } },
    select: { id: true, versionId: true, name: true },
  })
  const byVersion = new Map<string, Map<string, Id<'secret'>>>()
  for (const row of rows) {
    const names = byVersion.get(row.versionId) ?? new Map<string, Id<'secret'>>()
    names.set(row.name, row.id as Id<'secret'>)
    byVersion.set(row.versionId, names)
  }
  return (versionId: string): ReadonlyMap<string, Id<'secret'>> => byVersion.get(versionId) ?? new Map()
}

type StageRow = {
  id: string
  slug: string
  name: string
  exposure: string
  publicName: string | null
  staleness: unknown
  recording: unknown
}

/** Everything of a stage's state but its versions. */
export async function stageFrame(db: Db, stage: StageRow, portalUrl: string): Promise<Omit<StageState, 'versions'>> {
  const staleness = stalenessRule.parse(stage.staleness)
  const recording = recordingRule.parse(stage.recording)
  const guardrails = await db.guardrail.findMany({
    where: { enabled: true, OR: [{ stageId: null }, { stageId: stage.id }] },
    orderBy: [{ position: 'asc' }, { id: 'asc' }],
  })
  return {
    stage: {
      id: stage.id as Id<'stage'>,
      slug: stage.slug,
      name: stage.name,
      exposure: stage.exposure as SnapshotManifest['stage']['exposure'],
      ...(stage.publicName === null ? {} : { publicName: stage.publicName }),
      ...(staleness.mode === 'serve' ? {} : { staleness }),
      ...(recording.features || recording.shapes > 0 ? { recording } : {}),
    },
    portalUrl,
    guardrails: guardrails.map(guardrailUse),
  }
}

type GuardrailRow = { id: string; policy: string; options: unknown; audience: string | null; tag: string | null }

/** A guardrail as the manifest has it. */
export function guardrailUse(row: GuardrailRow): GuardrailUse {
  return {
    policy: row.policy,
    options: row.options as JsonObject,
    guardrail: row.id as Id<'guardrail'>,
    ...(row.audience === null ? {} : { audience: row.audience as Audience }),
    ...(row.tag === null ? {} : { tag: row.tag }),
  }
}

type Audience = NonNullable<VersionState['audience']>

type VersionRow = {
  id: string
  name: string
  basePath: string
  state: string
  apiId: string
  api: { slug: string; audience: string }
}

export function versionFrame(row: VersionRow): Omit<VersionState, 'deployments'> {
  return {
    id: row.id as Id<'version'>,
    name: row.name,
    apiId: row.apiId as Id<'api'>,
    apiSlug: row.api.slug,
    audience: row.api.audience as Audience,
    basePath: row.basePath,
    state: row.state as LifecycleState,
    pausedOperations: [],
  }
}

/** All that a stage's snapshot follows from, as the database has it now. Of deployments that are known nothing more is read. */
export async function loadStageState(
  db: Db,
  stageId: string,
  portalUrl: string,
  known: ReadonlyMap<string, CompiledDeployment> = new Map(),
): Promise<StageState<DeploymentState | KnownDeployment>> {
  const stage = await db.stage.findUniqueOrThrow({ where: { id: stageId } })
  const rows = await db.deployment.findMany({
    where: { stageId, endedAt: null },
    select: {
      id: true,
      weight: true,
      versionId: true,
      version: { include: { api: { select: { slug: true, audience: true } } } },
    },
  })
  const frame = await stageFrame(db, stage, portalUrl)
  // What was compiled under guardrails that ask for other answers is compiled anew.
  const isKnown = ({ id, version: { api } }: (typeof rows)[number]) =>
    known.get(id)?.answers === judgedAnswers(frame.guardrails, api.audience).name
  const pauses = await db.pause.findMany({ where: { stageId, resumedAt: null }, orderBy: { since: 'asc' } })
  const unknown = await loadDeployments(
    db,
    stageId,
    rows.flatMap((row) => (isKnown(row) ? [] : [row.id])),
  )
  const ends = await loadVersionEnds(db, stage, [...new Set(rows.map(({ versionId }) => versionId))], portalUrl)
  const versions = new Map<string, VersionState<DeploymentState | KnownDeployment>>()
  for (const row of rows) {
    const compiled = isKnown(row) ? known.get(row.id) : undefined
    const deployment =
      compiled === undefined
        ? unknown.get(row.id)
        : { id: row.id as Id<'deployment'>, weight: row.weight, known: compiled }
    if (!deployment) throw new Error(`deployment ${row.id} was not loaded`)
    const deprecation = ends.get(row.versionId)
    const version = versions.get(row.versionId) ?? {
      ...versionFrame(row.version),
      ...(deprecation === undefined ? {} : { deprecation }),
      ...pausesOf(pauses, row.versionId),
      deployments: [],
    }
    versions.set(row.versionId, { ...version, deployments: [...version.deployments, deployment] })
  }
  return { ...frame, versions: [...versions.values()] }
}

/** What is compiled of deployments: contract, stage values and the ids of secrets. */
async function loadDeployments(
  db: Db,
  stageId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, DeploymentState>> {
  if (ids.length === 0) return new Map()
  const rows = await db.deployment.findMany({
    where: { id: { in: [...ids] } },
    include: { revision: { select: { number: true } }, stageValues: { select: { values: true } } },
  })
  const secretIds = await secretIdsOf(
    db,
    rows.map(({ versionId }) => versionId),
    stageId,
  )
  const contents = await loadContents(
    db,
    rows.map(({ revisionId }) => revisionId),
  )
  const features = await loadFeatures(
    db,
    [...contents.values()].flatMap(({ operations }) => Object.values(operations).map(({ id }) => id)),
  )
  return new Map(
    rows.map((row) => {
      const values = stageValues.parse(row.stageValues.values)
      const content = contents.get(row.revisionId)
      if (!content) throw new Error(`deployment ${row.id} has no revision`)
      const deployment: DeploymentState = {
        id: row.id as Id<'deployment'>,
        weight: row.weight,
        revisionId: row.revisionId as Id<'revision'>,
        revisionNumber: row.revision.number,
        content: contentOnStage(content, values),
        values: toCompilerValues(values, secretIds(row.versionId)),
        features,
      }
      return [row.id, deployment]
    }),
  )
}

function pausesOf(
  pauses: readonly { versionId: string | null; operationId: string | null; reason: string }[],
  versionId: string,
) {
  const own = pauses.filter((pause) => pause.versionId === versionId)
  const whole = own.find(({ operationId }) => operationId === null)
  return {
    ...(whole ? { paused: { reason: whole.reason } } : {}),
    pausedOperations: own.flatMap(({ operationId, reason }) =>
      operationId === null ? [] : [{ id: operationId as Id<'operation'>, reason }],
    ),
  }
}
