import { usageStoreOf } from '@gatehouse/analytics/store/postgres-usage-store'
import { takeOffStage as endpoint, previewTakeOff as previewEndpoint } from '@gatehouse/contracts/endpoints/deployments'
import { mayAct } from '../apis/acting.ts'
import { type Db, type FoundVersion, requireStage, requireVersion, versionPathScope } from '../apis/find-version.ts'
import { withOwners } from '../deprecation/recipients.ts'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { query } from '../grammar/query.ts'
import { verb } from '../grammar/verb.ts'
import { endOnStage, staleMoved } from '../promotions/moved-by-others.ts'
import { preparedStates } from '../promotions/promotion-states.ts'
import { toStageRef } from '../stages/stage-view.ts'
import { type StageRow, takenOff } from './plan-placement.ts'

const days = 30
const named = 100

/**
 * Takes a version off a stage: its gateways know it no longer, and answer 404. Keys, subscriptions, stage values and the history stay; a
 * rollback brings it back.
 */
export const takeOffStage = verb({
  name: 'version.take-off',
  allowed: { permission: 'api.deploy' },
  read: 'api.read',
  input: endpoint.params.extend(endpoint.body.shape),
  scope: versionPathScope,
  run: async ({ ctx, tx, input, change }) => {
    const { id: versionId } = await requireVersion(tx, input)
    await tx.$queryRaw`SELECT 1 FROM version WHERE id = ${versionId} FOR NO KEY UPDATE`
    const [version, stage] = [await requireVersion(tx, input), await requireStage(tx, input.stage)]
    const running = await runningOn(tx, version.id, stage.id)
    const [first] = running
    const refusal = await refusalOf(tx, version, stage, running.length)
    if (refusal !== null || !first) throw new DomainError('not_possible', refusal ?? undefined)
    if (input.revision !== undefined && input.revision !== first.revision.number)
      throw new DomainError(
        'changed_meanwhile',
        `${stage.name} runs r${first.revision.number} now, not r${input.revision}. Look again.`,
      )
    const now = ctx.now()
    const reason = input.reason === undefined ? '' : `: ${input.reason}`
    const ids = running.map(({ id }) => id)
    await tx.deployment.updateMany({
      where: { id: { in: ids } },
      data: { endedAt: now, endReason: `${takenOff}${reason}` },
    })
    change.snapshot('deployment', first.id, stage.id)
    change.withSeq((inner, seq) => inner.deployment.update({ where: { id: first.id }, data: { changeSeq: seq } }))
    const by = {
      act: 'take-off' as const,
      number: first.revision.number,
      stage: stage.name,
      note: input.reason ?? null,
    }
    const moved = [...(await endOnStage(tx, ctx, ids, by)), ...(await staleMoved(tx, ctx, { versionId: version.id }))]
    return { version, stage, first, moved }
  },
  audit: ({ input, result: { version, stage, first, moved } }) => [
    {
      target: { kind: 'deployment', id: first.id },
      apiId: version.apiId,
      teamId: version.api.teamId,
      before: { versionId: version.id, stageId: stage.id, revision: first.revision.number },
      after: { takenOff: true, ...(input.reason === undefined ? {} : { reason: input.reason }) },
    },
    ...moved,
  ],
  answer: ({ version, stage, first }) => ({
    stage: toStageRef(stage),
    deployment: first.id,
    revision: first.revision.number,
    sentence: `${title(version)} r${first.revision.number} is taken off ${stage.name}: its gateways answer 404.`,
  }),
})

/** What would end, and whether it may. */
export const previewTakeOff = query({
  name: 'version.preview-take-off',
  allowed: { permission: 'api.read' },
  input: previewEndpoint.params.extend(previewEndpoint.query.shape),
  scope: versionPathScope,
  run: async ({ ctx, db, input }) => {
    const [version, stage] = [await requireVersion(db, input), await requireStage(db, input.stage)]
    const running = await runningOn(db, version.id, stage.id)
    const refusal = await refusalOf(db, version, stage, running.length)
    const scope = { apiId: version.apiId, teamId: version.api.teamId }
    return {
      stage: toStageRef(stage),
      revision: running[0]?.revision.number ?? null,
      act: refusal === null ? mayAct(ctx.actor, 'api.deploy', scope) : { allowed: false, why: refusal },
      ends: running.length === 0 ? [] : await whatEnds(db, version, stage),
      applications: running.length === 0 ? [] : await callersThere(db, ctx, version, stage),
    }
  },
})

function runningOn(db: Db, versionId: string, stageId: string) {
  return db.deployment.findMany({
    where: { versionId, stageId, endedAt: null },
    orderBy: { startedAt: 'asc' },
    select: { id: true, revision: { select: { number: true } } },
  })
}

/** Why it cannot be taken off now, with what is possible; null: it can. */
async function refusalOf(db: Db, version: FoundVersion, stage: StageRow, running: number): Promise<string | null> {
  if (running === 0) {
    const others = await db.deployment.findMany({
      where: { versionId: version.id, endedAt: null },
      distinct: ['stageId'],
      select: { stage: { select: { name: true, position: true } } },
    })
    const names = others.sort((a, b) => a.stage.position - b.stage.position).map((one) => one.stage.name)
    return `${title(version)} does not run on ${stage.name}. It runs on: ${names.join(', ') || 'no stage'}.`
  }
  if (running > 1)
    return `A canary runs on ${stage.name}. What is possible now: stop and roll back its promotion, or wait until it has shown itself.`
  return null
}

async function whatEnds(db: Db, version: FoundVersion, stage: StageRow): Promise<string[]> {
  const open = await db.promotion.findMany({
    where: {
      versionId: version.id,
      OR: [{ stageId: stage.id }, { fromStageId: stage.id }],
      state: { in: [...preparedStates] },
    },
    select: { stage: { select: { name: true } }, revision: { select: { number: true } } },
  })
  const otherOpen = await db.deployment.count({
    where: {
      versionId: version.id,
      endedAt: null,
      stageId: { not: stage.id },
      stage: { exposure: { not: 'hidden' } },
    },
  })
  const shown = version.state === 'published' || version.state === 'deprecated'
  return [
    `Calls to \`${stage.gatewayUrl}${version.basePath}\` are answered 404.`,
    ...(shown && stage.exposure !== 'hidden' && otherOpen === 0
      ? ['It is the last stage that is open to developers: in the portal it can be read, but not called.']
      : []),
    ...open.map((one) => `The promotion of r${one.revision.number} to ${one.stage.name} becomes stale.`),
    'Keys, subscriptions, plans and stage values stay. A rollback or a deploy brings it back.',
  ]
}

async function callersThere(db: Db, ctx: Context, version: FoundVersion, stage: StageRow) {
  const uses = await usageStoreOf(ctx.db.pool).callers({ stageId: stage.id, now: ctx.now(), days }, version.id)
  const callsOf = new Map(
    uses.flatMap(({ applicationId, calls }) => (applicationId === null ? [] : [[applicationId, calls]])),
  )
  const owned = await withOwners(db, [...callsOf.keys()].slice(0, named))
  return owned.map(({ id, name, team }) => ({ id, name, team, calls: callsOf.get(id) ?? 0 }))
}

function title(version: FoundVersion): string {
  return `${version.api.name} ${version.name}`
}
