import { listPeople as endpoint } from '@gatehouse/contracts/endpoints/people'
import type { Prisma } from '@gatehouse/db/client'
import { grantsOf } from '../grammar/authorize.ts'
import { decodeCursor, encodeCursor, toPage } from '../grammar/page.ts'
import { query } from '../grammar/query.ts'
import { summaryInclude, toPersonSummary } from './person-view.ts'

/** Persons, newest first; with a team's grant only that team's. */
export const listPeople = query({
  name: 'person.list',
  allowed: { permission: 'person.read', anyScope: true },
  input: endpoint.query,
  run: async ({ ctx, db, input }) => {
    const visible = grantsOf(ctx.actor, 'person.read')
    const where: Prisma.PersonWhereInput[] = []
    if (!visible.all) where.push({ teams: { some: { teamId: { in: visible.teamIds } } } })
    if (input.q) {
      const part = { contains: input.q, mode: 'insensitive' } as const
      where.push({ OR: [{ name: part }, { email: part }] })
    }
    if (input.hat === 'member') where.push({ member: { isNot: null } })
    if (input.hat === 'developer') where.push({ developer: { isNot: null } })
    if (input.state) where.push({ deactivatedAt: input.state === 'deactivated' ? { not: null } : null })
    if (input.cursor) where.push({ id: { lt: decodeCursor(input.cursor, 1)[0] ?? '' } })
    const rows = await db.person.findMany({
      where: { AND: where },
      include: summaryInclude,
      orderBy: { id: 'desc' },
      take: input.limit + 1,
    })
    return toPage(rows, input.limit, toPersonSummary, (row) => encodeCursor(row.id))
  },
})
