import { listAudit as endpoint } from '@gatehouse/contracts/endpoints/audit'
import { grantsOf } from '../grammar/authorize.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { decodeCursor, encodeCursor, toPage } from '../grammar/page.ts'
import { query } from '../grammar/query.ts'
import { withWholeActions } from './audit-actions.ts'
import { searchConditions } from './audit-condition.ts'
import { toAuditRows } from './audit-view.ts'
import { readChain } from './chain-rows.ts'

/** Who did what, newest first: all of it, or what concerns the teams and APIs that the reader's grants cover. */
export const listAudit = query({
  name: 'audit.list',
  allowed: { permission: 'audit.read', anyScope: true },
  input: endpoint.query,
  run: async ({ ctx, db, pool, input }) => {
    const { cursor, limit, ...search } = input
    const visible = grantsOf(ctx.actor, 'audit.read')
    const records = await readChain(pool, {
      ...(cursor === undefined ? {} : { before: readSeq(cursor) }),
      newestFirst: true,
      limit: limit + 1,
      where: searchConditions(await withWholeActions(pool, search), visible),
    })
    const rows = await toAuditRows(db, ctx.actor, visible, records)
    return toPage(
      rows,
      limit,
      (row) => row,
      (row) => encodeCursor(row.seq),
    )
  },
})

function readSeq(cursor: string): bigint {
  const text = decodeCursor(cursor, 1)[0] ?? ''
  if (!/^\d{1,18}$/.test(text)) throw new DomainError('invalid_input', 'The cursor is not one that this list gave.')
  return BigInt(text)
}
