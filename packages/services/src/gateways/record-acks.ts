import type { AckBatch } from '@gatehouse/contracts/sync'
import type { Database } from '@gatehouse/db/client'
import { connectedForMs } from './connected.ts'

/**
 * Stores what a gateway confirms. The first arrival of each (kind, seq, outcome) stays: a receipt is when it ran first. Time is the
 * database's, as the change's own, so that lag is the difference of one clock.
 */
export async function recordAcks(
  db: Database,
  gatewayId: string,
  batch: AckBatch,
  address: string | undefined,
): Promise<void> {
  const rows = batch.acks.flatMap((ack) => [
    ...(ack.snapshot
      ? [
          {
            kind: 'snapshot',
            seq: ack.snapshot.seq,
            hash: ack.snapshot.hash,
            outcome: ack.snapshot.outcome,
            issues: ack.snapshot.issues,
          },
        ]
      : []),
    ...(ack.accessSeq === undefined
      ? []
      : [{ kind: 'access', seq: ack.accessSeq, hash: null, outcome: 'applied', issues: null }]),
  ])
  await db.pool.query(
    `WITH head AS (SELECT coalesce(max(seq), 0) AS seq FROM change_log),
     acked AS (
       INSERT INTO gateway_ack (gateway_id, kind, seq, hash, outcome, issues, received_at)
       SELECT DISTINCT ON (r.kind, r.seq, r.outcome) $1, r.kind, r.seq, r.hash, r.outcome, r.issues, clock_timestamp()
       FROM jsonb_to_recordset($2::jsonb) AS r(kind text, seq bigint, hash text, outcome text, issues jsonb), head
       -- Nobody confirms what has not happened.
       WHERE r.seq <= head.seq
       ON CONFLICT DO NOTHING
     )
     UPDATE gateway SET status = $3, build = $4, address = coalesce($5, address), last_seen_at = clock_timestamp() WHERE id = $1`,
    [gatewayId, JSON.stringify(rows), JSON.stringify(batch.status), batch.status.build, address ?? null],
  )
}

/** Marks gateways whose stream lives; returns those of them that were removed meanwhile. */
export async function markSeen(db: Database, gatewayIds: readonly string[]): Promise<string[]> {
  if (gatewayIds.length === 0) return []
  const rows = await db.pool.query<{ id: string }>(
    'UPDATE gateway SET last_seen_at = clock_timestamp() WHERE id = ANY($1::text[]) AND removed_at IS NULL RETURNING id',
    [gatewayIds],
  )
  const living = new Set(rows.rows.map(({ id }) => id))
  return gatewayIds.filter((id) => !living.has(id))
}

/** The manifest that each gateway says it runs. */
export async function readRunningHashes(
  db: Database,
  gatewayIds: readonly string[],
): Promise<Map<string, string | null>> {
  const { rows } = await db.pool.query<{ id: string; hash: string | null }>(
    `SELECT id, status->>'snapshotHash' AS hash FROM gateway WHERE id = ANY($1::text[])`,
    [gatewayIds],
  )
  return new Map(rows.map(({ id, hash }) => [id, hash]))
}

/** Connected gateways by stage, whichever control plane holds their streams. */
export async function countConnected(db: Database): Promise<Map<string, number>> {
  const { rows } = await db.pool.query<{ stage_id: string; n: number }>(
    `SELECT stage_id, count(*)::int AS n FROM gateway
     WHERE removed_at IS NULL AND last_seen_at > clock_timestamp() - make_interval(secs => $1) GROUP BY stage_id`,
    [connectedForMs / 1000],
  )
  return new Map(rows.map((row) => [row.stage_id, row.n]))
}
