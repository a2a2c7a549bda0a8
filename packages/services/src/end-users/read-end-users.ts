import { getEndUser as getEndpoint, listEndUsers as listEndpoint } from '@gatehouse/contracts/endpoints/end-users'
import type { Prisma } from '@gatehouse/db/client'
import { decodeCursor, encodeCursor, toPage } from '../grammar/page.ts'
import { query } from '../grammar/query.ts'
import { endUserInclude, endUserScope, readEndUserPage, toEndUserView } from './end-user-view.ts'

const states: Record<'active' | 'invited' | 'deactivated', Prisma.EndUserWhereInput> = {
  active: { deactivatedAt: null, NOT: { passwordHash: null, lastSignInAt: null } },
  invited: { deactivatedAt: null, passwordHash: null, lastSignInAt: null },
  deactivated: { deactivatedAt: { not: null } },
}

export const listEndUsers = query({
  name: 'end-user.list',
  allowed: { permission: 'end-user.read' },
  input: listEndpoint.query,
  run: async ({ db, input }) => {
    const { q, state, groupId, applicationId, cursor, limit } = input
    const contains = q && { contains: q, mode: 'insensitive' as const }
    const rows = await db.endUser.findMany({
      where: {
        ...(contains ? { OR: [{ name: contains }, { email: contains }] } : {}),
        ...(state ? states[state] : {}),
        ...(groupId ? { groups: { some: { groupId } } } : {}),
        ...(applicationId ? { consents: { some: { applicationId, withdrawnAt: null } } } : {}),
        ...(cursor ? { id: { lt: decodeCursor(cursor, 1)[0] ?? '' } } : {}),
      },
      orderBy: { id: 'desc' },
      take: limit + 1,
      include: endUserInclude,
    })
    return toPage(
      rows.map(toEndUserView),
      limit,
      (view) => view,
      (view) => encodeCursor(view.id),
    )
  },
})

export const getEndUser = query({
  name: 'end-user.get',
  allowed: { permission: 'end-user.read' },
  input: getEndpoint.params,
  scope: (db, input) => endUserScope(db, input.endUserId),
  run: ({ ctx, db, input }) => readEndUserPage(db, input.endUserId, ctx.now()),
})
