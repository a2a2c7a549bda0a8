import { directoryRows } from '../directory/directory-rows.ts'
import { grantsOf } from '../grammar/authorize.ts'
import { decidable, isOpen } from '../rotation-tasks/open-tasks.ts'
import { rotationTaskInclude, toRotationTaskView } from '../rotation-tasks/rotation-task-view.ts'
import type { TaskSource } from './task-source.ts'

/** Secrets that somebody has seen who may not use them any more: keep, rotate or stop. */
export const rotationTasks: TaskSource = async (ctx, db, most) => {
  if (nothing(grantsOf(ctx.actor, 'application.manage')) && nothing(grantsOf(ctx.actor, 'service-account.manage')))
    return { items: [], total: 0 }
  const where = { AND: [decidable(ctx), isOpen(ctx.now())] }
  const rows = await db.rotationTask.findMany({
    where,
    orderBy: [{ dueAt: 'asc' }, { id: 'asc' }],
    take: most,
    include: rotationTaskInclude,
  })
  return {
    total: await db.rotationTask.count({ where }),
    items: rows.flatMap((row) => {
      const view = toRotationTaskView(row)
      if (!view) return []
      return {
        id: `rotate-credential:${view.id}`,
        kind: 'rotate-credential' as const,
        sentence: view.sentence,
        href: '/tasks/rotation',
        label: 'Keep, rotate or stop',
        since: view.createdAt,
        dueAt: view.dueAt,
      }
    }),
  }
}

/** Applications that stopped because nobody who is active is left in their team. */
export const ownerlessTasks: TaskSource = async (ctx, db, most) => {
  const seen = grantsOf(ctx.actor, 'application.manage')
  if (nothing(seen)) return { items: [], total: 0 }
  const where = {
    ownerlessAt: { not: null },
    deletedAt: null,
    ...(seen.all ? {} : { teamId: { in: seen.teamIds } }),
  }
  const rows = await db.application.findMany({
    where,
    orderBy: [{ ownerlessAt: 'asc' }, { id: 'asc' }],
    take: most,
    select: { id: true, name: true, ownerlessAt: true, teamId: true, team: { select: { name: true } } },
  })
  return {
    total: await db.application.count({ where }),
    items: rows.map((row) => ({
      id: `application-ownerless:${row.id}`,
      kind: 'application-ownerless' as const,
      sentence: `${row.name} stopped: nobody who is active is left in team ${row.team.name}.`,
      href: `/access/teams/${row.teamId}`,
      label: 'Give the team somebody',
      since: (row.ownerlessAt ?? new Date(0)).toISOString(),
      dueAt: null,
    })),
  }
}

/** Persons whom a directory has switched off or removed and who are active here: an alarm each directory. */
export const directoryAlarms: TaskSource = async (ctx, db) => {
  if (nothing(grantsOf(ctx.actor, 'identity.manage'))) return { items: [], total: 0 }
  const providers = await db.identityProvider.findMany({
    where: { enabled: true, people: { some: { personId: { not: null } } } },
    select: { id: true, name: true },
    take: 20,
  })
  const items: Awaited<ReturnType<TaskSource>>['items'][number][] = []
  for (const { id, name } of providers) {
    const { rows } = await ctx.db.pool.query<{ n: number; since: Date }>(
      `SELECT count(*)::int AS n, min(s.updated_at) AS since FROM (${directoryRows}) s WHERE s.state = 'active-here'`,
      [id],
    )
    const [found] = rows
    if (!found || found.n === 0) continue
    items.push({
      id: `directory-alarm:${id}`,
      kind: 'directory-alarm',
      sentence: `${found.n} ${found.n === 1 ? 'person is' : 'persons are'} active here and absent in ${name}.`,
      href: `/access/directories/${id}`,
      label: 'Look and end it',
      since: found.since.toISOString(),
      dueAt: null,
    })
  }
  return { items, total: items.length }
}

const nothing = (seen: { all: boolean; teamIds: readonly string[] }) => !seen.all && seen.teamIds.length === 0
