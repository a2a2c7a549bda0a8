import type { TaskItem } from '@gatehouse/contracts/endpoints/promotion-views'
import { grantsOf } from '../grammar/authorize.ts'
import { actorNames } from '../people/actor-names.ts'
import type { TaskSource } from './task-source.ts'

/** One that went stale and that nobody asked for again is no task for ever. */
const staleDays = 14

/** Changes of access of others that wait for the actor's word, before or after they hold. */
export const decideAccessTasks: TaskSource = async (ctx, db, most) => {
  const { actor } = ctx
  if (actor.kind !== 'member' || !grantsOf(actor, 'access.approve').all) return { items: [], total: 0 }
  const where = {
    AND: [
      { OR: [{ state: 'proposed', expiresAt: { gt: ctx.now() } }, { review: 'open' }] },
      { OR: [{ proposerId: null }, { proposerId: { not: actor.personId } }] },
    ],
  }
  const rows = await db.accessChange.findMany({ where, orderBy: { id: 'asc' }, take: most })
  const nameOf = await actorNames(
    db,
    rows.map(({ proposedBy }) => proposedBy),
  )
  return {
    total: await db.accessChange.count({ where }),
    items: rows.map((row): TaskItem => {
      const by = nameOf(row.proposedBy).name
      const after = row.review === 'open'
      return {
        id: `access-change:${row.id}`,
        kind: after ? 'review-access-change' : 'approve-access-change',
        sentence: after ? `Review: ${row.title}, done at once by ${by}` : `Decide: ${row.title}, asked by ${by}`,
        href: `/access/guardrails/changes/${row.id}`,
        label: 'Look and decide',
        since: row.createdAt.toISOString(),
        dueAt: after ? null : row.expiresAt.toISOString(),
      }
    }),
  }
}

/** The actor's own changes that rest on something that has changed. */
export const ownAccessTasks: TaskSource = async (ctx, db, most) => {
  const { actor } = ctx
  if (actor.kind !== 'member') return { items: [], total: 0 }
  const since = new Date(ctx.now().getTime() - staleDays * 86_400_000)
  const where = { state: 'stale', proposerId: actor.personId, stateSince: { gt: since } }
  const rows = await db.accessChange.findMany({ where, orderBy: { id: 'asc' }, take: most })
  return {
    total: await db.accessChange.count({ where }),
    items: rows.map((row) => ({
      id: `access-change-stale:${row.id}`,
      kind: 'access-change-stale' as const,
      sentence: `Stale: ${row.title}. ${row.stateReason ?? ''}`.trim(),
      href: `/access/guardrails/changes/${row.id}`,
      label: 'Ask again',
      since: row.stateSince.toISOString(),
      dueAt: null,
    })),
  }
}
