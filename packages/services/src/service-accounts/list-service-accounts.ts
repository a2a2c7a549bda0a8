import { listServiceAccounts as endpoint } from '@gatehouse/contracts/endpoints/service-accounts'
import { grantsOf } from '../grammar/authorize.ts'
import { decodeCursor, encodeCursor, toPage } from '../grammar/page.ts'
import { query } from '../grammar/query.ts'
import { serviceAccountInclude, toServiceAccountView } from './service-account-view.ts'

/** Service accounts that the actor may see, newest first. */
export const listServiceAccounts = query({
  name: 'service-account.list',
  allowed: { permission: 'service-account.read', anyScope: true },
  input: endpoint.query,
  run: async ({ ctx, db, input }) => {
    const visible = grantsOf(ctx.actor, 'service-account.read')
    const rows = await db.serviceAccount.findMany({
      where: {
        AND: [
          visible.all ? {} : { teamId: { in: visible.teamIds } },
          input.teamId ? { teamId: input.teamId } : {},
          input.cursor ? { id: { lt: decodeCursor(input.cursor, 1)[0] ?? '' } } : {},
        ],
      },
      include: serviceAccountInclude,
      orderBy: { id: 'desc' },
      take: input.limit + 1,
    })
    const now = ctx.now()
    return toPage(
      rows,
      input.limit,
      (row) => toServiceAccountView(row, now),
      (row) => encodeCursor(row.id),
    )
  },
})
