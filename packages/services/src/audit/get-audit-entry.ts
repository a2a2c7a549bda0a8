import { getAuditEntry as endpoint } from '@gatehouse/contracts/endpoints/audit'
import { grantsOf } from '../grammar/authorize.ts'
import { notFound } from '../grammar/domain-error.ts'
import { query } from '../grammar/query.ts'
import { searchConditions } from './audit-condition.ts'
import { toAuditRows } from './audit-view.ts'
import { readChain } from './chain-rows.ts'

/** How many entries of the same target are shown on each side. */
const neighbours = 5

/** One entry, and what was done to the same target before and after it. */
export const getAuditEntry = query({
  name: 'audit.entry',
  allowed: { permission: 'audit.read', anyScope: true },
  input: endpoint.params,
  run: async ({ ctx, db, pool, input }) => {
    const visible = grantsOf(ctx.actor, 'audit.read')
    const seq = BigInt(input.seq)
    const [found] = await readChain(pool, {
      after: seq - 1n,
      before: seq + 1n,
      limit: 1,
      where: searchConditions({}, visible),
    })
    if (!found) throw notFound()
    const same = searchConditions({ targetId: found.targetId, targetKind: found.targetKind }, visible)
    const [newer, older] = await Promise.all([
      readChain(pool, { after: seq, limit: neighbours, where: same }),
      readChain(pool, { before: seq, newestFirst: true, limit: neighbours, where: same }),
    ])
    const rows = await toAuditRows(db, ctx.actor, visible, [...newer.reverse(), found, ...older])
    const entry = rows[newer.length]
    if (!entry) throw notFound()
    return {
      entry,
      prevHash: found.prevHash,
      newer: rows.slice(0, newer.length),
      older: rows.slice(newer.length + 1),
    }
  },
})
