import type { Database } from '@gatehouse/db/client'

const mostRows = 50_000

/** Deletes in pieces, so that no statement holds locks for long. */
async function deletePieces(db: Database, sql: string): Promise<number> {
  let all = 0
  for (;;) {
    const { rowCount } = await db.pool.query(sql, [mostRows])
    all += rowCount ?? 0
    if ((rowCount ?? 0) < mostRows) return all
  }
}

/** Keeps 7 days of the change log, and always its last row: the head must never fall back. */
export function trimChangeLog(db: Database): Promise<number> {
  return deletePieces(
    db,
    `DELETE FROM change_log WHERE seq IN (SELECT seq FROM change_log WHERE at < now() - interval '7 days'
       AND seq < (SELECT max(seq) FROM change_log) ORDER BY seq LIMIT $1)`,
  )
}

/** Keeps receipts for 90 days, and the newest of each gateway and kind for good. */
export function trimReceipts(db: Database): Promise<number> {
  return deletePieces(
    db,
    `DELETE FROM gateway_ack a USING (
       SELECT gateway_id, kind, seq, outcome FROM gateway_ack o WHERE received_at < now() - interval '90 days'
         AND seq < (SELECT max(seq) FROM gateway_ack n WHERE n.gateway_id = o.gateway_id AND n.kind = o.kind AND n.outcome = o.outcome)
       LIMIT $1) old
     WHERE a.gateway_id = old.gateway_id AND a.kind = old.kind AND a.seq = old.seq AND a.outcome = old.outcome`,
  )
}

/** Manifests that were replaced more than a week ago. */
export function trimSnapshots(db: Database): Promise<number> {
  return deletePieces(
    db,
    `DELETE FROM stage_snapshot WHERE (stage_id, seq) IN (
       SELECT stage_id, seq FROM stage_snapshot o WHERE built_at < now() - interval '7 days'
         AND seq < (SELECT max(seq) FROM stage_snapshot n WHERE n.stage_id = o.stage_id) LIMIT $1)`,
  )
}
