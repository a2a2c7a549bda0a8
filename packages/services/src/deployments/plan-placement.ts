import { compileStage } from '@gatehouse/compiler/compile-stage'
import type { DeployBlocker } from '@gatehouse/contracts/endpoints/deployment-views'
import type { Id } from '@gatehouse/contracts/ids'
import type { RevisionContent } from '@gatehouse/contracts/revision'
import { type StageValues, stageValues } from '@gatehouse/contracts/stage-values'
import type { Db, FoundVersion } from '../apis/find-version.ts'
import { storedContent } from '../contracts/stored-content.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { featuresWith } from '../impact/feature-dictionary.ts'
import { runDryBuild } from './run-dry-build.ts'
import { contentOnStage, secretIdsOf, secretNames, stageFrame, toCompilerValues, versionFrame } from './stage-state.ts'

export type StageRow = NonNullable<Awaited<ReturnType<Db['stage']['findFirst']>>>
/** How the end of a deployment begins that was taken off its stage. */
export const takenOff = 'taken off'

export type Act = 'deploy' | 'promote' | 'rollback'

/** What an act would put on a stage, and what keeps it from there. */
export type Placement = {
  act: Act
  version: FoundVersion
  stage: StageRow
  fromStage: StageRow | null
  content: RevisionContent
  hash: string
  /** The revision that has this content; null: it is saved with the act. */
  revision: { id: string; number: number } | null
  values: { id: string; number: number; values: StageValues } | null
  running: {
    id: string
    revisionId: string
    stageValuesId: string
    revision: { id: string; number: number; hash: string }
  } | null
  /** Exactly this runs there already. */
  same: boolean
  blockers: DeployBlocker[]
}

type Source = {
  content: unknown
  /** As it was stored with the content. */
  hash: string
  revision: Placement['revision']
  values: { id: string; number: number; values: unknown } | null
  fromStage: StageRow | null
}

/** Completes a placement from its source: content and stage values. */
export async function placementOf(
  db: Db,
  act: Act,
  version: FoundVersion,
  stage: StageRow,
  source: Source,
): Promise<Placement> {
  const content = storedContent(source.content)
  const values = source.values && { ...source.values, values: stageValues.parse(source.values.values) }
  // Beside a canary the older one is what runs; to put it there again ends the canary.
  const [running = null, ...others] = await db.deployment.findMany({
    where: { versionId: version.id, stageId: stage.id, endedAt: null },
    orderBy: { startedAt: 'asc' },
    select: {
      id: true,
      revisionId: true,
      stageValuesId: true,
      revision: { select: { id: true, number: true, hash: true } },
    },
  })
  const { hash } = source
  return {
    act,
    version,
    stage,
    fromStage: source.fromStage,
    content,
    hash,
    revision: source.revision,
    values,
    running,
    same:
      running !== null && others.length === 0 && running.revision.hash === hash && running.stageValuesId === values?.id,
    blockers: await findBlockers(db, version.id, stage, content, values?.values ?? null),
  }
}

async function findBlockers(
  db: Db,
  versionId: string,
  stage: StageRow,
  content: RevisionContent,
  values: StageValues | null,
): Promise<DeployBlocker[]> {
  const blockers: DeployBlocker[] = []
  if (content.contract.operations.length === 0) {
    blockers.push({ kind: 'no-contract', sentence: 'It has no operations yet: import a contract first.', where: null })
  }
  const first = content.backends[0]?.name ?? ''
  const used = new Set(Object.values(content.operations).map(({ backend }) => backend ?? first))
  for (const { name } of content.backends) {
    if (!used.has(name) || values?.backends[name]) continue
    blockers.push({
      kind: 'missing-backend',
      sentence: `${stage.name} has no address for the backend “${name}”: set it under stage values.`,
      where: name,
    })
  }
  const known = (await secretIdsOf(db, [versionId], stage.id))(versionId)
  for (const name of values ? secretNames(values) : []) {
    if (!known.has(name))
      blockers.push({
        kind: 'missing-secret',
        sentence: `The secret “${name}” is not set on ${stage.name}.`,
        where: name,
      })
  }
  return blockers
}

/** Compiles what a placement would run, alone on its stage. Ids are those that it gets. */
export async function compilePlacement(
  db: Db,
  placement: Placement,
  ids: { deploymentId: Id<'deployment'>; revisionId: Id<'revision'>; revisionNumber: number },
  portalUrl: string,
) {
  const values = placement.values?.values ?? { backends: {} }
  const secretIds = (await secretIdsOf(db, [placement.version.id], placement.stage.id))(placement.version.id)
  return compileStage({
    ...(await stageFrame(db, placement.stage, portalUrl)),
    versions: [
      {
        ...versionFrame(placement.version),
        deployments: [
          {
            id: ids.deploymentId,
            weight: 100,
            revisionId: ids.revisionId,
            revisionNumber: ids.revisionNumber,
            content: contentOnStage(placement.content, values),
            values: toCompilerValues(values, secretIds),
            features: await featuresWith(db, placement.content),
          },
        ],
      },
    ],
  })
}

/** What a gateway would refuse, found before anything is saved: compiles and builds everything, schemas and policies included. */
export async function buildBlockers(db: Db, placement: Placement, portalUrl: string): Promise<DeployBlocker[]> {
  const compiled = await compilePlacement(
    db,
    placement,
    {
      deploymentId: `dep_${'0'.repeat(32)}` as Id<'deployment'>,
      revisionId: `rev_${'0'.repeat(32)}` as Id<'revision'>,
      revisionNumber: placement.revision?.number ?? 1,
    },
    portalUrl,
  )
  const issues = compiled.issues.length > 0 ? compiled.issues : await runDryBuild(compiled.manifestText, compiled.parts)
  return issues.map(({ message, where }) => ({ kind: 'build' as const, sentence: message, where: where ?? null }))
}

export function deployBlocked(blockers: readonly DeployBlocker[]): DomainError {
  return new DomainError('deploy_blocked', blockers[0]?.sentence, {
    errors: blockers.slice(0, 50).map(({ kind, sentence, where }) => ({
      in: 'body',
      pointer: where === null ? '' : `/${where}`,
      rule: kind,
      expected: sentence,
    })),
  })
}
