import { listRotationTasks as endpoint } from '@gatehouse/contracts/endpoints/rotation-tasks'
import type { Prisma } from '@gatehouse/db/client'
import { decodeCursor, encodeCursor, toPage } from '../grammar/page.ts'
import { query } from '../grammar/query.ts'
import { decidable, isOpen } from './open-tasks.ts'
import { rotationTaskInclude, toRotationTaskView } from './rotation-task-view.ts'

/** Open tasks, what is due first at the top; or decided ones, the newest first. */
export const listRotationTasks = query({
  name: 'rotation-task.list',
  allowed: { permission: 'application.manage', anyScope: true },
  input: endpoint.query,
  run: async ({ ctx, db, input }) => {
    const open = input.state === 'open'
    const [due, id] = input.cursor ? decodeCursor(input.cursor, 2) : []
    const at = due === undefined || Number.isNaN(Date.parse(due)) ? undefined : new Date(due)
    const sign = open ? 'gt' : 'lt'
    const after: Prisma.RotationTaskWhereInput =
      at === undefined || id === undefined ? {} : { OR: [{ dueAt: { [sign]: at } }, { dueAt: at, id: { [sign]: id } }] }
    const order = open ? ('asc' as const) : ('desc' as const)
    const rows = await db.rotationTask.findMany({
      where: { AND: [decidable(ctx), open ? isOpen(ctx.now()) : { decidedAt: { not: null } }, after] },
      orderBy: [{ dueAt: order }, { id: order }],
      take: input.limit + 1,
      include: rotationTaskInclude,
    })
    const page = toPage(
      rows,
      input.limit,
      (row) => toRotationTaskView(row),
      (row) => encodeCursor(row.dueAt.toISOString(), row.id),
    )
    return { ...page, items: page.items.flatMap((view) => view ?? []) }
  },
})
