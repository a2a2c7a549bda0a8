import { actorRef } from '@gatehouse/contracts/actor'
import type { TaskItem } from '@gatehouse/contracts/endpoints/promotion-views'
import type { Prisma } from '@gatehouse/db/client'
import { grantsOf } from '../grammar/authorize.ts'
import { actorNames } from '../people/actor-names.ts'
import { type PromotionItemRow, promotionItemInclude } from '../promotions/list-promotions.ts'
import type { TaskSource } from './task-source.ts'

/** A stale promotion that nobody prepared again is no task for ever. */
const staleDays = 14

/** Promotions of others that wait for the actor's word. */
export const approvalTasks: TaskSource = async (ctx, db, most) => {
  const { actor } = ctx
  if (actor.kind !== 'member') return { items: [], total: 0 }
  const seen = grantsOf(actor, 'promotion.approve')
  const rows = await db.promotion.findMany({
    where: {
      state: 'waiting',
      origin: { path: ['id'], not: actor.personId },
      ...(seen.all
        ? {}
        : { version: { api: { OR: [{ teamId: { in: seen.teamIds } }, { id: { in: seen.apiIds } }] } } }),
    },
    orderBy: { stateSince: 'asc' },
    include: { ...promotionItemInclude, decisions: { where: { personId: actor.personId, decision: 'approved' } } },
    take: 500,
  })
  const open = rows.filter(({ boundHash, decisions }) => !decisions.some((one) => one.boundHash === boundHash))
  const nameOf = await actorNames(
    db,
    open.map(({ origin }) => origin),
  )
  return {
    total: open.length,
    items: open.slice(0, most).map((row) => ({
      ...taskOf(row, 'approve-promotion'),
      sentence: `Approve: ${subject(row)}, asked by ${nameOf(row.origin).name}`,
      label: 'Look and decide',
    })),
  }
}

/** The actor's own promotions that do not go on without him. */
export const ownPromotionTasks: TaskSource = async (ctx, db, most) => {
  const { kind, id } = actorRef(ctx.actor)
  if (kind !== 'member') return { items: [], total: 0 }
  const since = new Date(ctx.now().getTime() - staleDays * 86_400_000)
  const where: Prisma.PromotionWhereInput = {
    origin: { path: ['id'], equals: id },
    OR: [{ state: 'blocked' }, { state: 'ready', mode: 'prepare' }, { state: 'stale', stateSince: { gt: since } }],
  }
  const rows = await db.promotion.findMany({
    where,
    orderBy: { stateSince: 'asc' },
    include: promotionItemInclude,
    take: 500,
  })
  // A stale one has been prepared again when there is a younger one.
  const stale = rows.filter(({ state }) => state === 'stale')
  const younger =
    stale.length === 0
      ? []
      : await db.promotion.findMany({
          where: { OR: stale.map(({ id, versionId, stageId }) => ({ versionId, stageId, id: { gt: id } })) },
          select: { id: true, versionId: true, stageId: true },
        })
  const open = rows.filter(
    (row) =>
      row.state !== 'stale' ||
      !younger.some((one) => one.versionId === row.versionId && one.stageId === row.stageId && one.id > row.id),
  )
  return { total: open.length, items: open.slice(0, most).map(ownTask) }
}

function ownTask(row: PromotionItemRow): TaskItem {
  const why = row.stateReason === null ? '' : `: ${row.stateReason}`
  switch (row.state) {
    case 'ready':
      return {
        ...taskOf(row, 'promotion-ready'),
        sentence: `Ready to run: ${subject(row)}`,
        label: 'Run it',
        dueAt: row.plannedFor?.toISOString() ?? null,
      }
    case 'stale':
      return { ...taskOf(row, 'promotion-stale'), sentence: `Stale: ${subject(row)}${why}`, label: 'Prepare again' }
    default:
      return { ...taskOf(row, 'promotion-blocked'), sentence: `Blocked: ${subject(row)}${why}`, label: 'See why' }
  }
}

function taskOf(row: PromotionItemRow, kind: TaskItem['kind']) {
  return {
    id: `${kind}:${row.id}`,
    kind,
    href: `/promotions/${row.id}`,
    since: row.stateSince.toISOString(),
    dueAt: null,
  }
}

/** `Orders v2 r12 to Production` */
function subject(row: PromotionItemRow): string {
  return `${row.version.api.name} ${row.version.name} r${row.revision.number} to ${row.stage.name}`
}
