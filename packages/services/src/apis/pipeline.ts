import type { PipelineCard } from '@gatehouse/contracts/endpoints/apis'
import { promotionState } from '@gatehouse/contracts/endpoints/promotion-views'
import type { RevisionContent } from '@gatehouse/contracts/revision'
import { countChanges } from '../contracts/changes/count-changes.ts'
import { describeChanges } from '../contracts/changes/describe-changes.ts'
import { contentOf } from '../contracts/running-content.ts'
import { type DeploymentRow, deploymentInclude, toDeploymentViews } from '../deployments/deployment-view.ts'
import { pauseInclude, toPauseView } from '../deployments/pause-version.ts'
import type { StageRow } from '../deployments/plan-placement.ts'
import { stageValuesView } from '../deployments/stage-values.ts'
import { isConnected } from '../gateways/connected.ts'
import type { Context } from '../grammar/context.ts'
import { endedStates } from '../promotions/promotion-states.ts'
import { type Frozen, frozenAt, frozenSentence } from '../stages/freeze.ts'
import { toStageRef } from '../stages/stage-view.ts'
import { mayAct } from './acting.ts'
import type { Db, FoundVersion } from './find-version.ts'

const rollbackTargets = 5

/** One card per stage, in order: what runs, who confirmed it, what the stage before has beyond it, and what may be done. */
export async function loadPipeline(db: Db, ctx: Context, version: FoundVersion): Promise<PipelineCard[]> {
  const now = ctx.now()
  const stages = await db.stage.findMany({
    orderBy: { position: 'asc' },
    include: { gateways: { where: { removedAt: null }, select: { lastSeenAt: true } } },
  })
  const live = await db.deployment.findMany({
    where: { versionId: version.id, endedAt: null },
    orderBy: { startedAt: 'asc' },
    include: deploymentInclude,
  })
  const pauses = await db.pause.findMany({
    where: { versionId: version.id, resumedAt: null },
    orderBy: { since: 'asc' },
    include: pauseInclude,
  })
  const views = await toDeploymentViews(db, live, now)
  const promotions = await promotionsByStage(db, version.id)
  const contents = new Map<string, RevisionContent>()
  const cards: PipelineCard[] = []
  for (const [index, stage] of stages.entries()) {
    const row = live.find(({ stageId }) => stageId === stage.id)
    const before = stages[index - 1]
    const source = before && live.find(({ stageId }) => stageId === before.id)
    const deployment = views.find(({ id }) => id === row?.id) ?? null
    const values = await stageValuesView(db, version.id, stage)
    const past = await pastDeployments(db, version.id, stage.id, row)
    const frozen = frozenAt(stage.freezeWindows, now)
    const missing = values.missing.map(({ name }) => name)
    const seen = stage.gateways.flatMap(({ lastSeenAt }) => lastSeenAt ?? [])
    const behind = source && row ? source.revision.number - row.revision.number : 0
    cards.push({
      stage: toStageRef(stage),
      host: `${stage.gatewayUrl}${version.basePath}`,
      deployment,
      stillServing: (deployment?.receipts?.refused ?? 0) > 0 ? (past[0]?.revision ?? null) : null,
      gateways: {
        total: stage.gateways.length,
        connected: seen.filter((at) => isConnected(at, now)).length,
        lastSeenAt: seen.length === 0 ? null : new Date(Math.max(...seen.map((at) => at.getTime()))).toISOString(),
      },
      behind:
        behind > 0 && before
          ? {
              revisions: behind,
              sentence: `${stage.name} is ${behind} ${behind === 1 ? 'revision' : 'revisions'} behind ${before.name}`,
            }
          : null,
      incoming: source ? await incoming(db, contents, source, row) : null,
      valuesChanged: values.deployedNumber !== null && values.number !== values.deployedNumber,
      missingValues: missing,
      frozen,
      canary: canaryOf(live.filter(({ stageId }) => stageId === stage.id)),
      ...(promotions.get(stage.id) ?? { promotion: null, lastGate: null }),
      pauses: pauses.filter(({ stageId }) => stageId === stage.id).map(toPauseView),
      ...acts(ctx, version, stage, { before, source, row, missing, values, frozen }),
      rollback: rollbackAct(ctx, version, past),
    })
  }
  return cards
}

/** Beside what runs the newer one, which has a part of the traffic. */
function canaryOf(here: readonly DeploymentRow[]): PipelineCard['canary'] {
  const canary = here[1]
  return canary === undefined
    ? null
    : {
        deploymentId: canary.id,
        revision: canary.revision.number,
        weight: canary.weight,
        since: canary.startedAt.toISOString(),
      }
}

/** The last promotion to each stage: itself while it is open, and what its gate said. */
async function promotionsByStage(
  db: Db,
  versionId: string,
): Promise<ReadonlyMap<string, Pick<PipelineCard, 'promotion' | 'lastGate'>>> {
  const rows = await db.promotion.findMany({
    where: { versionId },
    orderBy: [{ stageId: 'asc' }, { createdAt: 'desc' }, { id: 'desc' }],
    distinct: ['stageId'],
    select: {
      id: true,
      stageId: true,
      state: true,
      revision: { select: { number: true } },
      checks: { select: { state: true } },
    },
  })
  return new Map(
    rows.map((row) => {
      const state = promotionState.parse(row.state)
      const open = !endedStates.includes(state)
      return [
        row.stageId,
        {
          promotion: open ? { id: row.id, revision: row.revision.number, state } : null,
          lastGate: row.checks.length === 0 ? null : { promotionId: row.id, sentence: gateSentence(row.checks) },
        },
      ]
    }),
  )
}

function gateSentence(checks: readonly { state: string }[]): string {
  const failed = checks.filter(({ state }) => state === 'failed' || state === 'error').length
  const pending = checks.filter(({ state }) => state === 'waiting' || state === 'running').length
  if (failed > 0) return `last gate: ${failed} failed`
  return pending > 0 ? `gate: ${pending} running` : `last gate: ${checks.length} passed`
}

async function pastDeployments(db: Db, versionId: string, stageId: string, running: DeploymentRow | undefined) {
  const rows = await db.deployment.findMany({
    where: {
      versionId,
      stageId,
      endedAt: { not: null },
      ...(running ? { NOT: { revisionId: running.revisionId, stageValuesId: running.stageValuesId } } : {}),
    },
    orderBy: { startedAt: 'desc' },
    take: rollbackTargets,
    select: { id: true, endedAt: true, revision: { select: { number: true } } },
  })
  return rows.map((row) => ({
    deploymentId: row.id,
    revision: row.revision.number,
    ranUntil: (row.endedAt ?? new Date(0)).toISOString(),
  }))
}

async function incoming(
  db: Db,
  contents: Map<string, RevisionContent>,
  source: DeploymentRow,
  row: DeploymentRow | undefined,
): Promise<PipelineCard['incoming']> {
  const load = async (revisionId: string) => {
    const known = contents.get(revisionId) ?? (await contentOf(db, revisionId))
    contents.set(revisionId, known)
    return known
  }
  const same = row?.revisionId === source.revisionId
  const changes = same ? [] : await describeChanges(row && (await load(row.revisionId)), await load(source.revisionId))
  return { fromStageId: source.stageId, fromRevision: source.revision.number, counts: countChanges(changes), same }
}

type Around = {
  before: StageRow | undefined
  source: DeploymentRow | undefined
  row: DeploymentRow | undefined
  missing: readonly string[]
  values: { number: number; deployedNumber: number | null }
  frozen: Frozen | null
}

function acts(
  ctx: Context,
  version: FoundVersion,
  stage: StageRow,
  around: Around,
): Pick<PipelineCard, 'deploy' | 'promote'> {
  const { before, source, row, missing, values, frozen } = around
  const scope = { apiId: version.apiId, teamId: version.api.teamId }
  const no = (why: string) => ({ allowed: false, why })
  const lacking = missing.length === 0 ? undefined : `${stage.name} lacks values: ${missing.join(', ')}.`
  const held = frozen === null ? undefined : frozenSentence(stage.name, frozen)
  const deploy =
    stage.accepts !== 'deploy'
      ? no(`${stage.name} takes promotions only.`)
      : held
        ? no(held)
        : lacking
          ? no(lacking)
          : mayAct(ctx.actor, 'api.deploy', scope)
  const same = source !== undefined && row?.revisionId === source.revisionId && values.number === values.deployedNumber
  const promote = !before
    ? no(`${stage.name} is the first stage.`)
    : !source
      ? no(`Nothing runs on ${before.name}.`)
      : same
        ? no(`${stage.name} already runs r${source.revision.number}.`)
        : // A freeze is no reason: it is asked for, and waits, or goes through as an emergency.
          lacking
          ? no(lacking)
          : mayAct(ctx.actor, 'api.promote', scope)
  return { deploy, promote }
}

function rollbackAct(
  ctx: Context,
  version: FoundVersion,
  targets: PipelineCard['rollback']['targets'],
): PipelineCard['rollback'] {
  if (targets.length === 0) return { allowed: false, why: 'Nothing else ran here before.', targets }
  return { ...mayAct(ctx.actor, 'api.deploy', { apiId: version.apiId, teamId: version.api.teamId }), targets }
}
