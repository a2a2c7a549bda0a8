import { none } from '@gatehouse/contracts/endpoint'
import type { Json } from '@gatehouse/contracts/json'
import { auditGenesis, auditHash } from '../grammar/audit-chain.ts'
import { query } from '../grammar/query.ts'

const pageSize = 1000

type Row = {
  seq: string
  at: Date
  actor_kind: string
  actor_id: string
  action: string
  target_kind: string
  target_id: string
  api_id: string | null
  team_id: string | null
  before: Json | null
  after: Json | null
  request_id: string | null
  prev_hash: string
  hash: string
}

/**
 * Recomputes the hash chain from its beginning, page by page, and names the first row that was altered, removed or inserted. A chain
 * whose end was cut off is intact in itself: compare `headHash` with one that was kept elsewhere.
 */
export const verifyAuditChain = query({
  name: 'audit.verify',
  allowed: { permission: 'audit.read' },
  input: none,
  run: async ({ pool }) => {
    let head = { seq: 0n, hash: auditGenesis }
    let count = 0
    const result = (brokenSeq: string | null) => ({
      intact: brokenSeq === null,
      rows: count,
      brokenSeq,
      headHash: head.hash,
      headSeq: head.seq.toString(),
    })
    for (;;) {
      const { rows } = await pool.query<Row>('SELECT * FROM audit_log WHERE seq > $1 ORDER BY seq LIMIT $2', [
        head.seq.toString(),
        pageSize,
      ])
      for (const row of rows) {
        if (BigInt(row.seq) !== head.seq + 1n || row.prev_hash !== head.hash || hashOf(row) !== row.hash)
          return result(row.seq)
        head = { seq: BigInt(row.seq), hash: row.hash }
        count += 1
      }
      if (rows.length < pageSize) return result(null)
    }
  },
})

function hashOf(row: Row): string {
  return auditHash(row.prev_hash, {
    seq: row.seq,
    at: row.at.toISOString(),
    actorKind: row.actor_kind,
    actorId: row.actor_id,
    action: row.action,
    targetKind: row.target_kind,
    targetId: row.target_id,
    apiId: row.api_id,
    teamId: row.team_id,
    before: row.before,
    after: row.after,
    requestId: row.request_id,
  })
}
