import type { EndpointOutput } from '@gatehouse/contracts/endpoint'
import type { PromotionView } from '@gatehouse/contracts/endpoints/promotion-views'
import type { getPromotion } from '@gatehouse/contracts/endpoints/promotions'
import { approvalRule } from '@gatehouse/contracts/stage-rules'
import { mayAct } from '../apis/acting.ts'
import type { Db } from '../apis/find-version.ts'
import { toRevisionRef } from '../contracts/load-working-copy.ts'
import { type CanaryFigures, readCanaryFigures } from '../deployments/canary-counters.ts'
import { loadReceipts } from '../deployments/receipts.ts'
import type { Context } from '../grammar/context.ts'
import { actorNames } from '../people/actor-names.ts'
import { toStageRef } from '../stages/stage-view.ts'
import { actsOf } from './acts-of-promotion.ts'
import { freezeOf, isTooEarly, neededOf } from './assess.ts'
import { toCheckViews } from './check-view.ts'
import { isSensitive } from './findings.ts'
import { isReviewed, type LoadedPromotion, requirePromotion } from './load-promotion.ts'
import { loadNotices } from './promotion-notices.ts'
import { approvalSentence, promotionSentence, promotionTitle } from './promotion-sentences.ts'
import { membersWith } from './who-may-approve.ts'

/** A promotion as the actor may see it. */
export async function loadPromotionView(ctx: Context, id: string): Promise<EndpointOutput<typeof getPromotion>> {
  const db = ctx.db.prisma
  const row = await requirePromotion(db, id)
  const now = ctx.now()
  const { version, stage, findings, origin } = row
  const scope = { apiId: version.apiId, teamId: version.api.teamId }
  const persons = mayAct(ctx.actor, 'person.read', scope).allowed
  const comments = await db.promotionComment.findMany({
    where: { promotionId: id },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
    take: 500,
  })
  const byId = (personId: string) => ({ kind: 'member', id: personId })
  const nameOf = await actorNames(db, [
    origin,
    ...row.checks.map(({ override }) => override?.actor),
    ...row.decisions.map(({ personId }) => byId(personId)),
    ...comments.map(({ personId }) => byId(personId)),
  ])
  const notices = await loadNotices(db, id)
  const { runs, receipts, figures, live } = await onTarget(ctx, row)
  const needed = neededOf(row)
  const gateways = await db.gateway.count({ where: { stageId: stage.id, removedAt: null } })
  const until = untilOf(row)
  const facts = {
    api: version.api.name,
    version: version.name,
    number: row.revision.number,
    stage: stage.name,
    state: row.state,
    reason: row.stateReason,
    gateways,
    now: runs?.number ?? null,
    canary: row.canary,
    plannedFor: row.plannedFor,
    until,
    live,
  }
  const who =
    needed === 0
      ? []
      : await membersWith(db, 'promotion.approve', { id: version.apiId, teamId: version.api.teamId }, origin.id)
  const reviewers =
    findings.review === null
      ? []
      : await membersWith(db, 'access.approve', { id: version.apiId, teamId: version.api.teamId }, origin.id)
  const frozen = freezeOf(row, now)
  return {
    id,
    title: promotionTitle(facts),
    state: row.state,
    stateSince: row.stateSince.toISOString(),
    stateReason: row.stateReason,
    api: { id: version.apiId, slug: version.api.slug, name: version.api.name },
    version: { id: version.id, name: version.name },
    revision: toRevisionRef(row.revision),
    fromStage: toStageRef(row.fromStage),
    stage: toStageRef(stage),
    now: runs && toRevisionRef(runs),
    by: nameOf(origin),
    ci: origin.ci ?? null,
    note: row.note,
    createdAt: row.createdAt.toISOString(),
    mode: row.mode as PromotionView['mode'],
    plannedFor: row.plannedFor?.toISOString() ?? null,
    emergency: row.emergency,
    frozen,
    boundHash: row.boundHash,
    counts: countsOf(row),
    changes: findings.changes.map((change, index) => ({
      ...change,
      applications: applicationsOf(row, index, persons),
    })),
    blockers: findings.blockers,
    checks: toCheckViews(ctx, row, scope, nameOf),
    approval: {
      needed,
      sentence: approvalSentence({
        stage: stage.name,
        rule: approvalRule.parse(findings.bound.approval),
        needed,
        sensitive: isSensitive(findings),
        emergency: row.emergency !== null,
        review: findings.review !== null,
      }),
      review: findings.review && {
        kinds: findings.review.kinds,
        sentences: findings.review.sentences,
        who: persons ? reviewers.map(({ name }) => name) : [],
        given: isReviewed(row),
      },
      decisions: row.decisions.map((one) => ({
        id: one.id,
        by: nameOf(byId(one.personId)),
        decision: one.decision as 'approved' | 'rejected',
        reason: one.reason,
        at: one.at.toISOString(),
        holds: one.boundHash === row.boundHash,
      })),
      who: persons ? who.map(({ name }) => name) : [],
    },
    comments: comments.map(({ id: commentId, personId, text, at }) => ({
      id: commentId,
      by: nameOf(byId(personId)),
      text,
      at: at.toISOString(),
    })),
    notices: notices.map(({ applicationId, at, until }) => ({
      applicationId,
      at: at.toISOString(),
      until: until?.toISOString() ?? null,
    })),
    canary: row.canary,
    canaryFigures:
      row.canary && figures ? { weight: row.state === 'running' ? row.canary.weight : 100, until, ...figures } : null,
    deploymentId: row.deploymentId,
    receipts,
    watchUntil: row.watchUntil?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
    sentence: promotionSentence(facts),
    confirmName: row.checks.some(({ check, override }) => check === 'breaking-change' && override !== null)
      ? version.api.name
      : null,
    acts: actsOf(ctx.actor, row, { scope, frozen: frozen !== null, tooEarly: isTooEarly(row, now), needed, live }),
    etag: row.etag,
  }
}

/** What runs on the target now, and how far what the promotion has put there is. */
async function onTarget(ctx: Context, row: LoadedPromotion) {
  const db: Db = ctx.db.prisma
  const running = await db.deployment.findFirst({
    where: { versionId: row.versionId, stageId: row.stageId, endedAt: null },
    orderBy: { startedAt: 'asc' },
    select: { revision: { select: { id: true, number: true, hash: true } } },
  })
  const own = row.deploymentId
    ? await db.deployment.findUnique({
        where: { id: row.deploymentId },
        select: { changeSeq: true, stageId: true, startedAt: true, endedAt: true },
      })
    : null
  const live = own !== null && own.endedAt === null
  const [receipts] = live
    ? await loadReceipts(
        db,
        [{ seq: own.changeSeq, stageId: own.stageId, kind: 'snapshot', at: own.startedAt }],
        ctx.now(),
      )
    : []
  const figures =
    row.canary && row.deploymentId
      ? (await readCanaryFigures(ctx.db.pool, [row.deploymentId])).get(row.deploymentId)
      : undefined
  return { runs: running?.revision ?? null, receipts: receipts ?? null, figures: figures && shown(figures), live }
}

function shown({ canary, current }: CanaryFigures) {
  const side = ({ calls, errors, meanMs }: CanaryFigures['canary']) => ({ calls, errors, meanMs })
  return { canary: side(canary), current: side(current) }
}

function untilOf(row: LoadedPromotion): string | null {
  if (row.state === 'watching') return row.watchUntil?.toISOString() ?? null
  if (row.state !== 'running' || !row.canary) return null
  return new Date(row.stateSince.getTime() + row.canary.minutes * 60_000).toISOString()
}

function countsOf({ findings }: LoadedPromotion): PromotionView['counts'] {
  const { impact } = findings
  const affected = new Set(impact?.applications.flatMap((list) => list?.map(({ id }) => id) ?? []))
  return {
    contract: findings.counts,
    access: findings.changes.filter(({ group }) => group === 'access').length,
    applications: impact && { affected: affected.size, active: impact.active, days: impact.days },
  }
}

function applicationsOf({ findings }: LoadedPromotion, index: number, persons: boolean) {
  const list = findings.impact?.applications[index]
  if (!list) return findings.impact ? [] : null
  return persons ? list : list.map((one) => ({ ...one, owners: [] }))
}
