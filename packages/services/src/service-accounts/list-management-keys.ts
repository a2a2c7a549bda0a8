import { inputOf } from '@gatehouse/contracts/endpoint'
import { listManagementKeys as endpoint } from '@gatehouse/contracts/endpoints/service-accounts'
import { decodeCursor, encodeCursor, toPage } from '../grammar/page.ts'
import { query } from '../grammar/query.ts'
import { serviceAccountScope, toManagementKeyView } from './service-account-view.ts'

/** Management keys of a service account, newest first; never the key itself. */
export const listManagementKeys = query({
  name: 'management-key.list',
  allowed: { permission: 'service-account.read' },
  input: inputOf(endpoint),
  scope: (db, input) => serviceAccountScope(db, input.serviceAccountId),
  run: async ({ ctx, db, input }) => {
    const rows = await db.managementKey.findMany({
      where: {
        serviceAccountId: input.serviceAccountId,
        // What jobs get lives for minutes and stands at their rule.
        jobRuleId: null,
        ...(input.cursor ? { id: { lt: decodeCursor(input.cursor, 1)[0] ?? '' } } : {}),
      },
      orderBy: { id: 'desc' },
      take: input.limit + 1,
    })
    const now = ctx.now()
    return toPage(
      rows,
      input.limit,
      (row) => toManagementKeyView(row, now),
      (row) => encodeCursor(row.id),
    )
  },
})
